import { bytesToHex, hexToBytes } from './bytes';
import { decodeArray, encodeArray, isBytes, isTime } from './cbor';
import type { HandOffKeys } from './code-keys';
import { nonceLength, seal, unseal } from './sealing';

/**
 * Receipt, device → admin, optional: the word of a device. A CBOR array:
 *
 * | #   | field      | size   | what it is                                              |
 * | --- | ---------- | ------ | ------------------------------------------------------- |
 * | 0   | version    | uint   | 1                                                       |
 * | 1   | kind       | uint   | 3: it has signed in; 8: it has read its decision or grant |
 * | 2   | ticket id  | 16 B   | of the code                                             |
 * | 3   | request id | 16 B   | of the request that was answered                        |
 * | 4   | nonce      | 12 B   | random                                                  |
 * | 5   | ciphertext | ≤ 64 B | AES-256-GCM with the request key                        |
 *
 * Sealed: `[at (ms)]`; associated data is the CBOR of `[1, "receipt", ticket id, request id]`, of a delivery
 * `[1, "delivery", ticket id, request id]`. A device says that a decision was delivered only where it came by a hub: who
 * shows a QR sees it scanned.
 */
const receiptVersion = 1;
const kinds = { 'signed-in': 3, delivered: 8 } as const;
const labels = { 'signed-in': 'receipt', delivered: 'delivery' } as const;

/** What a receipt says. */
export type ReceiptWhat = keyof typeof kinds;

/** A receipt that was parsed, not yet opened. Ids are 32 hex digits. */
export interface ReceiptEnvelope {
	readonly what: ReceiptWhat;
	readonly ticketId: string;
	readonly request: string;
	readonly nonce: Uint8Array<ArrayBuffer>;
	readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** Seals a receipt. `at`: when it happened, in ms since 1970, by the device's clock. */
export async function sealReceipt(
	keys: Pick<HandOffKeys, 'ticketId' | 'requestKey'>,
	request: string,
	at: number,
	what: ReceiptWhat = 'signed-in'
): Promise<Uint8Array<ArrayBuffer>> {
	const { ticketId } = keys;
	const { nonce, ciphertext } = await seal(
		keys.requestKey,
		encodeArray([at]),
		associatedData({ what, ticketId, request })
	);
	return encodeArray([
		receiptVersion,
		kinds[what],
		hexToBytes(ticketId),
		hexToBytes(request),
		nonce,
		ciphertext
	]);
}

/** Parses a receipt strictly; `null` for anything that is none of version 1. */
export function parseReceipt(bytes: Uint8Array): ReceiptEnvelope | null {
	const fields = decodeArray(bytes, 6);
	if (!fields) return null;
	const [version, kind, ticketId, request, nonce, ciphertext] = fields;
	const what = kind === kinds['signed-in'] ? 'signed-in' : kind === kinds.delivered ? 'delivered' : null;
	if (version !== receiptVersion || !what) return null;
	if (!isBytes(ticketId, 16) || !isBytes(request, 16) || !isBytes(nonce, nonceLength)) return null;
	if (!isBytes(ciphertext) || ciphertext.length > 64) return null;
	return { what, ticketId: bytesToHex(ticketId), request: bytesToHex(request), nonce, ciphertext };
}

/** When it happened; `null` where the receipt was not made with this code, or to say this. */
export async function openReceipt(
	envelope: ReceiptEnvelope,
	keys: Pick<HandOffKeys, 'requestKey'>
): Promise<number | null> {
	const plaintext = await unseal(
		keys.requestKey,
		envelope.nonce,
		envelope.ciphertext,
		associatedData(envelope)
	);
	const fields = plaintext && decodeArray(plaintext, 1);
	return fields && isTime(fields[0]) ? fields[0] : null;
}

function associatedData({
	what,
	ticketId,
	request
}: Pick<ReceiptEnvelope, 'what' | 'ticketId' | 'request'>): Uint8Array<ArrayBuffer> {
	return encodeArray([receiptVersion, labels[what], hexToBytes(ticketId), hexToBytes(request)]);
}
