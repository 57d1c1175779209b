import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyExpectedDevice, emptyProfile } from './account';
import { fitsRule, isInWindow, minutesOfDay, safeRule, windowInUtc } from './auto-approval';

const account = (site: string, serial = '') => ({
	profile: { ...emptyProfile, site },
	expected: { ...emptyExpectedDevice, serial }
});
const at = (text: string) => Date.parse(text);

describe('the rule', () => {
	it('is safe where somebody only switches it on: a sheet alone opens nothing', () => {
		expect(fitsRule(safeRule, account('Oslo'))).toBe(false);
		expect(fitsRule(safeRule, account('Oslo', ' -- '))).toBe(false);
		expect(fitsRule(safeRule, account('Oslo', '20453AB'))).toBe(true);
	});

	it('is for every site, at any time and as often as devices come, where nothing is said', () => {
		expect(safeRule).toEqual({ sites: [], onlyWithSerial: true, perHour: 0, window: null });
	});

	it('may be for some sites alone', () => {
		const rule = { ...safeRule, onlyWithSerial: false, sites: ['Oslo', ''] };
		expect(['Oslo', 'Bergen', '', 'oslo'].map((site) => fitsRule(rule, account(site)))).toEqual([
			true,
			false,
			true,
			false
		]);
	});
});

describe('a daily window', () => {
	const oslo = { from: 8 * 60, until: 16 * 60, timeZone: 'Europe/Oslo' };

	it('is told to a hub in UTC, by what the clocks show on that day', () => {
		expect(windowInUtc(oslo, at('2026-01-15T12:00Z'))).toEqual({ from: 7 * 60, until: 15 * 60 });
		expect(windowInUtc(oslo, at('2026-07-15T12:00Z'))).toEqual({ from: 6 * 60, until: 14 * 60 });
		const kathmandu = { ...oslo, timeZone: 'Asia/Kathmandu' };
		expect(windowInUtc(kathmandu, at('2026-07-15T22:00Z'))).toEqual({ from: 135, until: 615 });
		const honolulu = { from: 20 * 60, until: 60, timeZone: 'Pacific/Honolulu' };
		expect(windowInUtc(honolulu, at('2026-07-15T05:00Z'))).toEqual({ from: 6 * 60, until: 11 * 60 });
	});

	it('has its first minute and not its last, and may go past midnight', () => {
		expect(isInWindow(oslo, at('2026-01-15T07:00Z'))).toBe(true);
		expect(isInWindow(oslo, at('2026-01-15T06:59:59Z'))).toBe(false);
		expect(isInWindow(oslo, at('2026-01-15T15:00Z'))).toBe(false);
		const night = { from: 22 * 60, until: 6 * 60, timeZone: 'UTC' };
		const hours = [21, 22, 23, 0, 5, 6, 12];
		expect(hours.map((hour) => isInWindow(night, hour * 3_600_000))).toEqual([
			false,
			true,
			true,
			true,
			true,
			false,
			false
		]);
	});

	it('begins and ends to the minute', () => {
		const minute = { from: 8 * 60, until: 8 * 60 + 1, timeZone: 'UTC' };
		const times = ['07:59:59.999Z', '08:00:00.000Z', '08:00:59.999Z', '08:01:00.000Z'];
		expect(times.map((time) => isInWindow(minute, at(`2026-01-15T${time}`)))).toEqual([
			false,
			true,
			true,
			false
		]);
	});

	it('is never where it ends as it begins', () => {
		const empty = { from: 480, until: 480, timeZone: 'UTC' };
		expect([0, 479, 480, 481, 1439].some((minute) => isInWindow(empty, minute * 60_000))).toBe(false);
	});

	it('is told to a hub as minutes of one day, on both sides of midnight', () => {
		const midnight = { from: 0, until: 1439, timeZone: 'Europe/Oslo' };
		expect(windowInUtc(midnight, at('2026-01-15T12:00Z'))).toEqual({ from: 1380, until: 1379 });
		// At half past eleven at night in London, Tokyo is at the next morning.
		const tokyo = { from: 0, until: 1439, timeZone: 'Asia/Tokyo' };
		expect(windowInUtc(tokyo, at('2026-01-15T23:30Z'))).toEqual({ from: 900, until: 899 });
		expect(isInWindow({ ...tokyo, from: 510, until: 511 }, at('2026-01-15T23:30Z'))).toBe(true);
	});

	it('is the same in UTC, whatever the zone', () => {
		const minute = fc.nat(minutesOfDay - 1);
		const zone = fc.constantFrom('UTC', 'Europe/Oslo', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia');
		fc.assert(
			fc.property(minute, minute, zone, fc.nat(4_000_000_000_000), (from, until, timeZone, now) => {
				fc.pre(from !== until);
				const window = { from, until, timeZone };
				const inUtc = { ...windowInUtc(window, now)!, timeZone: 'UTC' };
				expect(isInWindow(inUtc, now)).toBe(isInWindow(window, now));
			})
		);
	});

	it('in a zone that this system does not know is never', () => {
		const window = { ...oslo, timeZone: 'Europe/Nowhere' };
		expect(windowInUtc(window, 0)).toBeNull();
		expect(isInWindow(window, 0)).toBe(false);
	});
});
