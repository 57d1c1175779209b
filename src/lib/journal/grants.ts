import { accountTitle, type Account } from '$lib/domain/account';
import { expectsSerial, fitsRule, windowInUtc } from '$lib/domain/auto-approval';
import type { OtpId } from '$lib/domain/ids';
import type { Otp } from '$lib/domain/otp';
import type { Preferences } from '$lib/domain/preferences';
import { isUnused, provisioningOf } from '$lib/domain/provisioning';
import type { UtcWindow } from '$lib/protocol/hub/push';
import { isUnredeemed } from './standing';
import { isListed, type WorkspaceState } from './state';

/** What a hub is given so that it can answer one OTP by itself. Two that are equal in every field need no new grant. */
export interface GrantTerms {
	readonly otp: OtpId;
	/** Secret, as is the password. */
	readonly code: string;
	readonly signInName: string;
	readonly password: string;
	readonly room: string;
	readonly collectWithinHours: number;
	/** The serial number that the account expects; empty: any device may have it. */
	readonly serial: string;
	readonly perHour: number;
	/** `null`: at any time. */
	readonly window: UtcWindow | null;
}

/**
 * The grants that a hub should hold: of live OTPs that nobody has used, for accounts that have a password and fit the rule.
 * @param now ms since 1970
 */
export function grantsWanted(state: WorkspaceState, now: number): ReadonlyMap<OtpId, GrantTerms> {
	const wanted = new Map<OtpId, GrantTerms>();
	if (!state.preferences.value.autoApproval) return wanted;
	for (const id of state.currentOtps.values()) {
		const terms = grantWanted(state, state.otps.get(id), now);
		if (terms) wanted.set(id, terms);
	}
	return wanted;
}

/** The grant that a hub should hold of one OTP, if any. @param now ms since 1970 */
export function grantWanted(state: WorkspaceState, otp: Otp | undefined, now: number): GrantTerms | null {
	return otp && isGivable(state, otp, now) ? termsOf(state, otp, now) : null;
}

/**
 * Whether an OTP can still be used for the first time: nobody has asked with it, and it is neither expired, revoked nor
 * superseded.
 * @param at ms since 1970
 */
export function isGivable(state: WorkspaceState, otp: Otp, at: number): boolean {
	const account = state.accounts.get(otp.account);
	if (!account || !isListed(account) || !isUnredeemed(state, otp)) return false;
	return isUnused(provisioningOf(otp, state.batches.get(otp.batch), at));
}

/** What the grant of an OTP would be, whether or not it is still usable; `null` where the rule wants none. */
export function termsOf(state: WorkspaceState, otp: Otp, now: number): GrantTerms | null {
	const account = state.accounts.get(otp.account);
	const batch = state.batches.get(otp.batch);
	const { autoApproval, autoApprovalRule: rule } = state.preferences.value;
	if (!autoApproval || !account?.credential || !batch || !fitsRule(rule, account)) return null;
	const window = rule.window && windowInUtc(rule.window, now);
	// A zone that this system does not know: better no grant than one at any time.
	if (rule.window && !window) return null;
	return {
		otp: otp.id,
		code: otp.code,
		signInName: account.profile.signInName,
		password: account.credential.password,
		room: accountTitle(account),
		collectWithinHours: batch.collectWithinHours,
		serial: serialOf(account),
		perHour: rule.perHour,
		window
	};
}

/** What the grants of a workspace depend on beside its accounts and OTPs, as text that is equal where it is the same. */
export function ruleIdentity({ autoApproval, autoApprovalRule: rule }: Preferences, now: number): string {
	if (!autoApproval) return 'off';
	const { sites, onlyWithSerial, perHour, window } = rule;
	return JSON.stringify([sites, onlyWithSerial, perHour, window && windowInUtc(window, now)]);
}

function serialOf(account: Account): string {
	return expectsSerial(account) ? account.expected.serial : '';
}
