import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ageInThread } from './age';
import {
	newRecoveryKit,
	parseRecoveryCode,
	recoveryCodeGroups,
	recoveryQrText,
	type RecoveryCode
} from './recovery-kit';

const prefix = 'AGE-SECRET-KEY-1';
const alphabet = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';
const codes: RecoveryCode[] = [];
beforeAll(async () => {
	for (let i = 0; i < 20; i++) codes.push((await newRecoveryKit(ageInThread)).code);
});
const anyCode = () => fc.nat(19).map((i) => codes[i]!);
const symbolAt = () => fc.nat(57).map((i) => prefix.length + i);
const replaced = (code: string, at: number, symbol: string) =>
	code.slice(0, at) + symbol + code.slice(at + 1);

describe('recovery kit', () => {
	it('is an age identity whose recipient is kept', async () => {
		const { code, recipient } = await newRecoveryKit(ageInThread);
		expect(code).toMatch(/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/);
		expect(await ageInThread.recipientOf(code)).toBe(recipient);
	});

	it('reads what it prints', () => {
		for (const code of codes) {
			const groups = recoveryCodeGroups(code);
			expect(groups[0]).toBe(prefix);
			expect(groups.slice(1).map((group) => group.length)).toEqual([...Array(14).fill(4), 2]);
			expect(parseRecoveryCode(groups.join(' '))).toEqual({ ok: true, value: code });
			expect(parseRecoveryCode(groups.slice(1).join(' '))).toEqual({ ok: true, value: code });
			expect(recoveryQrText(code)).toMatch(/^[A-Z0-9-]+$/);
			expect(parseRecoveryCode(recoveryQrText(code))).toEqual({ ok: true, value: code });
		}
	});

	// The first is the example of age's own manual; the others were made with a bech32 of somebody else's.
	it.each([
		'AGE-SECRET-KEY-1N9JEPW6DWJ0ZQUDX63F5A03GX8QUW7PXDE39N8UYF82VZ9PC8UFS3M7XA9',
		'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX',
		'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ8H00W3'
	])('reads %s, a code of another program', (code) => {
		expect(parseRecoveryCode(code)).toEqual({ ok: true, value: code });
	});

	it('takes away AGE-SECRET-KEY-1 at the beginning alone, whichever way its 1 is read', () => {
		const inside = 'QQQQAGESECRETKEYLPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPQFTQ03M';
		const read = { ok: true, value: prefix + inside };
		expect(parseRecoveryCode(inside)).toEqual(read);
		for (const one of ['1', 'I', 'L', 'l', 'i'])
			expect(parseRecoveryCode(`age-secret-key-${one}${inside}`)).toEqual(read);
	});

	it('reads a code as people type it', () => {
		const noise = fc.array(fc.constantFrom('', '', ' ', '\n', '-', '–', '_', '\t', '.'), {
			minLength: 74,
			maxLength: 74
		});
		fc.assert(
			fc.property(anyCode(), noise, fc.boolean(), (code, gaps, lower) => {
				const typed = [...code].map((symbol, i) => symbol + gaps[i]).join('');
				expect(parseRecoveryCode(lower ? typed.toLowerCase() : typed)).toEqual({ ok: true, value: code });
			})
		);
	});

	it('reads look-alikes that the alphabet leaves out', () => {
		for (const code of codes) {
			const symbols = code.slice(prefix.length);
			const typed = symbols.replaceAll('0', 'o').replaceAll('8', 'B').replace('L', '1').replaceAll('L', 'i');
			expect(parseRecoveryCode(typed)).toEqual({ ok: true, value: code });
			expect(parseRecoveryCode(`age-secret-key-l${typed}`)).toEqual({ ok: true, value: code });
		}
	});

	it('catches up to four wrong symbols', () => {
		const changes = fc.array(fc.tuple(symbolAt(), fc.constantFrom(...alphabet)), {
			minLength: 1,
			maxLength: 4
		});
		fc.assert(
			fc.property(anyCode(), changes, (code, changed) => {
				const typed = changed.reduce((text, [at, symbol]) => replaced(text, at, symbol), code as string);
				fc.pre(typed !== code);
				expect(parseRecoveryCode(typed)).toEqual({ ok: false, error: { type: 'RecoveryCodeMistyped' } });
			})
		);
	});

	it('says what else is wrong', () => {
		const code = codes[0]!;
		const error = (typed: string) => {
			const parsed = parseRecoveryCode(typed);
			return parsed.ok ? null : parsed.error;
		};
		expect(error(code.slice(0, -3))).toEqual({ type: 'RecoveryCodeTooShort', missing: 3 });
		expect(error('')).toEqual({ type: 'RecoveryCodeTooShort', missing: 58 });
		expect(error(`${code}Q`)).toEqual({ type: 'RecoveryCodeTooLong' });
		expect(error(replaced(code, prefix.length + 5, 'Ä'))).toEqual({
			type: 'RecoveryCodeHasForeignSymbol',
			symbol: 'Ä',
			position: 5
		});
		// What is foreign is said first: it may be why the length is wrong.
		expect(error('QQ?')).toEqual({ type: 'RecoveryCodeHasForeignSymbol', symbol: '?', position: 2 });
		expect(error('?')).toEqual({ type: 'RecoveryCodeHasForeignSymbol', symbol: '?', position: 0 });
	});
});
