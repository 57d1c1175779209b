import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomPool } from './bytes';
import { formatCode, generateCode } from './code';
import { codeFromSheetLink, maxLinkedRoom, readSheetFragment, readSheetLink, sheetLink } from './sheet-link';

const code = generateCode(new RandomPool());
const address = 'https://rooms.example.com/app';

it('keeps the code in the fragment', () => {
	expect(sheetLink('https://rooms.example.com/app/', code)).toBe(
		`https://rooms.example.com/app/device/#${code}`
	);
	expect(new URL(sheetLink('https://rooms.example.com', code)).pathname).toBe('/device/');
});

it('is read back, and nothing else is', () => {
	expect(codeFromSheetLink(sheetLink(address, code))).toEqual({ ok: true, value: code });
	for (const other of ['https://example.com/', code, `https://example.com/#${code}`, 'WIFI:T:WPA;S:x;P:y;;'])
		expect(codeFromSheetLink(other)).toEqual({ ok: false, error: { type: 'NotASheetLink' } });
});

it('says what is wrong with the code in it', () => {
	const wrong = code.slice(0, -1) + (code.endsWith('0') ? '1' : '0');
	expect(readSheetFragment(`#${wrong}/Fjord`)).toEqual({ ok: false, error: { type: 'CodeMistyped' } });
	expect(readSheetFragment('')).toMatchObject({ ok: false, error: { type: 'CodeTooShort' } });
});

describe('the name of the room', () => {
	it('is left out unless it is given', () => {
		expect(sheetLink(address, code, ' ')).toBe(sheetLink(address, code));
		expect(readSheetLink(sheetLink(address, code))).toEqual({ ok: true, value: { code, room: null } });
	});

	it('travels in the fragment, short', () => {
		const link = sheetLink(address, code, 'Møterom 4/2 + balcony');
		expect(link).toBe(`${address}/device/#${code}/M%C3%B8terom+4%2F2+%2B+balcony`);
		expect(readSheetLink(link)).toEqual({ ok: true, value: { code, room: 'Møterom 4/2 + balcony' } });
	});

	it('comes through the address bar of a browser', () => {
		const { hash } = new URL(sheetLink(address, code, 'Åse & 50 % “N”'));
		expect(readSheetFragment(hash)).toEqual({ ok: true, value: { code, room: 'Åse & 50 % “N”' } });
	});

	it('is cut, not refused, where it is long or damaged', () => {
		const read = (room: string) => readSheetLink(sheetLink(address, code, room));
		expect(read('x'.repeat(100))).toEqual({ ok: true, value: { code, room: 'x'.repeat(maxLinkedRoom) } });
		expect(read('Переговорная')).toEqual({ ok: true, value: { code, room: 'Перего' } });
		expect(readSheetFragment(`${code}/%C3`)).toEqual({ ok: true, value: { code, room: null } });
	});

	it('loses what would not be seen or would turn the text around', () => {
		expect(readSheetFragment(`${code}/A%E2%80%AEB%00C%0AD`)).toEqual({
			ok: true,
			value: { code, room: 'A B C D' }
		});
	});

	it('of any kind never costs the code', () => {
		const names = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
		fc.assert(
			fc.property(names, (room) => {
				const link = sheetLink(address, code, room);
				const once = readSheetLink(link);
				expect(once.ok && once.value.code).toBe(code);
				// Printed again from what was read, it is the same link.
				if (once.ok) expect(sheetLink(address, code, once.value.room ?? '')).toBe(link);
				expect(link).toMatch(/^[!-~]+$/);
				expect(link.length).toBeLessThanOrEqual(sheetLink(address, code).length + 1 + maxLinkedRoom);
			})
		);
	});
});

it('takes a code as it is shown, too', () => {
	expect(readSheetFragment(`#${formatCode(code)}`)).toEqual({ ok: true, value: { code, room: null } });
});
