import { describe, expect, it } from 'vitest';
import {
	bytes,
	compareNames,
	dateTimeWithZone,
	duration,
	isTimeZone,
	list,
	number,
	percent,
	relativeTime
} from './format';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('relativeTime', () => {
	it('uses the largest unit that fits and rounds towards now', () => {
		expect(relativeTime(0, 0)).toBe('now');
		expect(relativeTime(400, 0)).toBe('now');
		expect(relativeTime(59_999, 0)).toBe('in 59 seconds');
		expect(relativeTime(2 * hour - 1, 0)).toBe('in 1 hour');
		expect(relativeTime(0, 3 * day)).toBe('3 days ago');
	});
});

describe('duration', () => {
	it('says the two largest units next to each other', () => {
		expect(duration(90 * minute)).toBe('1 hour, 30 minutes');
		expect(duration(336 * hour)).toBe('14 days');
		expect(duration(day + 5 * minute)).toBe('1 day');
		expect(duration(45_900)).toBe('45 seconds');
		expect(duration(-5)).toBe('0 seconds');
	});
});

describe('dateTimeWithZone', () => {
	it('says the zone and shows the time there', () => {
		const text = dateTimeWithZone(Date.UTC(2026, 2, 9, 13, 5), 'Asia/Tokyo');
		expect(text).toMatch(/10:05/);
		expect(text).toMatch(/GMT\+9|JST/);
	});
	it('falls back to the zone of the reader when the zone is unknown', () => {
		expect(dateTimeWithZone(0, 'Mars/Olympus')).toBe(dateTimeWithZone(0));
		expect(isTimeZone('Mars/Olympus')).toBe(false);
		expect(isTimeZone('Europe/Berlin')).toBe(true);
	});
});

describe('numbers, sizes and lists', () => {
	it('groups and rounds', () => {
		expect(number(100_000)).toBe('100,000');
		expect(percent(0.999)).toBe('99%');
		expect(percent(1)).toBe('100%');
		expect(bytes(0)).toBe('0 bytes');
		expect(bytes(1_234)).toBe('1.2 kB');
		expect(bytes(350_000_000)).toBe('350 MB');
		expect(list(['Oslo', 'Bergen', 'Hamar'])).toMatch(/^Oslo, Bergen,? and Hamar$/);
	});
	it('orders names by their numbers', () => {
		expect(['Room 10', 'room 2', 'Room 1'].sort(compareNames)).toEqual(['Room 1', 'room 2', 'Room 10']);
	});
});
