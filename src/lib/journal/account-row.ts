import * as v from 'valibot';
import type { AccountPatch, ExpectedDevice, Profile, ReadinessFacts } from '$lib/domain/account';

/**
 * Accounts as rows of an entry: id, then the groups in the order profile, expected device, readiness facts, password;
 * `null` for a group that stays as it is, an empty password where there is none any more. Tuples, because a site of 1,000 rooms is one entry and names would be most of it.
 */
export type ProfileRow = [string, string, string, string, string, string, string, string];
export type ExpectedRow = [string, string, string];
export type FactsRow = [
	boolean | null,
	string[] | null,
	boolean | null,
	string | null,
	string | null,
	boolean | null
];
export type AccountRow = [string, ProfileRow | null, ExpectedRow | null, FactsRow | null, string | null];

const isText = (value: unknown, max: number): boolean => typeof value === 'string' && value.length <= max;
const isOptional = (value: unknown, is: (value: unknown) => boolean) => value === null || is(value);
const isBoolean = (value: unknown) => typeof value === 'boolean';
const isTexts = (value: unknown, length: number, max: number) =>
	Array.isArray(value) && value.length === length && value.every((item) => isText(item, max));

function isFactsRow(value: unknown): boolean {
	if (!Array.isArray(value) || value.length !== 6) return false;
	const licences = (list: unknown) =>
		Array.isArray(list) && list.length <= 200 && list.every((name) => isText(name, 200));
	return (
		isOptional(value[0], isBoolean) &&
		isOptional(value[1], licences) &&
		isOptional(value[2], isBoolean) &&
		isOptional(value[3], (text) => isText(text, 100)) &&
		isOptional(value[4], (text) => isText(text, 100)) &&
		isOptional(value[5], isBoolean)
	);
}

function isAccountRow(value: unknown): boolean {
	return (
		Array.isArray(value) &&
		value.length === 5 &&
		isText(value[0], 130) &&
		value[0] !== '' &&
		isOptional(value[1], (row) => isTexts(row, 8, 2_000)) &&
		isOptional(value[2], (row) => isTexts(row, 3, 100)) &&
		isOptional(value[3], isFactsRow) &&
		isOptional(value[4], (password) => isText(password, 256))
	);
}

/** Checked by hand: a combinator schema over 100,000 rows costs more than opening and parsing them. */
export const accountRowSchema = v.custom<AccountRow>(isAccountRow);

/** The row of a patch. */
export function patchToRow(patch: AccountPatch): AccountRow {
	return [
		patch.id,
		patch.profile ? profileToRow(patch.profile) : null,
		patch.expected ? [patch.expected.make, patch.expected.model, patch.expected.serial] : null,
		patch.facts ? factsToRow(patch.facts) : null,
		patch.credential === undefined ? null : (patch.credential?.password ?? '')
	];
}

function profileToRow(p: Profile): ProfileRow {
	return [p.signInName, p.displayName, p.site, p.building, p.floor, p.room, p.timeZone, p.notes];
}

export function rowToProfile(row: ProfileRow): Profile {
	const [signInName, displayName, site, building, floor, room, timeZone, notes] = row;
	return { signInName, displayName, site, building, floor, room, timeZone, notes };
}

export function rowToExpected([make, model, serial]: ExpectedRow): ExpectedDevice {
	return { make, model, serial };
}

const rowByFacts = new WeakMap<ReadinessFacts, FactsRow>();

/** The same row for the same object. */
export function factsToRow(f: ReadinessFacts): FactsRow {
	let row = rowByFacts.get(f);
	if (!row) {
		const licences = f.licences && [...f.licences];
		row = [f.enabled, licences, f.passwordNeverExpires, f.calendarProcessing, f.mailboxType, f.confirmed];
		rowByFacts.set(f, row);
	}
	return row;
}

const identities = new WeakMap<FactsRow, string>();

/** The same text for rows that say the same. */
export function factsIdentity(row: FactsRow): string {
	let identity = identities.get(row);
	if (identity === undefined) identities.set(row, (identity = JSON.stringify(row)));
	return identity;
}

export function rowToFacts(row: FactsRow): ReadinessFacts {
	const [enabled, licences, passwordNeverExpires, calendarProcessing, mailboxType, confirmed] = row;
	return { enabled, licences, passwordNeverExpires, calendarProcessing, mailboxType, confirmed };
}
