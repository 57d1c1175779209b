import { expect, it } from 'vitest';
import { RandomPool } from './bytes';
import { generateCode } from './code';
import { codeFromSheetLink, sheetLink } from './sheet-link';

const code = generateCode(new RandomPool());

it('keeps the code in the fragment', () => {
	expect(sheetLink('https://rooms.example.com/app/', code)).toBe(
		`https://rooms.example.com/app/device/#${code}`
	);
	expect(new URL(sheetLink('https://rooms.example.com', code)).pathname).toBe('/device/');
});

it('is read back, and nothing else is', () => {
	expect(codeFromSheetLink(sheetLink('https://rooms.example.com/app', code))).toEqual({
		ok: true,
		value: code
	});
	for (const other of ['https://example.com/', code, `https://example.com/#${code}`, 'WIFI:T:WPA;S:x;P:y;;'])
		expect(codeFromSheetLink(other)).toEqual({ ok: false, error: { type: 'NotASheetLink' } });
});
