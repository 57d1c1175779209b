import { expect, it } from 'vitest';
import { defaultPreferences, isHours, otpExpirationHours } from './preferences';

it.each([
	[1, true],
	[336, true],
	[100, true],
	[0, false],
	[-8, false],
	[337, false],
	[1.5, false],
	[NaN, false],
	[Infinity, false]
])('%d hours can be chosen: %s', (hours, can) => {
	expect(isHours(hours)).toBe(can);
});

it('offers periods that can be chosen, each longer than the one before', () => {
	expect(otpExpirationHours.every(isHours)).toBe(true);
	expect(otpExpirationHours).toEqual([8, 24, 48, 72, 168, 336]);
});

it('begins with a working day, a day to decide, half a day to fetch, and nothing approved by itself', () => {
	expect(defaultPreferences).toMatchObject({
		otpExpirationHours: 8,
		decideWithinHours: 24,
		collectWithinHours: 12,
		autoApproval: false,
		deviceAddress: ''
	});
	expect(Object.isFrozen(defaultPreferences)).toBe(true);
});
