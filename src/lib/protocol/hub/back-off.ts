/** Ms. The first wait is up to this long, each further one up to twice as long as the one before. */
export const firstWait = 1_000;
/** Ms. No wait is longer, unless the hub asks for it. */
export const longestWait = 5 * 60_000;
/** Ms. How often a tablet asks when all is well: changes arrive by the hub's events, this is for when those fail. */
export const restingWait = 5 * 60_000;
/** Ms. A hub cannot put a tablet off for longer. */
const longestAsked = 60 * 60_000;

/**
 * How long to wait after so many failures, in ms: exponential back-off with full jitter, so that a hundred tablets of one
 * building do not come back at the same moment.
 * @param failures in a row, from 1
 * @param random from 0 to 1
 * @param asked what the hub has asked for in ms (`Retry-After`): the least there is, and the jitter comes on top
 */
export function waitAfter(failures: number, random: number, asked = 0): number {
	const ceiling = Math.min(longestWait, firstWait * 2 ** (Math.max(1, failures) - 1));
	return Math.min(Math.max(0, asked), longestAsked) + random * ceiling;
}

/** How long to wait when all is well, in ms: between half and the whole of {@link restingWait}. */
export function restAfter(random: number): number {
	return restingWait * (0.5 + random / 2);
}
