import { ok, type Result } from '$lib/domain/result';
import { findApproval, type ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/**
 * Notes that a hub has answered a request with the grant of its OTP: the device has its sign-in, whatever a person has decided
 * meanwhile. The request is in the journal by now. Two tablets that both note it say the same.
 * @param at when, ms since 1970, by the hub's clock
 */
export async function grantedByHub(
	workspace: Workspace,
	ref: ApprovalRef,
	at: number
): Promise<Result<void, AppendError>> {
	const facts = findApproval(workspace.state, ref)?.otp.facts ?? [];
	const isNoted = facts.some(
		(fact) => fact.type === 'decided' && fact.request === ref.request && fact.grantedAt !== null
	);
	if (isNoted) return ok(undefined);
	const appended = await workspace.append([
		{ kind: 'otp.decided', body: { ...ref, decision: { verdict: 'approved' }, grantedAt: at, sealed: '' } }
	]);
	return appended.ok ? ok(undefined) : appended;
}
