import { describe, expect, it } from 'vitest';
import { fittingCount } from './overflow';

describe('fittingCount', () => {
	it('shows all when all fit, to the pixel, without room for More', () => {
		expect(fittingCount([100, 100, 100], 320, 10, 60)).toBe(3);
		expect(fittingCount([], 0, 10, 60)).toBe(0);
	});
	it('keeps room for More when they do not', () => {
		expect(fittingCount([100, 100, 100], 319, 10, 60)).toBe(2);
		expect(fittingCount([100, 100, 100], 279, 10, 60)).toBe(1);
		expect(fittingCount([100, 100, 100], 100, 10, 60)).toBe(0);
	});
});
