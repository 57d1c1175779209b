import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from './encoding';

/** Text in UTF-16, the less significant byte first. */
function utf16le(text: string): Uint8Array {
	return Uint8Array.from(
		[...text].flatMap((c) => c.split('')).flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8])
	);
}

function swapped(bytes: Uint8Array): Uint8Array {
	return bytes.map((_, i) => bytes[i ^ 1]!);
}

const western = 'UPN;Raum\r\nmünchen@contoso.com;Größe „XL“ – 3 €\r\n';

describe('decodeText', () => {
	it('reads UTF-8 with and without a byte order mark', () => {
		expect(decodeText(encodeText(western))).toEqual({ text: western, encoding: 'utf-8' });
		expect(decodeText(new TextEncoder().encode(western))).toEqual({ text: western, encoding: 'utf-8' });
	});

	it('reads UTF-16 of either order, with and without a byte order mark', () => {
		for (const bytes of [utf16le('\ufeff' + western), utf16le(western)]) {
			expect(decodeText(bytes)).toEqual({ text: western, encoding: 'utf-16le' });
			expect(decodeText(swapped(bytes))).toEqual({ text: western, encoding: 'utf-16be' });
		}
	});

	it('takes bytes that are not UTF-8 for Windows-1252', () => {
		const bytes = Uint8Array.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x80, 0x20, 0x84, 0x58, 0x4c, 0x93]);
		expect(decodeText(bytes)).toEqual({ text: 'Größe € „XL“', encoding: 'windows-1252' });
	});

	it.each([
		['a mark that breaks off', [0xef, 0xbb, 0x41], 'windows-1252'],
		['another one', [0xef, 0x41, 0xbf], 'windows-1252'],
		['half of the UTF-16 mark', [0xff, 0x41], 'windows-1252'],
		['its other half', [0x41, 0xfe], 'windows-1252'],
		['the other order’s first half', [0xfe, 0x41], 'windows-1252'],
		['a zero in half of the pairs', [0x41, 0, 0x41, 0x42], 'utf-8'],
		['a zero in front of half of them', [0, 0x41, 0x41, 0x42], 'utf-8'],
		['a zero in more than half', [0x41, 0, 0x41, 0x42, 0x43, 0], 'utf-16le'],
		['a zero in front of more than half', [0, 0x41, 0x41, 0x42, 0, 0x43], 'utf-16be'],
		['zeros on both sides', [0, 0, 0, 0], 'utf-8'],
		['one byte', [0], 'utf-8'],
		['an odd byte at the end', [0x41, 0, 0x41, 0, 0x41], 'utf-16le']
	])('takes %s for what it is', (_, bytes, encoding) => {
		expect(decodeText(Uint8Array.from(bytes)).encoding).toBe(encoding);
	});

	it('takes fewer than one zero in twenty on the wrong side', () => {
		// Forty pairs: an A is `A\0`, an Ā is `\0\x01`.
		const pairs = (odd: number) =>
			Uint8Array.from(Array.from({ length: 40 }, (_, i) => (i < odd ? [0, 1] : [0x41, 0])).flat());
		expect(decodeText(pairs(1)).encoding).toBe('utf-16le');
		expect(decodeText(pairs(2)).encoding).toBe('utf-8');
		expect(decodeText(swapped(pairs(1))).encoding).toBe('utf-16be');
		expect(decodeText(swapped(pairs(2))).encoding).toBe('utf-8');
	});

	it('looks at the first 4,096 bytes for the pattern of UTF-16', () => {
		const file = (pairs: number) =>
			Uint8Array.from([...Array<number>(2 * pairs).fill(0x41), ...utf16le('A'.repeat(9_000))]);
		expect(decodeText(file(1_024)).encoding).toBe('utf-8');
		expect(decodeText(file(1_023)).encoding).toBe('utf-16le');
	});

	it('reads nothing as nothing', () => {
		expect(decodeText(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8' });
	});

	it('marks what it writes, so that Excel takes it for UTF-8', () => {
		expect([...encodeText('é')]).toEqual([0xef, 0xbb, 0xbf, 0xc3, 0xa9]);
	});

	it('gives back whatever was encoded', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				expect(decodeText(encodeText(text)).text).toBe(text);
				expect(decodeText(utf16le('\ufeff' + text)).text).toBe(text);
			})
		);
	});
});
