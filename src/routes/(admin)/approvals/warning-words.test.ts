import { describe, expect, it } from 'vitest';
import { emptyState } from '$lib/journal/state';
import type { AccountId } from '$lib/domain/ids';
import type { Requested } from '$lib/domain/otp';
import { warningWords } from './warning-words';

const state = emptyState('w');
const request = { serial: 'SN-1OO' } as Requested;
const differing = (expected: string, given: string) =>
	warningWords(state, request, { type: 'SerialDiffers', expected, given }).text;

describe('a serial number that differs', () => {
	it('is said to look like the expected one where nobody would see the difference', () => {
		expect(differing('SN-100', 'SN-1OO')).toMatch(/^Expected SN-100, the device says SN-1OO\. .*look alike/);
	});

	it('is said as it is elsewhere, also where the device gave none', () => {
		expect(differing('SN-100', 'SN-200')).toBe('Expected SN-100, the device says SN-200.');
		expect(differing('SN-100', '')).toBe('Expected SN-100, the device says nothing.');
	});
});

it('names the room that a device is expected in', () => {
	const account = 'glacier@contoso.com' as AccountId;
	expect(warningWords(state, request, { type: 'DeviceExpectedElsewhere', account }).text).toContain(
		'SN-1OO belongs to glacier@contoso.com.'
	);
});
