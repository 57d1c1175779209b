import { maxPerHour, minutesOfDay, type AutoApprovalRule } from '$lib/domain/auto-approval';
import { isTimeZone } from '$lib/domain/csv/cells';
import { isHours, type Preferences } from '$lib/domain/preferences';
import { err, ok, type Result } from '$lib/domain/result';
import { maxRows } from '$lib/journal/entry';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/** Longer ones no entry takes. In UTF-16 units. */
const maxAddress = 500;
const maxSite = 2_000;

export type PreferencesError =
	| AppendError
	| {
			readonly type: 'HoursOutOfRange';
			readonly field: 'otpExpirationHours' | 'decideWithinHours' | 'collectWithinHours';
	  }
	| { readonly type: 'BadDeviceAddress' }
	/** Of auto-approval: a number out of range, too many sites, or a window that is empty or in no zone. */
	| { readonly type: 'BadRule' };

/**
 * Saves the preferences. Times apply to OTPs generated from now on. Where auto-approval goes off or becomes narrower, the same
 * write takes back the grants that are not used.
 */
export async function setPreferences(
	workspace: Workspace,
	preferences: Preferences
): Promise<Result<void, PreferencesError>> {
	for (const field of ['otpExpirationHours', 'decideWithinHours', 'collectWithinHours'] as const)
		if (!isHours(preferences[field])) return err({ type: 'HoursOutOfRange', field });
	if (preferences.deviceAddress !== '' && !isAppAddress(preferences.deviceAddress))
		return err({ type: 'BadDeviceAddress' });
	const sites = [...new Set(preferences.autoApprovalRule.sites)].sort();
	const autoApprovalRule = { ...preferences.autoApprovalRule, sites };
	if (!isRule(autoApprovalRule)) return err({ type: 'BadRule' });
	const appended = await workspace.append([
		{ kind: 'preferences.set', body: { ...preferences, autoApprovalRule } }
	]);
	return appended.ok ? ok(undefined) : appended;
}

function isRule({ perHour, sites, window }: AutoApprovalRule): boolean {
	const isMinute = (value: number) => Number.isInteger(value) && value >= 0 && value < minutesOfDay;
	if (!Number.isInteger(perHour) || perHour < 0 || perHour > maxPerHour) return false;
	if (sites.length > maxRows || sites.some((site) => site.length > maxSite)) return false;
	if (!window) return true;
	const { from, until, timeZone } = window;
	return isMinute(from) && isMinute(until) && from !== until && isTimeZone(timeZone);
}

/** Whether text is an absolute web address without query and fragment, as a sheet's link needs. */
function isAppAddress(text: string): boolean {
	if (text.length > maxAddress || !URL.canParse(text)) return false;
	const { protocol, search, hash } = new URL(text);
	return (protocol === 'https:' || protocol === 'http:') && search === '' && hash === '';
}
