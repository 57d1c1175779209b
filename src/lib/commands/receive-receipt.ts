import type { OtpId, RequestId } from '$lib/domain/ids';
import type { Otp } from '$lib/domain/otp';
import { err, ok, type Result } from '$lib/domain/result';
import { approvalsOf } from '$lib/journal/approvals';
import type { EntryDraft } from '$lib/journal/entry';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { openReceipt, parseReceipt, type ReceiptWhat } from '$lib/protocol/receipt';
import type { ScanRefusal } from './scan-refusal';

export interface ReceivedReceipt {
	readonly otp: OtpId;
	/** False where this was known: nothing was added then. */
	readonly isNew: boolean;
}

/**
 * Takes a device's receipt: it has signed in or, through a hub, has read its decision. Where its request never came here,
 * since another tablet decided it, the receipt still counts for the OTP: only who has the code can make one.
 * @param envelope the sealed receipt, as it travels
 */
export async function receiveReceipt(
	workspace: Workspace,
	envelope: Uint8Array<ArrayBuffer>
): Promise<Result<ReceivedReceipt, ScanRefusal | AppendError>> {
	const parsed = parseReceipt(envelope);
	if (!parsed) return err({ type: 'Damaged' });
	const otp = workspace.state.otps.get(parsed.ticketId as OtpId);
	if (!otp) return err({ type: 'UnknownTicket' });
	if ((await openReceipt(parsed, await handOffKeysOf(otp.code as Code))) === null)
		return err({ type: 'NotSealedWithThisCode' });

	const asked = approvalsOf(otp).filter(({ request }) => request.deviceRequest === parsed.request);
	const approved = asked.find(({ standing }) => standing?.decided.decision.verdict === 'approved');
	const request = (approved ?? asked[0])?.request.request ?? '';
	const decision = parsed.what === 'delivered' ? await deliveredDecision(workspace, otp, request) : undefined;
	const draft = draftOf(parsed.what, otp.id, request, decision);
	const isKnown = otp.facts.some((fact) => fact.type === parsed.what && fact.request === request);
	if (!draft || isKnown) return ok({ otp: otp.id, isNew: false });
	const appended = await workspace.append([draft]);
	return appended.ok ? ok({ otp: otp.id, isNew: true }) : appended;
}

/**
 * The decision that a device has got through the hub: the one that reached it first, where tablets that were both out of
 * touch have decided. Of one that was taken back the hub has the entry, and never had the decision. `undefined` where none of
 * them has been at the hub.
 */
async function deliveredDecision(
	workspace: Workspace,
	{ facts }: Otp,
	request: RequestId | ''
): Promise<string | undefined> {
	const withdrawn = new Set(
		facts.flatMap((fact) => (fact.type === 'decision-withdrawn' ? [fact.decision] : []))
	);
	const keys = facts.flatMap((fact) =>
		fact.type === 'decided' && fact.request === request && !withdrawn.has(fact.key) ? [fact.key] : []
	);
	return workspace.firstAtHub(keys);
}

/** `null`: a delivery for a request that never came here says nothing. */
function draftOf(
	what: ReceiptWhat,
	otp: OtpId,
	request: RequestId | '',
	decision: string | undefined
): EntryDraft | null {
	if (what === 'signed-in') return { kind: 'otp.signed-in', body: { otp, request } };
	if (request === '') return null;
	return { kind: 'otp.delivered', body: decision ? { otp, request, decision } : { otp, request } };
}
