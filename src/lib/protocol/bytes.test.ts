import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64, bytesToHex, hexToBytes } from './bytes';

describe('hex', () => {
	it('gives back the bytes, in either case', () =>
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
				const hex = bytesToHex(bytes);
				expect(hex).toBe(Buffer.from(bytes).toString('hex'));
				expect(hexToBytes(hex)).toEqual(new Uint8Array(bytes));
				expect(hexToBytes(hex.toUpperCase())).toEqual(new Uint8Array(bytes));
			})
		));

	it('refuses every character that is no digit, and half a byte', () => {
		for (let code = 0; code < 0x300; code++) {
			const digit = String.fromCharCode(code);
			const isHex = /[0-9a-f]/i.test(digit);
			for (const hex of [`0${digit}`, `${digit}0`])
				if (isHex) expect(hexToBytes(hex)).toHaveLength(1);
				else expect(() => hexToBytes(hex), JSON.stringify(hex)).toThrow(RangeError);
		}
		expect(() => hexToBytes('abc')).toThrow(RangeError);
	});
});

describe('base64', () => {
	it('gives back the bytes', () =>
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
				expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
				expect(base64ToBytes(bytesToBase64(bytes))).toEqual(new Uint8Array(bytes));
			})
		));

	it('refuses what is not base64', () => expect(() => base64ToBytes('a-b_')).toThrow(RangeError));
});
