import { err, ok, type Result } from '$lib/domain/result';
import { findApproval, refOf, type ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { entryOf } from '$lib/sync/operations';
import { takeBack } from '$lib/sync/outbox';

export type WithdrawError =
	| AppendError
	| { readonly type: 'RequestUnknown' }
	| { readonly type: 'NotDecided' }
	/** It has left the tablet: the device may have it. */
	| { readonly type: 'HandedOver'; readonly at: number };

/**
 * Takes a decision back, so that the request waits again. Only until it has left the tablet: by its QR, or on the way to a hub,
 * which the same transaction looks at that withdraws it.
 */
export async function withdrawDecision(
	workspace: Workspace,
	ref: ApprovalRef
): Promise<Result<void, WithdrawError>> {
	const approval = findApproval(workspace.state, ref);
	if (!approval) return err({ type: 'RequestUnknown' });
	if (!approval.standing) return err({ type: 'NotDecided' });
	const { decided, handedOverAt } = approval.standing;
	if (handedOverAt !== null) return err({ type: 'HandedOver', at: handedOverAt });
	const appended = await workspace.appendIf(
		(database) => takeBack(database, entryOf(decided.key)),
		[{ kind: 'otp.decision-withdrawn', body: { ...refOf(approval), decision: decided.key } }]
	);
	if (appended.ok) return ok(undefined);
	const { error } = appended;
	return err(error.type === 'NotLetThrough' ? { type: 'HandedOver', at: decided.at } : error);
}
