import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTimeToMs, minutesToTime, msToLocalTime, timeToMinutes } from './localTime';

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

describe('a time of the day', () => {
	it('comes back', () => {
		for (let minutes = 0; minutes < 1_440; minutes++)
			expect(timeToMinutes(minutesToTime(minutes))).toBe(minutes);
		expect(minutesToTime(485)).toBe('08:05');
		expect(timeToMinutes('08:05:30')).toBe(485);
	});
	it('is null for what is no time', () => {
		for (const text of ['', '8:05', '24:00', '12:60', 'noon']) expect(timeToMinutes(text)).toBeNull();
	});
});
