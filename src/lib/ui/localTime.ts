/** The text of a `datetime-local` control for `ms`, in the reader's zone, to the minute: `2026-03-09T14:05`. */
export function msToLocalTime(ms: number): string {
	const at = new Date(ms);
	const two = (value: number) => String(value).padStart(2, '0');
	const year = String(at.getFullYear()).padStart(4, '0');
	return `${year}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The time that a `datetime-local` control's text means in the reader's zone, in ms; null where it means none. */
export function localTimeToMs(text: string): number | null {
	if (!/^\d{4,}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) return null;
	const ms = new Date(text).getTime();
	return Number.isNaN(ms) ? null : ms;
}

/** The text of a `time` control for minutes from midnight: `08:05`. */
export function minutesToTime(minutes: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The minutes from midnight that a `time` control's text means; null where it means none. */
export function timeToMinutes(text: string): number | null {
	const match = /^([01]\d|2[0-3]):([0-5]\d)(:\d\d(\.\d+)?)?$/.exec(text);
	return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}
