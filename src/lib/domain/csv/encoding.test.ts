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

	it('reads nothing as nothing', () => {
		expect(decodeText(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8' });
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
