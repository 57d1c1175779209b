import { accountTitle } from '$lib/domain/account';
import type { RequestId } from '$lib/domain/ids';
import { maxRejectionText, type Decision } from '$lib/domain/otp';
import { err, ok, type Result } from '$lib/domain/result';
import { findApproval, refOf, type Approval, type ApprovalRef } from '$lib/journal/approvals';
import { warningsOf } from '$lib/journal/approval-context';
import type { EntryDraft } from '$lib/journal/entry';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { base64ToBytes, bytesToBase64 } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { sealDecision, type DecisionContent } from '$lib/protocol/decision';
import { stampTime } from '$lib/protocol/stamp';

const hour = 3_600_000;

export type DecideError =
	| AppendError
	| SealError
	| { readonly type: 'RequestUnknown' }
	| { readonly type: 'AlreadyDecided' }
	/** Of several at once: those that have to be looked at one by one. */
	| { readonly type: 'HaveWarnings'; readonly requests: readonly RequestId[] };

/** Why a decision cannot be put into an envelope. */
export type SealError =
	/** The account has no password to deliver. */
	| { readonly type: 'PasswordMissing' }
	/** *Other* says nothing without text. */
	| { readonly type: 'TextMissing' }
	| { readonly type: 'TextTooLong'; readonly max: number }
	/** The key in the request is none: it was stored by a tablet that did not look. */
	| { readonly type: 'DeviceKeyInvalid' };

/**
 * Approves or rejects one request. The decision is sealed to the device here and now and stored sealed, so that its QR is
 * the same each time and on each tablet; it leaves by `handOverDecision`.
 * @param handedOver its QR is shown as soon as this has resolved: it cannot be withdrawn, and one write says both
 */
export async function decideRequest(
	workspace: Workspace,
	ref: ApprovalRef,
	decision: Decision,
	{ handedOver = false }: { readonly handedOver?: boolean } = {}
): Promise<Result<void, DecideError>> {
	const draft = await draftOf(workspace, ref, decision, handedOver);
	if (!draft.ok) return draft;
	const appended = await workspace.append([draft.value]);
	return appended.ok ? ok(undefined) : appended;
}

/** Approves several requests, all or none, where none of them has a warning. */
export async function approveRequests(
	workspace: Workspace,
	refs: readonly ApprovalRef[]
): Promise<Result<{ readonly approved: number }, DecideError>> {
	const { state } = workspace;
	const now = Date.now();
	const warned = refs.filter((ref) => {
		const approval = findApproval(state, ref);
		return approval && warningsOf(state, approval, now).length > 0;
	});
	if (warned.length > 0) return err({ type: 'HaveWarnings', requests: warned.map(({ request }) => request) });
	const drafts: EntryDraft[] = [];
	for (const ref of refs) {
		const draft = await draftOf(workspace, ref, { verdict: 'approved' });
		if (!draft.ok) return draft;
		drafts.push(draft.value);
	}
	const appended = await workspace.append(drafts);
	return appended.ok ? ok({ approved: drafts.length }) : appended;
}

async function draftOf(
	workspace: Workspace,
	ref: ApprovalRef,
	decision: Decision,
	handedOver = false
): Promise<Result<EntryDraft, DecideError>> {
	const approval = findApproval(workspace.state, ref);
	if (!approval) return err({ type: 'RequestUnknown' });
	if (approval.standing) return err({ type: 'AlreadyDecided' });
	const sealed = await sealFor(workspace, approval, decision);
	if (!sealed.ok) return sealed;
	const body = { ...refOf(approval), decision, sealed: sealed.value };
	return ok({ kind: 'otp.decided', body: handedOver ? { ...body, handedOver } : body });
}

/** The decision as it travels to the device that has asked, base64: an approval with what the account has now. */
export async function sealFor(
	workspace: Workspace,
	approval: Approval,
	decision: Decision
): Promise<Result<string, SealError>> {
	const content = contentOf(workspace, approval, decision);
	if (!content.ok) return content;
	const { otp, request } = approval;
	const to = {
		workspace: workspace.id,
		request: request.deviceRequest,
		publicKey: base64ToBytes(request.publicKey)
	};
	const keys = await handOffKeysOf(otp.code as Code);
	try {
		return ok(bytesToBase64(await sealDecision(to, keys, content.value)));
	} catch {
		return err({ type: 'DeviceKeyInvalid' });
	}
}

function contentOf(
	{ state }: Workspace,
	{ otp, batch }: Approval,
	decision: Decision
): Result<DecisionContent, SealError> {
	// As the entry will be stamped: a clock that is behind must not tell the device that it is too late already.
	const decidedAt = Math.max(Date.now(), stampTime(state.lastStamp));
	if (decision.verdict === 'rejected') {
		const { reason, text } = decision;
		if (reason === 'other' && text.trim() === '') return err({ type: 'TextMissing' });
		if (text.length > maxRejectionText) return err({ type: 'TextTooLong', max: maxRejectionText });
		return ok({ verdict: 'rejected', reason, text, decidedAt });
	}
	const account = state.accounts.get(otp.account);
	if (!account?.credential) return err({ type: 'PasswordMissing' });
	return ok({
		verdict: 'approved',
		signInName: account.profile.signInName,
		password: account.credential.password,
		room: accountTitle(account),
		decidedAt,
		collectBy: decidedAt + batch.collectWithinHours * hour
	});
}
