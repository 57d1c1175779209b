import type { GrantKeys } from './code-keys';

/**
 * Serial tag: the first 16 bytes of HMAC-SHA-256 (RFC 2104) over the normalised serial number, with the `serial tag`
 * key of the code. By it a hub can tell whether a device gives the serial number that an account expects, and learns
 * none: serial numbers are few enough to be tried, the key of a code is not.
 */
export const serialTagLength = 16;

/** The tag of a serial number, for the ticket of one code. */
export async function serialTagOf(
	{ serialTagKey }: Pick<GrantKeys, 'serialTagKey'>,
	serial: string
): Promise<Uint8Array<ArrayBuffer>> {
	const message = new TextEncoder().encode(normaliseSerial(serial));
	const mac = await crypto.subtle.sign('HMAC', serialTagKey, message);
	return new Uint8Array(mac, 0, serialTagLength).slice();
}

/**
 * A serial number as its tag sees it, in the form in which devices are compared (domain/device): Unicode NFKC, capitals,
 * without white space, dashes, underscores and what cannot be seen. One number is printed with them, scanned without.
 */
export function normaliseSerial(serial: string): string {
	return serial
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\s\p{Pd}\p{C}_]/gu, '');
}
