import { printable } from '$lib/domain/device';
import type { OtpId, RequestId } from '$lib/domain/ids';
import type { RequestPath } from '$lib/domain/otp';
import { err, ok, type Result } from '$lib/domain/result';
import { findApproval, type ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { bytesToBase64, shortHash } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { comparisonWords } from '$lib/protocol/comparison-words';
import { openRequest, parseRequest } from '$lib/protocol/request';
import type { ScanRefusal } from './scan-refusal';

/**
 * Takes a device's request: finds its OTP by the ticket, opens it with the OTP's code, and adds it to the journal.
 * The same bytes are the same request, however often they are scanned, and anything else is another one: somebody who has
 * the code could give a request of his own the id of one that he saw.
 * @param envelope the sealed request, as it travels
 * @param via how it came
 */
export async function receiveRequest(
	workspace: Workspace,
	envelope: Uint8Array<ArrayBuffer>,
	via: RequestPath = 'qr'
): Promise<Result<{ readonly ref: ApprovalRef; readonly isNew: boolean }, ScanRefusal | AppendError>> {
	const parsed = parseRequest(envelope);
	if (!parsed) return err({ type: 'Damaged' });
	const otp = workspace.state.otps.get(parsed.ticketId as OtpId);
	if (!otp) return err({ type: 'UnknownTicket' });

	const ref = { otp: otp.id, request: (await shortHash(envelope)) as RequestId };
	if (findApproval(workspace.state, ref)) return ok({ ref, isNew: false });

	const content = await openRequest(parsed, await handOffKeysOf(otp.code as Code));
	if (!content) return err({ type: 'NotSealedWithThisCode' });
	if (!(await isPoint(content.publicKey))) return err({ type: 'Damaged' });
	const appended = await workspace.append([
		{
			kind: 'otp.requested',
			body: {
				...ref,
				deviceRequest: content.request,
				publicKey: bytesToBase64(content.publicKey),
				words: await comparisonWords(envelope),
				via,
				make: printable(content.make),
				model: printable(content.model),
				serial: printable(content.serial),
				enteredAt: content.enteredAt
			}
		}
	]);
	return appended.ok ? ok({ ref, isNew: true }) : appended;
}

/** Whether bytes are a point on P-256, which WebCrypto checks: else no decision could be sealed to it. */
async function isPoint(publicKey: Uint8Array<ArrayBuffer>): Promise<boolean> {
	try {
		await crypto.subtle.importKey('raw', publicKey, { name: 'ECDH', namedCurve: 'P-256' }, true, []);
		return true;
	} catch {
		return false;
	}
}
