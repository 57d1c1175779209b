import { factsIdentity, type AccountRow, type FactsRow } from './account-row';
import { Numbered } from './numbered';

/**
 * Rows of accounts as they are written into an entry: by columns, what rooms share written once. Half the bytes of the
 * rows themselves, which are encoded, compressed, encrypted, signed, stored and one day sent. Only rows that all write
 * the same groups fit, as those of an import do.
 */
interface AccountColumns {
	ids: string[];
	/** What numbers below refer to. */
	texts: string[];
	/** Sign-in name (0: the id), display name, site, building, floor, room, time zone, notes. */
	profile: [(string | 0)[], string[], number[], number[], number[], string[], number[], number[]] | null;
	/** Make, model, serial number. */
	expected: [number[], number[], string[]] | null;
	facts: { values: FactsRow[]; numbers: number[] } | null;
	passwords: string[] | null;
}

/** The columns of rows, or `null` where some rows write a group that others do not. */
export function rowsToColumns(rows: readonly AccountRow[]): AccountColumns | null {
	const [, hasProfile, hasExpected, hasFacts, hasPassword] = rows[0]!.map((group) => group !== null);
	const texts = new Numbered<string>();
	const factsOf = new Numbered<FactsRow>(factsIdentity);
	const ids: string[] = [];
	const profile: AccountColumns['profile'] = [[], [], [], [], [], [], [], []];
	const expected: AccountColumns['expected'] = [[], [], []];
	const numbers: number[] = [];
	const passwords: string[] = [];
	for (const [id, p, e, f, password] of rows) {
		if (
			(p !== null) !== hasProfile ||
			(e !== null) !== hasExpected ||
			(f !== null) !== hasFacts ||
			(password !== null) !== hasPassword
		)
			return null;
		ids.push(id);
		if (p) {
			profile[0].push(p[0] === id ? 0 : p[0]);
			profile[1].push(p[1]);
			profile[2].push(texts.numberOf(p[2]));
			profile[3].push(texts.numberOf(p[3]));
			profile[4].push(texts.numberOf(p[4]));
			profile[5].push(p[5]);
			profile[6].push(texts.numberOf(p[6]));
			profile[7].push(texts.numberOf(p[7]));
		}
		if (e) {
			expected[0].push(texts.numberOf(e[0]));
			expected[1].push(texts.numberOf(e[1]));
			expected[2].push(e[2]);
		}
		if (f) numbers.push(factsOf.numberOf(f));
		if (password !== null) passwords.push(password);
	}
	return {
		ids,
		texts: texts.values,
		profile: hasProfile ? profile : null,
		expected: hasExpected ? expected : null,
		facts: hasFacts ? { values: factsOf.values, numbers } : null,
		passwords: hasPassword ? passwords : null
	};
}

/**
 * The rows of columns that somebody else may have written. Throws a `TypeError` where they are no columns, or not of one length;
 * a number that points nowhere gives `undefined`, which the schema of rows refuses.
 */
export function columnsToRows(columns: unknown): AccountRow[] {
	if (!areColumns(columns)) throw new TypeError('These are no columns.');
	const { ids, texts, profile, expected, facts, passwords } = columns;
	return ids.map((id, row): AccountRow => {
		const text = (numbers: number[]) => texts[numbers[row]!]!;
		return [
			id,
			profile && [
				profile[0][row] === 0 ? id : (profile[0][row] as string),
				profile[1][row]!,
				text(profile[2]),
				text(profile[3]),
				text(profile[4]),
				profile[5][row]!,
				text(profile[6]),
				text(profile[7])
			],
			expected && [text(expected[0]), text(expected[1]), expected[2][row]!],
			facts && facts.values[facts.numbers[row]!]!,
			passwords && passwords[row]!
		];
	});
}

/** Whether a value has the form of columns. What is in them is looked at as rows. */
function areColumns(value: unknown): value is AccountColumns {
	if (!hasFields(value, ['ids', 'texts', 'profile', 'expected', 'facts', 'passwords'])) return false;
	const { ids, texts, profile, expected, facts, passwords } = value;
	if (!Array.isArray(ids) || !Array.isArray(texts)) return false;
	const isColumn = (column: unknown) => Array.isArray(column) && column.length === ids.length;
	const isGroup = (group: unknown, columns: number) =>
		Array.isArray(group) && group.length === columns && group.every(isColumn);
	const areFacts =
		facts === null ||
		(hasFields(facts, ['values', 'numbers']) && Array.isArray(facts.values) && isColumn(facts.numbers));
	return (
		(profile === null || isGroup(profile, 8)) &&
		(expected === null || isGroup(expected, 3)) &&
		areFacts &&
		(passwords === null || isColumn(passwords))
	);
}

/** Whether a value is an object of these fields and no others. */
function hasFields<K extends string>(value: unknown, fields: readonly K[]): value is Record<K, unknown> {
	if (typeof value !== 'object' || value === null) return false;
	return Object.keys(value).length === fields.length && fields.every((field) => Object.hasOwn(value, field));
}
