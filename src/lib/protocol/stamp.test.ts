import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstStamp, makeStamp, nextStamp, stampTime } from './stamp';

const time = fc.integer({ min: 0, max: 4_102_444_800_000 });

it('grows whatever the clock does', () => {
	fc.assert(
		fc.property(fc.array(time, { maxLength: 50 }), (clock) => {
			let last = firstStamp;
			for (const now of clock) {
				const next = nextStamp(last, now);
				expect(next > last).toBe(true);
				expect(stampTime(next)).toBeGreaterThanOrEqual(Math.min(now, stampTime(next)));
				last = next;
			}
		})
	);
});

it('moves on to the next millisecond when the counter is full', () => {
	expect(nextStamp(makeStamp(1_000, 0xffff), 500)).toBe(makeStamp(1_001, 0));
});

it('compares as its time does', () => {
	fc.assert(
		fc.property(time, time, (a, b) => {
			if (a !== b) expect(makeStamp(a, 0) < makeStamp(b, 0)).toBe(a < b);
		})
	);
});
