import Papa from 'papaparse';

/** What stands between two cells. */
export type Delimiter = ',' | ';' | '\t' | '|';

const sampleLength = 65_536;
const sampleRows = 20;

/** Cells are parted by newlines and nothing else: what a list with one column is read with. */
const none: Delimiter = ',';

/**
 * The delimiter of a table, from its first rows: a tab where every row has the same number of them, since text has
 * none; else the one that parts most rows as it parts the first, and of those the one that makes most columns.
 * @param text from the header row on
 */
export function detectDelimiter(text: string): Delimiter {
	const sample = text.slice(0, sampleLength);
	let best: { delimiter: Delimiter; agreement: number; columns: number } | undefined;
	for (const delimiter of ['\t', ';', ',', '|'] as const) {
		const { columns, agreement } = columnsBy(sample, delimiter);
		if (columns < 2) continue;
		if (delimiter === '\t' && agreement === 1) return '\t';
		if (!best || agreement > best.agreement || (agreement === best.agreement && columns > best.columns))
			best = { delimiter, agreement, columns };
	}
	return best?.delimiter ?? none;
}

/** Columns in the first row, and the share of rows that have as many. */
function columnsBy(sample: string, delimiter: Delimiter): { columns: number; agreement: number } {
	const { data } = Papa.parse<string[]>(sample, {
		delimiter,
		newline: sample.includes('\n') ? '\n' : '\r',
		preview: sampleRows,
		skipEmptyLines: true
	});
	// The sample may end within a row.
	const rows = data.length > 1 && sample.length === sampleLength ? data.slice(0, -1) : data;
	const columns = rows[0]?.length ?? 0;
	return { columns, agreement: rows.filter((row) => row.length === columns).length / rows.length };
}
