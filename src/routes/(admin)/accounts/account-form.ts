import {
	isSignInName,
	type Account,
	type ExpectedDevice,
	type Profile,
	type ReadinessFacts
} from '$lib/domain/account';
import { isTimeZone, maxLengths } from '$lib/domain/csv/cells';
import { err, ok, type Result } from '$lib/domain/result';

/** Yes, no, or not known. */
export type TriState = 'yes' | 'no' | '';

/** The fields of an account as a form holds them: text as typed. */
export interface AccountForm {
	profile: Record<keyof Profile, string>;
	expected: Record<keyof ExpectedDevice, string>;
	facts: {
		enabled: TriState;
		passwordNeverExpires: TriState;
		/** `some` are listed in `licenceNames`, one a line. */
		licences: 'some' | 'none' | '';
		licenceNames: string;
		calendarProcessing: string;
		mailboxType: string;
	};
}

type Field = keyof Profile | keyof ExpectedDevice | keyof AccountForm['facts'];

export type FieldFault =
	| { readonly type: 'BadSignInName' }
	| { readonly type: 'BadTimeZone' }
	| { readonly type: 'NoLicences' }
	| { readonly type: 'TooLong'; readonly max: number };

export type FormFaults = Partial<Record<Field, FieldFault>>;

/** The groups a form says. */
export interface AccountGroups {
	readonly profile: Profile;
	readonly expected: ExpectedDevice;
	readonly facts: ReadinessFacts;
}

const fromBoolean = (value: boolean | null): TriState => (value === null ? '' : value ? 'yes' : 'no');
const toBoolean = (value: TriState): boolean | null => (value === '' ? null : value === 'yes');

/** A form that says what the account holds. */
export function formOf({ profile, expected, facts }: AccountGroups | Account): AccountForm {
	return {
		profile: { ...profile },
		expected: { ...expected },
		facts: {
			enabled: fromBoolean(facts.enabled),
			passwordNeverExpires: fromBoolean(facts.passwordNeverExpires),
			licences: facts.licences === null ? '' : facts.licences.length === 0 ? 'none' : 'some',
			licenceNames: (facts.licences ?? []).join('\n'),
			calendarProcessing: facts.calendarProcessing ?? '',
			mailboxType: facts.mailboxType ?? ''
		}
	};
}

/**
 * What a form says, or what is wrong with it, by field.
 * @param confirmed whether an admin has confirmed the account; no field of the form
 */
export function readForm(
	{ profile, expected, facts }: AccountForm,
	confirmed: boolean | null
): Result<AccountGroups, FormFaults> {
	const faults: FormFaults = {};
	const trimmed = <K extends string>(values: Record<K, string>) =>
		Object.fromEntries(
			Object.entries<string>(values).map(([field, value]) => [field, value.trim().normalize('NFC')])
		) as Record<K, string>;
	const groups = {
		profile: trimmed(profile),
		expected: trimmed(expected),
		facts: {
			enabled: toBoolean(facts.enabled),
			licences: readLicences(facts),
			passwordNeverExpires: toBoolean(facts.passwordNeverExpires),
			calendarProcessing: facts.calendarProcessing.trim() || null,
			mailboxType: facts.mailboxType.trim() || null,
			confirmed
		}
	};
	for (const [field, value] of Object.entries({ ...groups.profile, ...groups.expected })) {
		const max = maxLengths[field as keyof Profile | keyof ExpectedDevice];
		if (value.length > max) faults[field as Field] = { type: 'TooLong', max };
	}
	if (!isSignInName(groups.profile.signInName)) faults.signInName = { type: 'BadSignInName' };
	if (groups.profile.timeZone && !isTimeZone(groups.profile.timeZone))
		faults.timeZone = { type: 'BadTimeZone' };
	if (facts.licences === 'some' && groups.facts.licences?.length === 0)
		faults.licenceNames = { type: 'NoLicences' };
	if (groups.facts.licences?.some((name) => name.length > maxLengths.licence))
		faults.licenceNames = { type: 'TooLong', max: maxLengths.licence };
	return Object.keys(faults).length > 0 ? err(faults) : ok(groups);
}

function readLicences({ licences, licenceNames }: AccountForm['facts']): string[] | null {
	if (licences === '') return null;
	if (licences === 'none') return [];
	return [...new Set(licenceNames.split('\n').map((name) => name.trim()))].filter((name) => name !== '');
}
