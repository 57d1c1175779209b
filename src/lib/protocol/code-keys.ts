import { bytesToHex } from './bytes';
import type { Code } from './code';
import { derive, importKeyMaterial, paramsOf } from './key-derivation';
import { importSealingKey } from './sealing';

/**
 * Keys of a code: HKDF-SHA-256 (RFC 5869) with the 16 symbols of the code as input key material, the salt
 * `roompass/1`, and one info label for each key. The labels of version 1:
 *
 * | label         | bytes | use                                                         |
 * | ------------- | ----- | ----------------------------------------------------------- |
 * | `ticket id`   | 16    | public; how a request finds its OTP, and the hub its ticket |
 * | `claim token` | 32    | proves to the hub that the caller holds the code            |
 * | `request key` | 32    | AES-256-GCM key of the request                              |
 * | `psk`         | 32    | HPKE pre-shared key of the decision                         |
 * | `grant key`   | 32    | AES-256-GCM key of the grant                                |
 * | `serial tag`  | 32    | HMAC-SHA-256 key that blinds a serial number for the hub    |
 */

/** What both sides of a hand-off derive from a code. */
export interface HandOffKeys {
	/** 32 hex digits. */
	readonly ticketId: string;
	/** AES-256-GCM, not extractable. */
	readonly requestKey: CryptoKey;
	/** 32 bytes. */
	readonly psk: Uint8Array<ArrayBuffer>;
}

/** What auto-approval needs of a code. */
export interface GrantKeys {
	/** 32 hex digits. */
	readonly ticketId: string;
	/** AES-256-GCM, not extractable. */
	readonly grantKey: CryptoKey;
	/** HMAC-SHA-256, not extractable. */
	readonly serialTagKey: CryptoKey;
}

/** What opens a code's ticket at a hub. */
export interface ClaimKeys {
	/** 32 hex digits. */
	readonly ticketId: string;
	/** 32 bytes; the hub keeps their hash alone. */
	readonly claimToken: Uint8Array<ArrayBuffer>;
}

/** The ticket id of a code, as 32 hex digits. Called by the thousand, so it makes no more promises than it needs. */
export function ticketIdOf(code: Code): Promise<string> {
	return keyMaterial(code)
		.then((material) => crypto.subtle.deriveBits(paramsOf('ticket id'), material, 128))
		.then((bits) => bytesToHex(new Uint8Array(bits)));
}

/** The keys of a hand-off. */
export async function handOffKeysOf(code: Code): Promise<HandOffKeys> {
	const material = await keyMaterial(code);
	const [ticketId, requestKey, psk] = await Promise.all([
		derive(material, 'ticket id', 16),
		derive(material, 'request key', 32),
		derive(material, 'psk', 32)
	]);
	const keys = { ticketId: bytesToHex(ticketId), requestKey: await importSealingKey(requestKey), psk };
	requestKey.fill(0);
	return keys;
}

/** The keys to a code's ticket. */
export async function claimKeysOf(code: Code): Promise<ClaimKeys> {
	const material = await keyMaterial(code);
	const [ticketId, claimToken] = await Promise.all([
		derive(material, 'ticket id', 16),
		derive(material, 'claim token', 32)
	]);
	return { ticketId: bytesToHex(ticketId), claimToken };
}

/** The keys of a grant. */
export async function grantKeysOf(code: Code): Promise<GrantKeys> {
	const material = await keyMaterial(code);
	const [ticketId, grantKey, serialTag] = await Promise.all([
		derive(material, 'ticket id', 16),
		derive(material, 'grant key', 32),
		derive(material, 'serial tag', 32)
	]);
	const keys = {
		ticketId: bytesToHex(ticketId),
		grantKey: await importSealingKey(grantKey),
		serialTagKey: await crypto.subtle.importKey('raw', serialTag, hmac, false, ['sign'])
	};
	grantKey.fill(0);
	serialTag.fill(0);
	return keys;
}

const encoder = new TextEncoder();
const hmac = { name: 'HMAC', hash: 'SHA-256' } as const;

function keyMaterial(code: Code): Promise<CryptoKey> {
	return importKeyMaterial(encoder.encode(code));
}
