/**
 * HKDF-SHA-256 (RFC 5869) with the salt `roompass/1` and one info label for each key, so that what is derived for one use
 * says nothing about the others.
 */
const encoder = new TextEncoder();
const salt = encoder.encode('roompass/1');

export type KeyLabel =
	| 'ticket id'
	| 'claim token'
	| 'request key'
	| 'psk'
	| 'grant key'
	| 'serial tag'
	| 'invite id'
	| 'invite token'
	| 'invite key'
	| 'invite psk';

/** A secret, ready to derive keys from. */
export function importKeyMaterial(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
}

/** The bytes of the key with this label. */
export async function derive(
	material: CryptoKey,
	label: KeyLabel,
	length: number
): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await crypto.subtle.deriveBits(paramsOf(label), material, 8 * length));
}

const paramsByLabel = new Map<KeyLabel, HkdfParams>();

/** WebCrypto's parameters for a label; for whoever derives by the thousand. */
export function paramsOf(label: KeyLabel): HkdfParams {
	let params = paramsByLabel.get(label);
	if (!params) {
		params = { name: 'HKDF', hash: 'SHA-256', salt, info: encoder.encode(label) };
		paramsByLabel.set(label, params);
	}
	return params;
}
