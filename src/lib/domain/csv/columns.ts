import { isSignInName } from '../account';
import { aliasesByField, headerKey } from './aliases';
import { fieldIds, type FieldId, type Mapping } from './fields';
import { formatOf, type FormatId } from './formats';
import type { Table } from './table';

/** What was recognised of a table: a proposal, which a person can change. */
export interface Recognition {
	readonly format: FormatId | 'unknown';
	readonly mapping: Mapping;
}

type Sample = readonly (readonly string[])[];

const sampleSize = 50;

/** Recognises a table's columns by its header and its first rows. */
export function recogniseTable({ header, rows }: Pick<Table, 'header' | 'rows'>): Recognition {
	return recogniseColumns(
		header,
		rows.slice(0, sampleSize).map(({ cells }) => cells)
	);
}

/**
 * Recognises columns by name: case, spaces and punctuation do not count. Where several columns could hold a field, the
 * better name wins, unless the sample shows nothing in it. A sign-in name is also known by its form.
 */
export function recogniseColumns(header: readonly string[], sampleRows: Sample): Recognition {
	const keys = header.map(headerKey);
	const mapping: (FieldId | null)[] = header.map(() => null);
	for (const field of fieldIds) {
		const named = aliasesByField[field]
			.flatMap((alias) => columnsNamed(keys, alias))
			.filter((column) => mapping[column] === null);
		const isUseful = field === 'signInName' ? holdsSignInNames : isFilled;
		const column =
			named.find((column) => isUseful(sampleRows, column)) ??
			(field === 'signInName' ? signInNameColumn(header, sampleRows) : undefined) ??
			named[0];
		if (column !== undefined) mapping[column] = field;
	}
	// Both say the same; the first one is enough.
	if (mapping.includes('enabled') && mapping.includes('blocked')) mapping[mapping.indexOf('blocked')] = null;
	return { format: formatOf(keys), mapping };
}

function columnsNamed(keys: readonly string[], alias: string): number[] {
	return keys.flatMap((key, column) => (key === alias ? [column] : []));
}

function signInNameColumn(header: readonly string[], sampleRows: Sample): number | undefined {
	const column = header.findIndex((_, i) => holdsSignInNames(sampleRows, i));
	return column === -1 ? undefined : column;
}

/** Whether most of what stands in a column has the form of a sign-in name. */
function holdsSignInNames(sampleRows: Sample, column: number): boolean {
	const filled = sampleRows.map((cells) => cells[column] ?? '').filter((cell) => cell.trim() !== '');
	return 2 * filled.filter(isSignInName).length > filled.length;
}

function isFilled(sampleRows: Sample, column: number): boolean {
	return sampleRows.some((cells) => (cells[column] ?? '').trim() !== '');
}
