/**
 * How many of the zones show another time of day than the reader's at a moment. Zones that only have another name, such
 * as Oslo and Berlin, do not count.
 * @param zones IANA names, one per room, empty where it is not known
 * @param here the reader's zone
 * @param at ms since 1970
 */
export function roomsInOtherZones(zones: Iterable<string>, here: string, at: number): number {
	const wallTime = (timeZone: string) =>
		new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
	const own = wallTime(here);
	const differsByZone = new Map<string, boolean>([['', false]]);
	let count = 0;
	for (const zone of zones) {
		let differs = differsByZone.get(zone);
		if (differs === undefined) differsByZone.set(zone, (differs = wallTime(zone) !== own));
		if (differs) count++;
	}
	return count;
}
