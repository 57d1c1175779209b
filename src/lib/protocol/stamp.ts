/**
 * Hybrid logical clock (Kulkarni, Demirbas et al., "Logical Physical Clocks", 2014).
 *
 * A stamp is 16 lower-case hex digits: 12 of milliseconds since 1970, 4 of a counter. Stamps compare as text. A
 * tablet's next stamp is greater than every stamp it has made or seen, also where its clock has gone backwards.
 */
export type Stamp = string & { readonly __stamp: never };

/** Less than every stamp. */
export const firstStamp = '0000000000000000' as Stamp;

/** The latest time that a stamp can hold, in ms since 1970. No time of the protocol is later, so each can be stamped. */
export const latestTime = 0xffff_ffff_ffff;

const maxCounter = 0xffff;

/** A stamp from its parts: ms since 1970, and a counter from 0 to 65,535. */
export function makeStamp(ms: number, counter: number): Stamp {
	return (ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0')) as Stamp;
}

/** The milliseconds since 1970 of a stamp. */
export function stampTime(stamp: string): number {
	return parseInt(stamp.slice(0, 12), 16);
}

/** Whether text has the form of a stamp. */
export function isStamp(text: string): text is Stamp {
	return /^[0-9a-f]{16}$/.test(text);
}

/**
 * The stamp after `last`, at the time `now` (ms since 1970) where that is later. Where there is none after it, as a clock was in
 * the year 10889, it is the last one again: entries are then ordered by their ids alone, and can still be read.
 * @param last the greatest stamp made or seen so far
 */
export function nextStamp(last: Stamp, now: number): Stamp {
	const lastTime = stampTime(last);
	const time = Math.min(now, latestTime);
	if (time > lastTime) return makeStamp(time, 0);
	const counter = parseInt(last.slice(12), 16) + 1;
	if (counter <= maxCounter) return makeStamp(lastTime, counter);
	return lastTime < latestTime ? makeStamp(lastTime + 1, 0) : last;
}

/** The greater of two stamps. */
export function laterStamp(a: Stamp, b: Stamp): Stamp {
	return a > b ? a : b;
}
