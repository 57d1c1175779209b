import { err, ok, type Result } from '$lib/domain/result';
import { findApproval, refOf, type ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { base64ToBytes } from '$lib/protocol/bytes';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { sealFor, type SealError } from './decide-request';

export type HandOverError =
	| AppendError
	/** Of an approval by a hub, which is sealed only now. */
	| SealError
	| { readonly type: 'RequestUnknown' }
	| { readonly type: 'NotDecided' }
	/** The account has got another password since: the approval holds the old one. */
	| { readonly type: 'PasswordChanged' };

/**
 * Gives out the text of a decision's QR, for the device to scan. From then on it cannot be withdrawn, which is on disk
 * before the text is: call it before showing anything, and show nothing where it fails. Where a hub has approved, nothing was
 * sealed for the device: that is done here, each time anew.
 */
export async function handOverDecision(
	workspace: Workspace,
	ref: ApprovalRef
): Promise<Result<string, HandOverError>> {
	const approval = findApproval(workspace.state, ref);
	if (!approval) return err({ type: 'RequestUnknown' });
	if (!approval.standing) return err({ type: 'NotDecided' });
	const { decided, handedOverAt } = approval.standing;
	if (decided.grantedAt !== null) {
		const sealed = await sealFor(workspace, approval, decided.decision);
		return sealed.ok ? ok(textOf(sealed.value)) : sealed;
	}
	if (handedOverAt === null) {
		const account = workspace.state.accounts.get(approval.otp.account);
		if (decided.decision.verdict === 'approved' && (account?.stamps.credential ?? '') > decided.key)
			return err({ type: 'PasswordChanged' });
		const appended = await workspace.append([
			{ kind: 'otp.handed-over', body: { ...refOf(approval), decision: decided.key } }
		]);
		if (!appended.ok) return appended;
	}
	return ok(textOf(decided.sealed));
}

function textOf(sealed: string): string {
	return envelopeToQrText('decision', base64ToBytes(sealed));
}
