import { err, ok, type Result } from '$lib/domain/result';
import { findApproval, refOf, type ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

export type WithdrawError =
	| AppendError
	| { readonly type: 'RequestUnknown' }
	| { readonly type: 'NotDecided' }
	/** It has left the tablet: the device may have it. */
	| { readonly type: 'HandedOver'; readonly at: number };

/** Takes a decision back, so that the request waits again. Only until it has left the tablet. */
export async function withdrawDecision(
	workspace: Workspace,
	ref: ApprovalRef
): Promise<Result<void, WithdrawError>> {
	const approval = findApproval(workspace.state, ref);
	if (!approval) return err({ type: 'RequestUnknown' });
	if (!approval.standing) return err({ type: 'NotDecided' });
	const { decided, handedOverAt } = approval.standing;
	if (handedOverAt !== null) return err({ type: 'HandedOver', at: handedOverAt });
	const appended = await workspace.append([
		{ kind: 'otp.decision-withdrawn', body: { ...refOf(approval), decision: decided.key } }
	]);
	return appended.ok ? ok(undefined) : appended;
}
