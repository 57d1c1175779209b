import { bytesToHex } from './bytes';
import type { Code } from './code';

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
 */
const salt = new TextEncoder().encode('roompass/1');
const ticketIdLabel = new TextEncoder().encode('ticket id');
const encoder = new TextEncoder();

/** The ticket id of a code, as 32 hex digits. */
export async function ticketIdOf(code: Code): Promise<string> {
	const key = await crypto.subtle.importKey('raw', encoder.encode(code), 'HKDF', false, ['deriveBits']);
	const params = { name: 'HKDF', hash: 'SHA-256', salt, info: ticketIdLabel };
	return bytesToHex(new Uint8Array(await crypto.subtle.deriveBits(params, key, 128)));
}
