/**
 * Slowing down wrong passphrases: three tries are free, then one has to wait 1 s, 2 s, 4 s … up to 5 minutes
 * after each. A try counts before it is made, so closing the tab does not take it back.
 *
 * This stops somebody at the tablet's screen. Whoever can copy its storage is stopped by scrypt and by the
 * passphrase alone.
 */
export interface Attempts {
	/** Wrong passphrases since the last right one, with the one under way. */
	readonly failures: number;
	/** When the last was made, ms since 1970. */
	readonly lastAt: number;
}

/** The state before any try, and after a right one. */
export const noAttempts: Attempts = { failures: 0, lastAt: 0 };

const freeAttempts = 3;
const longestWait = 300_000;

/** How long to wait after so many wrong passphrases, ms. */
export function waitAfter(failures: number): number {
	return failures < freeAttempts ? 0 : Math.min(1000 * 2 ** (failures - freeAttempts), longestWait);
}

/**
 * Attempts as they stand now. Where the clock has gone back behind the last try, the wait starts anew from now:
 * it is neither skipped nor longer than it would have been.
 */
export function attemptsAt(attempts: Attempts, now: number): Attempts {
	return attempts.lastAt > now ? { ...attempts, lastAt: now } : attempts;
}

/** When the next try may be made, ms since 1970; `null`: now. Takes attempts that {@link attemptsAt} gave. */
export function retryAt(attempts: Attempts, now: number): number | null {
	const at = attempts.lastAt + waitAfter(attempts.failures);
	return at > now ? at : null;
}

/** Attempts with one more under way. */
export function countAttempt(attempts: Attempts, now: number): Attempts {
	return { failures: attempts.failures + 1, lastAt: now };
}
