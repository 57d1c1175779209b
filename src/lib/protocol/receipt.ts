import { bytesToHex, hexToBytes } from './bytes';
import { decodeArray, encodeArray, isBytes, isTime } from './cbor';
import type { HandOffKeys } from './code-keys';
import { nonceLength, seal, unseal } from './sealing';

/**
 * Receipt, device → admin, optional: the device has signed in. A CBOR array of `[1, 3 (receipt), ticket id (16 B),
 * request id (16 B), nonce (12 B), ciphertext]`; sealed with the request key: `[signed in at (ms)]`; associated data is
 * the CBOR of `[1, "receipt", ticket id, request id]`.
 */
const receiptVersion = 1;
const receiptKind = 3;

/** A receipt that was parsed, not yet opened. */
export interface ReceiptEnvelope {
	readonly ticketId: string;
	readonly request: string;
	readonly nonce: Uint8Array<ArrayBuffer>;
	readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** Seals a receipt. `signedInAt` in ms since 1970, by the device's clock. */
export async function sealReceipt(
	keys: Pick<HandOffKeys, 'ticketId' | 'requestKey'>,
	request: string,
	signedInAt: number
): Promise<Uint8Array<ArrayBuffer>> {
	const sealed = await seal(
		keys.requestKey,
		encodeArray([signedInAt]),
		associatedData(keys.ticketId, request)
	);
	return encodeArray([
		receiptVersion,
		receiptKind,
		hexToBytes(keys.ticketId),
		hexToBytes(request),
		sealed.nonce,
		sealed.ciphertext
	]);
}

/** Parses a receipt strictly; `null` for anything that is none of version 1. */
export function parseReceipt(bytes: Uint8Array): ReceiptEnvelope | null {
	const fields = decodeArray(bytes, 6);
	if (!fields) return null;
	const [version, kind, ticketId, request, nonce, ciphertext] = fields;
	if (version !== receiptVersion || kind !== receiptKind) return null;
	if (!isBytes(ticketId, 16) || !isBytes(request, 16) || !isBytes(nonce, nonceLength)) return null;
	if (!isBytes(ciphertext) || ciphertext.length > 64) return null;
	return { ticketId: bytesToHex(ticketId), request: bytesToHex(request), nonce, ciphertext };
}

/** When the device signed in; `null` where the receipt was not made with this code. */
export async function openReceipt(
	envelope: ReceiptEnvelope,
	keys: Pick<HandOffKeys, 'requestKey'>
): Promise<number | null> {
	const { ticketId, request, nonce, ciphertext } = envelope;
	const plaintext = await unseal(keys.requestKey, nonce, ciphertext, associatedData(ticketId, request));
	const fields = plaintext && decodeArray(plaintext, 1);
	return fields && isTime(fields[0]) ? fields[0] : null;
}

function associatedData(ticketId: string, request: string): Uint8Array<ArrayBuffer> {
	return encodeArray([receiptVersion, 'receipt', hexToBytes(ticketId), hexToBytes(request)]);
}
