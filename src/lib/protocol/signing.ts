/**
 * Members' signatures: ECDSA P-256 with SHA-256 (FIPS 186-5), in the raw r‖s form of WebCrypto, 64 bytes. What is
 * signed is a label, a zero byte, and the message, so that a signature for one purpose is none for another.
 */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signature = { name: 'ECDSA', hash: 'SHA-256' } as const;

export const signatureLength = 64;

/** What a signature is for. */
export type SignatureLabel = 'roompass/1 entry' | 'roompass/1 hub request' | 'roompass/1 hub workspace';

const encoder = new TextEncoder();
const prefixes: Record<SignatureLabel, Uint8Array> = {
	'roompass/1 entry': encoder.encode('roompass/1 entry'),
	'roompass/1 hub request': encoder.encode('roompass/1 hub request'),
	'roompass/1 hub workspace': encoder.encode('roompass/1 hub workspace')
};

/** A new signing key pair. The private key of a tablet is not extractable; the workspace's founding key is, to be wrapped. */
export function generateSigningKeyPair(extractable: boolean): Promise<CryptoKeyPair> {
	return crypto.subtle.generateKey(algorithm, extractable, ['sign', 'verify']);
}

/** The public key as an uncompressed point, 65 bytes. */
export async function exportVerifyingKey(key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

/** A public key from its uncompressed point; rejects with a `DataError` where the bytes are none. */
export function importVerifyingKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	return crypto.subtle.importKey('raw', raw, algorithm, true, ['verify']);
}

/** A private key from PKCS #8, not extractable. */
export function importSigningKey(pkcs8: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	return crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
}

/** Signs a message under a label; 64 bytes. */
export async function sign(
	key: CryptoKey,
	label: SignatureLabel,
	message: Uint8Array
): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await crypto.subtle.sign(signature, key, labelled(label, message)));
}

/** Whether a signature is the key's, over this message and label. */
export function verify(
	key: CryptoKey,
	label: SignatureLabel,
	message: Uint8Array,
	signed: Uint8Array<ArrayBuffer>
): Promise<boolean> {
	return crypto.subtle.verify(signature, key, signed, labelled(label, message));
}

function labelled(label: SignatureLabel, message: Uint8Array): Uint8Array<ArrayBuffer> {
	const prefix = prefixes[label];
	const bytes = new Uint8Array(prefix.length + 1 + message.length);
	bytes.set(prefix);
	bytes.set(message, prefix.length + 1);
	return bytes;
}
