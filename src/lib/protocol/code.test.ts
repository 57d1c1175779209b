import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomPool } from './bytes';
import { codeAlphabet, codeLength, formatCode, generateCode, parseCode } from './code';

const code = fc.constant(null).map(() => generateCode(new RandomPool()));
const symbol = fc.constantFrom(...codeAlphabet);

describe('code', () => {
	it('is read back as typed by people', () => {
		fc.assert(
			fc.property(code, fc.constantFrom(' ', '-', '–', '  '), fc.boolean(), (made, separator, isLower) => {
				const typed = formatCode(made).replaceAll('-', separator).replaceAll('0', 'O').replaceAll('1', 'l');
				expect(parseCode(isLower ? typed.toLowerCase() : typed)).toEqual({ ok: true, value: made });
			})
		);
	});

	it('catches every single wrong symbol', () => {
		fc.assert(
			fc.property(code, fc.nat(codeLength - 1), symbol, (made, at, wrong) => {
				fc.pre(made[at] !== wrong);
				const typed = made.slice(0, at) + wrong + made.slice(at + 1);
				expect(parseCode(typed)).toEqual({ ok: false, error: { type: 'CodeMistyped' } });
			}),
			{ numRuns: 2_000 }
		);
	});

	it('catches every swap of two different symbols', () => {
		fc.assert(
			fc.property(code, fc.nat(codeLength - 1), fc.nat(codeLength - 1), (made, i, j) => {
				fc.pre(made[i] !== made[j]);
				const symbols = [...made];
				[symbols[i], symbols[j]] = [symbols[j]!, symbols[i]!];
				expect(parseCode(symbols.join(''))).toEqual({ ok: false, error: { type: 'CodeMistyped' } });
			}),
			{ numRuns: 2_000 }
		);
	});

	it('catches all of them, exhaustively, for one code', () => {
		const made = generateCode(new RandomPool());
		for (let at = 0; at < codeLength; at++)
			for (const wrong of codeAlphabet)
				if (wrong !== made[at])
					expect(parseCode(made.slice(0, at) + wrong + made.slice(at + 1)).ok).toBe(false);
	});

	it('names what is wrong', () => {
		expect(parseCode('K7QF')).toEqual({ ok: false, error: { type: 'CodeTooShort', missing: 12 } });
		expect(parseCode('0'.repeat(17))).toEqual({ ok: false, error: { type: 'CodeTooLong' } });
		expect(parseCode('K7QF-U')).toEqual({
			ok: false,
			error: { type: 'CodeHasForeignSymbol', symbol: 'U', position: 4 }
		});
	});

	it('uses all symbols about equally', () => {
		const counts = new Map<string, number>();
		const random = new RandomPool();
		for (let i = 0; i < 4_000; i++)
			for (const drawn of generateCode(random)) counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
		expect(counts.size).toBe(32);
		// 2,000 expected of each; six standard deviations either way.
		for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(6 * Math.sqrt(2_000));
	});
});
