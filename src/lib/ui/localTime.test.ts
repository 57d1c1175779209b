import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTimeToMs, msToLocalTime } from './localTime';

describe('local time of a control', () => {
	it('comes back to the minute, except in the hour that autumn repeats', () => {
		const minute = 60_000;
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
				const back = localTimeToMs(msToLocalTime(ms));
				expect(back).not.toBeNull();
				expect(msToLocalTime(back!)).toBe(msToLocalTime(ms));
				expect(Math.abs(back! - ms)).toBeLessThanOrEqual(61 * minute);
			})
		);
	});
	it('is null for what is no time', () => {
		for (const text of ['', '2026', '2026-03-09', '2026-13-40T10:00', 'tomorrow'])
			expect(localTimeToMs(text)).toBeNull();
	});
});
