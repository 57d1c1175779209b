import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from './encoding';
import { readFileText } from './file-text';

const bytesOf = (...parts: (number[] | string)[]) =>
	Uint8Array.from(
		parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part))
	);

describe('readFileText', () => {
	it('names the files of spreadsheet programs', () => {
		for (const bytes of [bytesOf('PK', [3, 4], 'and so on'), bytesOf([0xd0, 0xcf, 0x11, 0xe0, 0xa1])])
			expect(readFileText(bytes)).toEqual({ ok: false, error: { type: 'Workbook' } });
	});

	it('names what is no text', () => {
		const jpeg = bytesOf(
			[0xff, 0xd8, 0xff, 0xe0, 0, 0x10],
			'JFIF',
			[0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xdb]
		);
		const pdf = bytesOf(
			'%PDF-1.7\n%',
			[0xb5, 0xb5, 0xb5, 0xb5],
			'\n1 0 obj\nstream\n',
			[0x78, 0x9c, 0x05, 0x01]
		);
		for (const bytes of [jpeg, pdf])
			expect(readFileText(bytes)).toEqual({ ok: false, error: { type: 'NoText' } });
	});

	it.each([
		['a list that only begins with PK', bytesOf('PK', [3], 'and so on')],
		['a list that only ends as an archive begins', bytesOf('x', [3, 4])],
		['nothing', bytesOf()]
	])('does not take for a workbook %s', (_, bytes) => {
		const read = readFileText(bytes);
		expect(read.ok || read.error.type).not.toBe('Workbook');
	});

	it('looks at the first 4,096 characters', () => {
		const blank = ' '.repeat(4_095);
		expect(readFileText(bytesOf(blank, [1]))).toEqual({ ok: false, error: { type: 'NoText' } });
		expect(readFileText(bytesOf(`${blank} `, [1]))).toMatchObject({ ok: true });
	});

	it.each(Array.from({ length: 0x20 }, (_, code) => code))('has control character %i or not', (code) => {
		const inText = [9, 10, 11, 12, 13, 0x1a].includes(code);
		expect(readFileText(bytesOf('UPN', [code], 'Room')).ok).toBe(inText);
	});

	it('reads lists as their programs write them', () => {
		const list = 'UPN\tRoom\r\nfjord@contoso.com\tBjörn’s “Größe” 会議室 🌊\u000b\f\r\n\u001a';
		expect(readFileText(encodeText(list))).toMatchObject({ ok: true, value: { text: list } });
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'aé"€;,\t\r\n 1@ßж漢') }), (text) => {
				expect(readFileText(encodeText(text))).toMatchObject({ ok: true, value: { text } });
			})
		);
	});
});
