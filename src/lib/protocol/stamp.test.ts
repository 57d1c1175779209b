import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstStamp, isStamp, laterStamp, latestTime, makeStamp, nextStamp, stampTime } from './stamp';

const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const counter = fc.nat(0xffff);

describe('a stamp', () => {
	it('is 12 hex digits of ms and 4 of a counter', () => {
		expect(makeStamp(0, 0)).toBe('0000000000000000');
		expect(makeStamp(1_000, 10)).toBe('0000000003e8000a');
		expect(makeStamp(281_474_976_710_655, 65_535)).toBe('ffffffffffffffff');
		expect(firstStamp).toBe('0000000000000000');
		expect(latestTime).toBe(281_474_976_710_655);
	});

	it('gives back its time', () => {
		expect(stampTime('0000000003e8ffff')).toBe(1_000);
		fc.assert(
			fc.property(time, counter, (ms, count) => {
				expect(stampTime(makeStamp(ms, count))).toBe(ms);
			})
		);
	});

	it.each([
		['0123456789abcdef', true],
		['0123456789abcde', false],
		['0123456789abcdef0', false],
		['0123456789ABCDEF', false],
		['0123456789abcdeg', false],
		[' 0123456789abcde', false],
		['', false]
	])('%j: %s', (text, expected) => expect(isStamp(text)).toBe(expected));

	it('compares as its time does, and then as its counter', () => {
		fc.assert(
			fc.property(time, counter, time, counter, (a, m, b, n) => {
				const isEarlier = a !== b ? a < b : m < n;
				expect(makeStamp(a, m) < makeStamp(b, n)).toBe(isEarlier);
				const later = a === b && m === n ? makeStamp(a, m) : isEarlier ? makeStamp(b, n) : makeStamp(a, m);
				expect(laterStamp(makeStamp(a, m), makeStamp(b, n))).toBe(later);
			})
		);
	});
});

describe('the next stamp', () => {
	const stamps = (last: string, now: number) => nextStamp(last as typeof firstStamp, now);

	it.each([
		['is of the clock, which is later', '0000000003e80005', 1_001, '0000000003e90000'],
		['counts within a millisecond', '0000000003e80005', 1_000, '0000000003e80006'],
		['counts where the clock is behind', '0000000003e80005', 999, '0000000003e80006'],
		['counts to the end', '0000000003e8fffe', 500, '0000000003e8ffff'],
		['is of the next millisecond when the counter is full', '0000000003e8ffff', 500, '0000000003e90000'],
		['is of the clock, also with a full counter', '0000000003e8ffff', 5_000, '0000000013880000'],
		['is of the latest time, where the clock is beyond it', '0000000003e80005', 2 ** 48, 'ffffffffffff0000'],
		['counts in the latest time', 'ffffffffffff0000', 2 ** 50, 'ffffffffffff0001'],
		['is the last one again, where there is none after it', 'ffffffffffffffff', 1_000, 'ffffffffffffffff'],
		['is the last one again, whatever the clock', 'ffffffffffffffff', 2 ** 50, 'ffffffffffffffff'],
		['is of the clock at the first', '0000000000000000', 1_000, '0000000003e80000']
	])('%s', (_, last, now, expected) => expect(stamps(last, now)).toBe(expected));

	it('grows whatever the clock does, and is of the latest time there was', () => {
		fc.assert(
			fc.property(fc.array(time, { maxLength: 50 }), (clock) => {
				let last = firstStamp;
				let latest = 0;
				for (const now of clock) {
					const next = nextStamp(last, now);
					latest = Math.max(latest, now);
					expect(next > last).toBe(true);
					expect(stampTime(next)).toBe(latest);
					last = next;
				}
			})
		);
	});
});
