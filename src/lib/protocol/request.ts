import { bytesToHex, hexToBytes, randomBytes } from './bytes';
import { decodeArray, encodeArray, isBytes, isText, isTime } from './cbor';
import type { HandOffKeys } from './code-keys';
import { fitText } from './fit-text';
import { nonceLength, seal, unseal } from './sealing';

/**
 * Request, device → admin. A CBOR array, on the wire and in the QR:
 *
 * | #   | field      | size      | what it is                                                   |
 * | --- | ---------- | --------- | ------------------------------------------------------------ |
 * | 0   | version    | uint      | 1                                                            |
 * | 1   | kind       | uint      | 1: request                                                   |
 * | 2   | ticket id  | 16 B      | of the code                                                  |
 * | 3   | nonce      | 12 B      | random                                                       |
 * | 4   | ciphertext | ≤ 512 B   | AES-256-GCM with the request key                             |
 *
 * Sealed: `[request id (16 B), public key (65 B), make, model, serial, entered at (ms)]`; associated data is the CBOR of
 * `[1, "request", ticket id]`. The public key is a fresh P-256 key of the device, made for this request alone. Make,
 * model and serial are cut to 64 bytes of UTF-8 each, so that the QR stays within version 15.
 */
export const requestVersion = 1;
const requestKind = 1;
const maxCiphertext = 512;
/** Of make, model and serial: bytes when sealed, UTF-16 units when read. */
export const maxDeviceField = 64;

/** What a device says of itself. */
export interface DeviceDetails {
	readonly make: string;
	readonly model: string;
	readonly serial: string;
}

export interface RequestContent extends DeviceDetails {
	/** 32 hex digits, random. */
	readonly request: string;
	/** Uncompressed P-256 point the decision is sealed to. */
	readonly publicKey: Uint8Array<ArrayBuffer>;
	/** Ms since 1970, by the device's clock. */
	readonly enteredAt: number;
}

/** A request that was parsed, not yet opened. */
export interface RequestEnvelope {
	/** 32 hex digits. */
	readonly ticketId: string;
	readonly nonce: Uint8Array<ArrayBuffer>;
	readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** A random request id. */
export function newRequestId(): string {
	return bytesToHex(randomBytes(16));
}

/** Seals a request. The same request is sealed once, so that its QR stays the same when it is shown again. */
export async function sealRequest(
	keys: Pick<HandOffKeys, 'ticketId' | 'requestKey'>,
	content: RequestContent
): Promise<Uint8Array<ArrayBuffer>> {
	const { request, publicKey, make, model, serial, enteredAt } = content;
	const [fitMake, fitModel, fitSerial] = [make, model, serial].map((text) => fitText(text, maxDeviceField));
	const plaintext = encodeArray([hexToBytes(request), publicKey, fitMake, fitModel, fitSerial, enteredAt]);
	const { nonce, ciphertext } = await seal(keys.requestKey, plaintext, associatedData(keys.ticketId));
	return encodeArray([requestVersion, requestKind, hexToBytes(keys.ticketId), nonce, ciphertext]);
}

/** Parses a request strictly; `null` for anything that is none of version 1. */
export function parseRequest(bytes: Uint8Array): RequestEnvelope | null {
	const fields = decodeArray(bytes, 5);
	if (!fields) return null;
	const [version, kind, ticketId, nonce, ciphertext] = fields;
	if (version !== requestVersion || kind !== requestKind) return null;
	if (!isBytes(ticketId, 16) || !isBytes(nonce, nonceLength)) return null;
	if (!isBytes(ciphertext) || ciphertext.length > maxCiphertext) return null;
	return { ticketId: bytesToHex(ticketId), nonce, ciphertext };
}

/** What a request says; `null` where it was not sealed with this code. */
export async function openRequest(
	envelope: RequestEnvelope,
	keys: Pick<HandOffKeys, 'requestKey'>
): Promise<RequestContent | null> {
	const { ticketId, nonce, ciphertext } = envelope;
	const plaintext = await unseal(keys.requestKey, nonce, ciphertext, associatedData(ticketId));
	const fields = plaintext && decodeArray(plaintext, 6);
	if (!fields) return null;
	const [request, publicKey, make, model, serial, enteredAt] = fields;
	if (!isBytes(request, 16) || !isBytes(publicKey, 65) || !isTime(enteredAt)) return null;
	if (![make, model, serial].every((text) => isText(text, maxDeviceField))) return null;
	return {
		request: bytesToHex(request),
		publicKey,
		make: make as string,
		model: model as string,
		serial: serial as string,
		enteredAt
	};
}

function associatedData(ticketId: string): Uint8Array<ArrayBuffer> {
	return encodeArray([requestVersion, 'request', hexToBytes(ticketId)]);
}
