const formatByZone = new Map<string, Intl.DateTimeFormat>();

/**
 * A moment as ISO 8601 with the offset that holds in a time zone then: `2025-03-30T14:05:00+02:00`.
 * @param ms since 1970
 * @param timeZone an IANA name
 */
export function isoTime(ms: number, timeZone: string): string {
	const second = Math.floor(ms / 1_000) * 1_000;
	const wall = wallTime(second, timeZone);
	const offset = Math.round((wall - second) / 60_000);
	const size = Math.abs(offset);
	const two = (n: number) => String(n).padStart(2, '0');
	return `${new Date(wall).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** What the clock on the wall shows, as if it were UTC. */
function wallTime(ms: number, timeZone: string): number {
	let format = formatByZone.get(timeZone);
	if (!format) {
		format = new Intl.DateTimeFormat('en', {
			timeZone,
			calendar: 'gregory',
			numberingSystem: 'latn',
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric'
		});
		formatByZone.set(timeZone, format);
	}
	const part: Record<string, number> = {};
	for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value);
	return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
}
