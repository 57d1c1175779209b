import { randomBytes } from './bytes';

/** AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces and 128-bit tags. */
export const nonceLength = 12;

/** A key for sealing from 32 raw bytes, not extractable. */
export function importSealingKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Nonce and ciphertext of a plaintext, bound to its associated data. */
export async function seal(
	key: CryptoKey,
	plaintext: Uint8Array<ArrayBuffer>,
	associated: Uint8Array<ArrayBuffer>
): Promise<{ nonce: Uint8Array<ArrayBuffer>; ciphertext: Uint8Array<ArrayBuffer> }> {
	const nonce = randomBytes(nonceLength);
	const params = { name: 'AES-GCM', iv: nonce, additionalData: associated };
	return { nonce, ciphertext: new Uint8Array(await crypto.subtle.encrypt(params, key, plaintext)) };
}

/** The plaintext, or `null` where key, associated data or bytes are not those it was sealed with. */
export async function unseal(
	key: CryptoKey,
	nonce: Uint8Array<ArrayBuffer>,
	ciphertext: Uint8Array<ArrayBuffer>,
	associated: Uint8Array<ArrayBuffer>
): Promise<Uint8Array<ArrayBuffer> | null> {
	try {
		const params = { name: 'AES-GCM', iv: nonce, additionalData: associated };
		return new Uint8Array(await crypto.subtle.decrypt(params, key, ciphertext));
	} catch {
		return null;
	}
}
