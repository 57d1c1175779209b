import { emptyExpectedDevice, emptyProfile, unknownFacts, type Account, type AccountPatch } from '../account';
import type { AccountId } from '../ids';
import type { CellFault } from './bad-row';
import {
	isTimeZone,
	maxLengths,
	readBoolean,
	readLicences,
	readLines,
	readPassword,
	readText
} from './cells';
import type { FieldId, Mapping } from './fields';
import type { RowName } from './row-name';

/** What a field holds; `null` where it is not known. */
export type FieldValue = string | boolean | readonly string[] | null;

/** One field that a row changes. A password is never shown: both sides are `null`. */
export interface FieldChange {
	readonly field: Exclude<FieldId, 'blocked'>;
	readonly from: FieldValue;
	readonly to: FieldValue;
}

/** What a row changes of an account: whole groups, and field by field. */
export interface RowChanges {
	readonly patch: AccountPatch;
	readonly changes: readonly FieldChange[];
}

/** Reads one table's rows. Blank cells leave what is there. */
export interface RowReader {
	/** A new account; its profile is always there. */
	readNew(cells: readonly string[], name: RowName): AccountPatch | CellFault;
	/** What a row changes of an account that is there. The sign-in name is what it was found by, and stays. */
	readOver(cells: readonly string[], account: Account): RowChanges | CellFault;
}

type Group = 'profile' | 'expected' | 'facts';

interface Column {
	readonly index: number;
	readonly group: Group;
	readonly field: Exclude<FieldId, 'blocked' | 'password'>;
	/** `null` for a cell that is blank or not there. */
	readonly read: (cell: string | undefined) => FieldValue | CellFault;
}

const emptyGroups = { profile: emptyProfile, expected: emptyExpectedDevice, facts: unknownFacts };

/** A group while it is being written. */
type Draft = Record<string, FieldValue>;
type PatchDraft = { id: AccountId; credential?: AccountPatch['credential'] } & { [Key in Group]?: Draft };

/** A reader for tables with these columns. */
export function makeRowReader(mapping: Mapping): RowReader {
	const columns = mapping.flatMap((field, index): Column[] => {
		if (field === null || field === 'signInName' || field === 'password') return [];
		const target = field === 'blocked' ? 'enabled' : field;
		return [{ index, group: groupOf(field), field: target, read: remembering(cellReader(field)) }];
	});
	const passwordColumn = mapping.indexOf('password');
	let lastFacts: Draft | undefined;
	/** Rooms of one site have the same facts: one object for all of them, where they follow one another. */
	const shareFacts = (facts: Draft): Draft => {
		const last = lastFacts;
		if (last && Object.keys(facts).every((field) => facts[field] === last[field])) return last;
		return (lastFacts = facts);
	};

	return {
		readNew(cells, { id, written }) {
			const patch: PatchDraft = { id, profile: { ...emptyProfile, signInName: written } };
			for (const { index, group, field, read } of columns) {
				const value = read(cells[index]);
				if (value === null) continue;
				if (isFault(value)) return value;
				(patch[group] ??= { ...emptyGroups[group] })[field] = value;
			}
			if (patch.facts) patch.facts = shareFacts(patch.facts);
			const password = readPasswordCell(cells[passwordColumn]);
			if (isFault(password)) return password;
			if (password !== null) patch.credential = { kind: 'password', password };
			return patch as unknown as AccountPatch;
		},

		readOver(cells, account) {
			const patch: PatchDraft = { id: account.id };
			const changes: FieldChange[] = [];
			for (const { index, group, field, read } of columns) {
				const to = read(cells[index]);
				if (to === null) continue;
				if (isFault(to)) return to;
				const before = account[group] as unknown as Draft;
				const from = before[field]!;
				if (sameValue(from, to)) continue;
				(patch[group] ??= { ...before })[field] = to;
				changes.push({ field, from, to });
			}
			const password = readPasswordCell(cells[passwordColumn]);
			if (isFault(password)) return password;
			if (password !== null && password !== account.credential?.password) {
				patch.credential = { kind: 'password', password };
				changes.push({ field: 'password', from: null, to: null });
			}
			return { patch: patch as unknown as AccountPatch, changes };
		}
	};
}

/** Whether reading came to a fault. */
export function isFault(value: FieldValue | AccountPatch | RowChanges | CellFault): value is CellFault {
	return typeof value === 'object' && value !== null && 'type' in value;
}

function groupOf(field: Exclude<FieldId, 'signInName' | 'password'>): Group {
	if (field in emptyProfile) return 'profile';
	return field in emptyExpectedDevice ? 'expected' : 'facts';
}

/** How a field's cell is read; `null` for a cell that is blank. */
function cellReader(
	field: Exclude<FieldId, 'signInName' | 'password'>
): (cell: string) => FieldValue | CellFault {
	switch (field) {
		case 'enabled':
		case 'blocked':
		case 'passwordNeverExpires':
		case 'confirmed':
			return (cell) => {
				const value = readText(cell);
				if (value === '') return null;
				const truth = readBoolean(cell);
				if (truth === undefined) return { type: 'BadBoolean', field, value };
				return field === 'blocked' ? !truth : truth;
			};
		case 'licences':
			return (cell) => {
				if (readText(cell) === '') return null;
				const licences = readLicences(cell);
				const isLong = licences.some((licence) => licence.length > maxLengths.licence);
				return isLong ? { type: 'TooLong', field, max: maxLengths.licence } : licences;
			};
		default: {
			const max = maxLengths[field];
			const readCell = field === 'notes' ? readLines : readText;
			return (cell) => {
				const text = readCell(cell);
				if (text === '') return null;
				if (text.length > max) return { type: 'TooLong', field, max };
				if (field === 'timeZone' && !isTimeZone(text)) return { type: 'BadTimeZone', value: text };
				return text;
			};
		}
	}
}

function readPasswordCell(cell: string | undefined): string | null | CellFault {
	if (cell === undefined || cell.trim() === '') return null;
	const password = readPassword(cell);
	const max = maxLengths.password;
	return password.length > max ? { type: 'TooLong', field: 'password', max } : password;
}

const rememberedCells = 2_000;

/** Most columns repeat themselves: the same cell is read once, and its value kept once in memory. */
function remembering(read: (cell: string) => FieldValue | CellFault): Column['read'] {
	const valueByCell = new Map<string, FieldValue | CellFault>();
	let lastCell = '';
	let lastValue: FieldValue | CellFault = null;
	return (cell) => {
		if (cell === undefined || cell === '') return null;
		if (cell === lastCell) return lastValue;
		// So many different cells: this column does not repeat itself.
		if (valueByCell.size === rememberedCells) return read(cell);
		let value = valueByCell.get(cell);
		if (value === undefined) valueByCell.set(cell, (value = read(cell)));
		lastCell = cell;
		return (lastValue = value);
	};
}

function sameValue(a: FieldValue, b: FieldValue): boolean {
	if (Array.isArray(a) && Array.isArray(b))
		return a.length === b.length && a.every((item, i) => item === b[i]);
	return a === b;
}
