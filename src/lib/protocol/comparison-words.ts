import { wordlist } from '@scure/bip39/wordlists/english.js';

/**
 * The three comparison words that both screens show: PBKDF2-HMAC-SHA-256 (RFC 8018) over the sealed request's bytes,
 * salt `roompass/1 words`, 2,000 rounds, 33 bits of it as three words of the 2,048 of BIP 39. Whoever wants another
 * request to show the same words has to try about 2³³ of them, each at the price of the rounds, while the technician
 * stands in front of the device.
 * @param request the sealed bytes, as they travel
 */
export async function comparisonWords(request: Uint8Array<ArrayBuffer>): Promise<[string, string, string]> {
	const key = await crypto.subtle.importKey('raw', request, 'PBKDF2', false, ['deriveBits']);
	const salt = new TextEncoder().encode('roompass/1 words');
	const params = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: 2_000 };
	const bits = new DataView(await crypto.subtle.deriveBits(params, key, 48));
	return [wordAt(bits.getUint16(0)), wordAt(bits.getUint16(2)), wordAt(bits.getUint16(4))];
}

function wordAt(bits: number): string {
	return wordlist[bits & 2_047]!;
}
