const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex, two digits a byte. */
export function bytesToHex(bytes: Uint8Array): string {
	let hex = '';
	for (let i = 0; i < bytes.length; i++) hex += hexDigits[bytes[i]!];
	return hex;
}

/** The bytes of hex digits; a `RangeError` where the text is not that. */
export function hexToBytes(hex: string): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(Math.ceil(hex.length / 2));
	for (let i = 0; i < bytes.length; i++) {
		const value = (hexValue(hex.charCodeAt(2 * i)) << 4) | hexValue(hex.charCodeAt(2 * i + 1));
		if (value < 0) throw new RangeError('not hex digits');
		bytes[i] = value;
	}
	return bytes;
}

/** What a hex digit stands for, or -1; by its character code, as ids are read by the hundred thousand. */
function hexValue(code: number): number {
	if (code >= 48 && code <= 57) return code - 48;
	const letter = code | 32;
	return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Base64 (RFC 4648 §4, with padding). */
export function bytesToBase64(bytes: Uint8Array): string {
	let binary = '';
	// Spreading a typed array goes through its iterator: eight times slower than `apply` in Chromium.
	for (let i = 0; i < bytes.length; i += 0x8000)
		binary += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000) as unknown as number[]);
	return btoa(binary);
}

/** The bytes of base64 text; a `RangeError` where the text is not that. */
export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
	let binary: string;
	try {
		binary = atob(text);
	} catch {
		throw new RangeError('not base64');
	}
	const bytes = new Uint8Array(binary.length);
	for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
	return bytes;
}

/** Base64url (RFC 4648 §5, without padding). */
export function bytesToBase64Url(bytes: Uint8Array): string {
	return bytesToBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The bytes of base64url text; a `RangeError` where the text is not that. */
export function base64UrlToBytes(text: string): Uint8Array<ArrayBuffer> {
	if (!/^[\w-]*$/.test(text)) throw new RangeError('not base64url');
	return base64ToBytes(text.replaceAll('-', '+').replaceAll('_', '/'));
}

/** The first 16 bytes of the SHA-256 of bytes, in hex: what names a request by its sealed bytes. */
export async function shortHash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).subarray(0, 16));
}

/** SHA-256, 32 bytes. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Cryptographically random bytes, any length. */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(length);
	// getRandomValues refuses more than 65,536 bytes at once.
	for (let i = 0; i < length; i += 65_536)
		crypto.getRandomValues(bytes.subarray(i, Math.min(length, i + 65_536)));
	return bytes;
}

/** A random 128-bit id as 32 hex digits. */
export function randomId(): string {
	return bytesToHex(randomBytes(16));
}

/** Random bytes for many small draws, fetched from the system in pages. */
export class RandomPool {
	#page = new Uint8Array(0);
	#used = 0;

	/** The next random byte. */
	next(): number {
		if (this.#used === this.#page.length) {
			this.#page = randomBytes(16_384);
			this.#used = 0;
		}
		const byte = this.#page[this.#used]!;
		this.#page[this.#used++] = 0;
		return byte;
	}

	/** A uniformly random whole number from 0 up to, not including, `bound` (at most 256). */
	below(bound: number): number {
		// Rejection keeps it uniform: a byte past the last whole multiple of the bound is thrown away.
		const limit = 256 - (256 % bound);
		for (;;) {
			const byte = this.next();
			if (byte < limit) return byte % bound;
		}
	}
}
