import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';

/** Lower-case hex of bytes, by the platform: ids and envelopes go through here by the thousand. */
export function hexOf(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Base64 of bytes. */
export function base64Of(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The bytes of base64 text that has been validated. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(Buffer.from(text, 'base64'));
}

/** The bytes of hex digits that have been validated. */
export function bytesOfHex(digits: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(Buffer.from(digits, 'hex'));
}

/** SHA-256 in hex; `length` in bytes. */
export function hashOf(bytes: Uint8Array | string, length = 32): string {
	return hash('sha256', bytes, 'hex').slice(0, 2 * length);
}
