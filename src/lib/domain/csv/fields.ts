import type { ExpectedDevice, Profile, ReadinessFacts } from '../account';

/** What a column can hold. `blocked` is `enabled` turned round, as Microsoft's exports have it. */
export type FieldId = keyof Profile | keyof ExpectedDevice | keyof ReadinessFacts | 'blocked' | 'password';

/** Every field, in the order in which a person chooses among them. */
export const fieldIds: readonly FieldId[] = [
	'signInName',
	'displayName',
	'site',
	'building',
	'floor',
	'room',
	'timeZone',
	'notes',
	'make',
	'model',
	'serial',
	'enabled',
	'blocked',
	'licences',
	'passwordNeverExpires',
	'calendarProcessing',
	'mailboxType',
	'confirmed',
	'password'
];

/** What each column of a table holds; `null` where it is not read. */
export type Mapping = readonly (FieldId | null)[];

/** What a table is read for. */
export type ImportPurpose = 'accounts' | 'sign-in-data';

const neededFields: Record<ImportPurpose, readonly FieldId[]> = {
	accounts: ['signInName'],
	'sign-in-data': ['signInName', 'password']
};

/** The fields without which a table cannot be read, and which no column holds. */
export function missingFields(mapping: Mapping, purpose: ImportPurpose): FieldId[] {
	return neededFields[purpose].filter((field) => !mapping.includes(field));
}

/** The fields that more than one column holds; `enabled` and `blocked` say the same thing. */
export function doubledFields(mapping: Mapping): FieldId[] {
	const seen = new Set<FieldId>();
	const doubled = new Set<FieldId>();
	for (const field of mapping) {
		if (field === null) continue;
		const said = field === 'blocked' ? 'enabled' : field;
		if (seen.has(said)) doubled.add(field);
		seen.add(said);
	}
	return [...doubled];
}
