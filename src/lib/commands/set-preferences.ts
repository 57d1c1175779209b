import { isHours, type Preferences } from '$lib/domain/preferences';
import { err, ok, type Result } from '$lib/domain/result';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

export type PreferencesError =
	| AppendError
	| {
			readonly type: 'HoursOutOfRange';
			readonly field: 'otpExpirationHours' | 'decideWithinHours' | 'collectWithinHours';
	  }
	| { readonly type: 'BadDeviceAddress' };

/** Saves the preferences. They apply to OTPs generated from now on. */
export async function setPreferences(
	workspace: Workspace,
	preferences: Preferences
): Promise<Result<void, PreferencesError>> {
	for (const field of ['otpExpirationHours', 'decideWithinHours', 'collectWithinHours'] as const)
		if (!isHours(preferences[field])) return err({ type: 'HoursOutOfRange', field });
	if (preferences.deviceAddress !== '' && !isAppAddress(preferences.deviceAddress))
		return err({ type: 'BadDeviceAddress' });
	const appended = await workspace.append([{ kind: 'preferences.set', body: { ...preferences } }]);
	return appended.ok ? ok(undefined) : appended;
}

/** Whether text is an absolute web address without query and fragment, as a sheet's link needs. */
function isAppAddress(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, search, hash } = new URL(text);
	return (protocol === 'https:' || protocol === 'http:') && search === '' && hash === '';
}
