import type { BadRow } from './bad-row';
import { readPassword } from './cells';
import { writeCsv } from './write';

const added = ['Line', 'Reason'] as const;

/**
 * Rows that were not taken, as CSV text: the line each stood on, why, and its cells, to be put right and imported
 * again. Where the file is itself such a download, its old lines and reasons give way to the new ones. The cells may
 * hold passwords, as the file did.
 * @param header the table's
 * @param reasonText says in words what is wrong with a row
 */
export function exportBadRows<Row extends BadRow<unknown>>(
	header: readonly string[],
	rows: readonly Row[],
	reasonText: (row: Row) => string
): string {
	const own = added.every((name, i) => header[i] === name) ? added.length : 0;
	return writeCsv(
		[...added, ...header.slice(own)],
		rows.map((row) => [String(row.line), reasonText(row), ...row.cells.slice(own).map(readPassword)])
	);
}
