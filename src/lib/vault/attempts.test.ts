import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptsAt, countAttempt, noAttempts, retryAt, waitAfter } from './attempts';

describe('attempts', () => {
	it('lets three go free, then waits 1 s, doubling up to 5 minutes', () => {
		const waits = Array.from({ length: 14 }, (_, failures) => waitAfter(failures) / 1000);
		expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
		expect(waitAfter(100_000)).toBe(300_000);
	});

	it('says when to try again, and nothing once that has come', () => {
		const attempts = { failures: 5, lastAt: 10_000 };
		expect(retryAt(attempts, 10_000)).toBe(14_000);
		expect(retryAt(attempts, 13_999)).toBe(14_000);
		expect(retryAt(attempts, 14_000)).toBeNull();
		expect(retryAt(noAttempts, 0)).toBeNull();
	});

	it('never waits longer than the rule, nor shorter, where the clock has gone back', () => {
		const moment = fc.integer({ min: 0, max: 2 ** 42 });
		fc.assert(
			fc.property(fc.nat(40), moment, moment, (failures, lastAt, now) => {
				const attempts = attemptsAt({ failures, lastAt }, now);
				const wait = (retryAt(attempts, now) ?? now) - now;
				expect(attempts.failures).toBe(failures);
				expect(wait).toBeLessThanOrEqual(waitAfter(failures));
				if (lastAt > now) expect(wait).toBe(waitAfter(failures));
				// Kept, it runs out.
				expect(retryAt(attemptsAt(attempts, now + wait), now + wait)).toBeNull();
			})
		);
	});

	it('counts', () => {
		expect(countAttempt({ failures: 2, lastAt: 5 }, 9)).toEqual({ failures: 3, lastAt: 9 });
	});
});
