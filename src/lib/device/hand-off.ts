import { bytesToBase64 } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { grantKeysOf, handOffKeysOf } from '$lib/protocol/code-keys';
import { comparisonWords } from '$lib/protocol/comparison-words';
import {
	generateDeviceKeyPair,
	openDecision,
	type DecisionContent,
	type DecisionEnvelope
} from '$lib/protocol/decision';
import { openGrant, type GrantEnvelope } from '$lib/protocol/grant';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { sealReceipt, type ReceiptWhat } from '$lib/protocol/receipt';
import { newRequestId, sealRequest, type DeviceDetails } from '$lib/protocol/request';
import { exportVerifyingKey } from '$lib/protocol/signing';
import type { QueuedReceipt } from './at-hub';
import type { Asked, Room } from './room';
import { authorizationOf } from './ticket-key';

/** A request as it is kept: sealed, with its words, and the key pair that its decision will be sealed to. */
export interface SealedRequest {
	readonly asked: Omit<Asked, 'code' | 'earlier'>;
	readonly keyPair: CryptoKeyPair;
}

/** Seals a request for a device, with a fresh key pair. It is sealed once: its QR and its words stay the same. */
export async function makeRequest(
	{ enteredAt }: Pick<Room, 'enteredAt'>,
	code: Code,
	device: DeviceDetails,
	now: number
): Promise<SealedRequest> {
	const keyPair = await generateDeviceKeyPair();
	const request = newRequestId();
	const publicKey = await exportVerifyingKey(keyPair.publicKey);
	const envelope = await sealRequest(await handOffKeysOf(code), { ...device, request, publicKey, enteredAt });
	const words = await comparisonWords(envelope);
	const qrText = envelopeToQrText('request', envelope);
	return { asked: { request, qrText, words, device, sealedAt: now }, keyPair };
}

/** What a decision for this request says; `null` where it was not sealed to this phone with this code, or was changed. */
export async function readDecision(
	envelope: DecisionEnvelope,
	asked: Asked,
	keyPair: CryptoKeyPair
): Promise<DecisionContent | null> {
	return openDecision(envelope, keyPair, await handOffKeysOf(asked.code));
}

/**
 * What a grant says, as the approval that it is; `null` where it was not sealed with this code, or was changed.
 * @param at when the hub released it, ms since 1970 by the hub's clock
 */
export async function readGrant(
	grant: GrantEnvelope,
	code: Code,
	at: number
): Promise<DecisionContent | null> {
	const content = await openGrant(grant, await grantKeysOf(code));
	if (!content) return null;
	const { signInName, password, room, collectWithinHours } = content;
	const collectBy = at + collectWithinHours * 3_600_000;
	return { verdict: 'approved', signInName, password, room, decidedAt: at, collectBy };
}

/** The word of the device, sealed: it has signed in, or has its answer. */
export async function sealedReceipt(
	code: Code,
	request: string,
	at: number,
	what: ReceiptWhat
): Promise<Uint8Array<ArrayBuffer>> {
	return sealReceipt(await handOffKeysOf(code), request, at, what);
}

/** Text of the QR by which the admin learns that the device has signed in. */
export async function makeReceipt(code: Code, request: string, signedInAt: number): Promise<string> {
	return receiptToText(await sealedReceipt(code, request, signedInAt, 'signed-in'));
}

/** Text of a receipt's QR. */
export function receiptToText(receipt: Uint8Array<ArrayBuffer>): string {
	return envelopeToQrText('receipt', receipt);
}

/** A receipt as it goes to the hub; nothing where this phone has never spoken to one about the room. */
export async function queueReceipt(
	{ hub }: Room,
	code: Code,
	what: ReceiptWhat,
	receipt: Uint8Array<ArrayBuffer>
): Promise<QueuedReceipt | undefined> {
	const authorization = await authorizationOf(code, hub);
	return authorization === null ? undefined : { what, receipt: bytesToBase64(receipt), authorization };
}
