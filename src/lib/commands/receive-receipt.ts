import type { OtpId } from '$lib/domain/ids';
import { err, ok, type Result } from '$lib/domain/result';
import { approvalsOf } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { openReceipt, parseReceipt } from '$lib/protocol/receipt';
import type { ScanRefusal } from './scan-refusal';

export interface ReceivedReceipt {
	readonly otp: OtpId;
	/** False where the device was known to be signed in: nothing was added then. */
	readonly isNew: boolean;
}

/**
 * Takes a device's receipt: it has signed in. Where its request never came here, since another tablet decided it, the
 * receipt still counts for the OTP: only who has the code can make one.
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
	const isKnown = otp.facts.some((fact) => fact.type === 'signed-in' && fact.request === request);
	if (isKnown) return ok({ otp: otp.id, isNew: false });
	const appended = await workspace.append([{ kind: 'otp.signed-in', body: { otp: otp.id, request } }]);
	return appended.ok ? ok({ otp: otp.id, isNew: true }) : appended;
}
