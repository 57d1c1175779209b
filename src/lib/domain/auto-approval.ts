import type { Account } from './account';
import { comparable } from './device';

/**
 * Auto-approval: OTPs that a hub answers by itself, with a sign-in that was sealed in advance. Nobody looks: whoever has the
 * sheet gets the sign-in and, where the account expects a serial number, whoever gives that too.
 */
export interface AutoApprovalRule {
	/** Names of sites, as accounts have them; empty: every site. */
	readonly sites: readonly string[];
	/** Only accounts that expect a serial number. */
	readonly onlyWithSerial: boolean;
	/** At most so many in any hour, of the whole workspace; 0: as many as come. */
	readonly perHour: number;
	/** When a hub answers by itself; `null`: at any time. */
	readonly window: DailyWindow | null;
}

/** Part of every day, in minutes from midnight, 0 to 1439. `until` is not in it, and may be on the next day. */
export interface DailyWindow {
	readonly from: number;
	readonly until: number;
	/** IANA zone that the minutes are meant in. */
	readonly timeZone: string;
}

export const minutesOfDay = 1_440;
export const maxPerHour = 1_000;

/** What holds where somebody only switches it on: a sheet alone opens nothing. */
export const safeRule: AutoApprovalRule = Object.freeze({
	sites: [],
	onlyWithSerial: true,
	perHour: 0,
	window: null
});

/** Whether the rule lets an account's device be approved by itself. */
export function fitsRule(rule: AutoApprovalRule, account: Pick<Account, 'profile' | 'expected'>): boolean {
	if (rule.onlyWithSerial && !expectsSerial(account)) return false;
	return rule.sites.length === 0 || rule.sites.includes(account.profile.site);
}

/** Whether an account expects one serial number. */
export function expectsSerial({ expected }: Pick<Account, 'expected'>): boolean {
	return comparable(expected.serial) !== '';
}

/**
 * A window in minutes of the day in UTC, which is all that a hub knows of the day. Where clocks change it is an hour off until
 * the hub is told anew.
 * @param now ms since 1970; what the zone is ahead of UTC by then counts
 * @returns `null` where this system does not know the zone
 */
export function windowInUtc(
	{ from, until, timeZone }: DailyWindow,
	now: number
): { readonly from: number; readonly until: number } | null {
	const ahead = minutesAhead(timeZone, now);
	if (ahead === null) return null;
	const toUtc = (minute: number) => (((minute - ahead) % minutesOfDay) + minutesOfDay) % minutesOfDay;
	return { from: toUtc(from), until: toUtc(until) };
}

/** Whether a moment is in the window; never, where this system does not know its zone. @param now ms since 1970 */
export function isInWindow(window: DailyWindow, now: number): boolean {
	const ahead = minutesAhead(window.timeZone, now);
	if (ahead === null) return false;
	const { from, until } = window;
	const minute = Math.floor(now / 60_000) + ahead;
	const after = (start: number) => (((minute - start) % minutesOfDay) + minutesOfDay) % minutesOfDay;
	return after(from) < (until - from + minutesOfDay) % minutesOfDay;
}

/** How many minutes clocks in a zone are ahead of UTC, from −1439 to 1439: enough for the time of the day. */
function minutesAhead(timeZone: string, now: number): number | null {
	const minute = (zone: string) => {
		const parts = new Intl.DateTimeFormat('en-GB', {
			timeZone: zone,
			hour: '2-digit',
			minute: '2-digit',
			hourCycle: 'h23'
		}).formatToParts(now);
		const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)!.value);
		return part('hour') * 60 + part('minute');
	};
	try {
		return minute(timeZone) - minute('UTC');
	} catch {
		return null;
	}
}
