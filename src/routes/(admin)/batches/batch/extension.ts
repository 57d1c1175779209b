import { maxHours } from '$lib/domain/preferences';

const hour = 3_600_000;

export type ExtensionFault = 'no-time' | 'past' | 'before-start' | 'too-far';

/**
 * Whether a batch can be given this expiration. All in ms since 1970.
 * @param notBefore when its codes begin to work
 */
export function extensionFault(
	redeemBy: number | null,
	notBefore: number,
	now: number
): ExtensionFault | undefined {
	if (redeemBy === null) return 'no-time';
	if (redeemBy <= now) return 'past';
	if (redeemBy <= notBefore) return 'before-start';
	if (redeemBy > latestExpiration(notBefore, now)) return 'too-far';
	return undefined;
}

/** The latest expiration a batch can have: the longest an OTP may live, from now or from its start. */
export function latestExpiration(notBefore: number, now: number): number {
	return Math.max(now, notBefore) + maxHours * hour;
}
