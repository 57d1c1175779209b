import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWait, longestWait, restAfter, restingWait, waitAfter } from './back-off';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const failures = fc.integer({ min: 1, max: 2_000 });

describe('the wait after a failure', () => {
	it('is anywhere from nothing to a ceiling that doubles with each failure, up to the longest', () => {
		fc.assert(
			fc.property(failures, random, (count, at) => {
				const wait = waitAfter(count, at);
				const ceiling = Math.min(longestWait, firstWait * 2 ** (count - 1));
				expect(wait).toBeGreaterThanOrEqual(0);
				expect(wait).toBeLessThanOrEqual(ceiling);
				expect(wait).toBeCloseTo(at * ceiling, 3);
				expect(waitAfter(count + 1, at)).toBeGreaterThanOrEqual(wait);
			})
		);
	});

	it('is never shorter than the hub has asked for, and the jitter comes on top', () => {
		fc.assert(
			fc.property(failures, random, fc.integer({ min: 0, max: 3_600_000 }), (count, at, asked) => {
				const wait = waitAfter(count, at, asked);
				expect(wait).toBeGreaterThanOrEqual(asked);
				expect(wait).toBeLessThanOrEqual(asked + longestWait);
			})
		);
		expect(waitAfter(1, 0, Number.MAX_SAFE_INTEGER)).toBeLessThanOrEqual(3_600_000);
	});
});

it('a tablet at rest asks at least every few minutes, and not all at once', () => {
	fc.assert(
		fc.property(random, (at) => {
			expect(restAfter(at)).toBeGreaterThanOrEqual(restingWait / 2);
			expect(restAfter(at)).toBeLessThanOrEqual(restingWait);
		})
	);
});
