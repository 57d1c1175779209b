import { err, ok, type Result } from '$lib/domain/result';
import { findApproval, refOf, type ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { base64ToBytes } from '$lib/protocol/bytes';
import { envelopeToQrText } from '$lib/protocol/qr-text';

export type HandOverError =
	| AppendError
	| { readonly type: 'RequestUnknown' }
	| { readonly type: 'NotDecided' }
	/** The account has got another password since: the approval holds the old one. */
	| { readonly type: 'PasswordChanged' };

/**
 * Gives out the text of a decision's QR, for the device to scan. From then on it cannot be withdrawn, which is on disk
 * before the text is: call it before showing anything, and show nothing where it fails.
 */
export async function handOverDecision(
	workspace: Workspace,
	ref: ApprovalRef
): Promise<Result<string, HandOverError>> {
	const approval = findApproval(workspace.state, ref);
	if (!approval) return err({ type: 'RequestUnknown' });
	if (!approval.standing) return err({ type: 'NotDecided' });
	const { decided, handedOverAt } = approval.standing;
	if (handedOverAt === null) {
		const account = workspace.state.accounts.get(approval.otp.account);
		if (decided.decision.verdict === 'approved' && (account?.stamps.credential ?? '') > decided.key)
			return err({ type: 'PasswordChanged' });
		const appended = await workspace.append([
			{ kind: 'otp.handed-over', body: { ...refOf(approval), decision: decided.key } }
		]);
		if (!appended.ok) return appended;
	}
	return ok(envelopeToQrText('decision', base64ToBytes(decided.sealed)));
}
