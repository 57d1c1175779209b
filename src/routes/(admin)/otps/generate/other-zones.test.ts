import { expect, it } from 'vitest';
import { roomsInOtherZones } from './other-zones';

it('counts the rooms whose clocks show another time', () => {
	const zones = ['Europe/Oslo', 'Europe/Berlin', '', 'Europe/London', 'Asia/Tokyo', 'Asia/Tokyo'];
	expect(roomsInOtherZones(zones, 'Europe/Berlin', Date.UTC(2026, 2, 9, 12))).toBe(3);
});
