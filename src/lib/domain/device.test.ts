import { expect, it } from 'vitest';
import { comparable, looksLike, printable } from './device';

it.each([
	['2134-LZ01 abc9', '2134LZ01ABC9'],
	['2134–LZ01_ABC9', '2134LZ01ABC9'],
	['Rally Bar', 'rallybar'],
	['ＡＢ１', 'ab1']
])('%s is the same as %s', (a, b) => expect(comparable(a)).toBe(comparable(b)));

it('does not take different serial numbers for one', () => {
	expect(comparable('2134LZ01ABC9')).not.toBe(comparable('2134LZ01ABC8'));
	expect(comparable(' - ')).toBe('');
	expect(comparable('a'.repeat(101))).toBe('A'.repeat(100));
});

it.each([
	['SN-100', 'sn 1OO', true],
	['2134LZ01ABC9', '2I34L2O1A8C9', true],
	['5GB', 'S68', true],
	['0123456789', 'Q1Z3456789', true],
	['DIL', '011', true],
	['6', 'B', false],
	['SN-100', 'SN 100', false],
	['SN-100', 'SN-1OOO', false],
	['SN-100', 'SN-101', false],
	['SN-100', '', false]
])('%s and %s are taken for one another: %s', (a, b, expected) => {
	expect(looksLike(a, b)).toBe(expected);
	expect(looksLike(b, a)).toBe(expected);
});

it('shows nothing that turns the reading direction or breaks the line', () => {
	expect(printable('Logi\u202etech\n\tRally  Bar\u200b ')).toBe('Logitech Rally Bar');
});
