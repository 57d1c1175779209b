import Papa from 'papaparse';
import { isSignInName } from '../account';
import { err, ok, type Result } from '../result';
import { detectDelimiter, type Delimiter } from './delimiter';
import { goOn, type Cancelled, type Pace } from './pace';

/** A row below the header. */
export interface TableRow {
	/** The line of the file the row starts on, from 1, as an editor counts. */
	readonly line: number;
	/** As they stand in the file, without the quotes: as many as the row has. */
	readonly cells: readonly string[];
}

export interface Table {
	readonly delimiter: Delimiter;
	/** One name per column, trimmed; empty for a column without a name. */
	readonly header: readonly string[];
	/** False for a list that starts with its first account. */
	readonly hasHeader: boolean;
	/** Without empty lines. */
	readonly rows: readonly TableRow[];
}

/** Why text is no table. `line` is where the quote that is never closed stands. */
export type TableError =
	| Cancelled
	| { readonly type: 'EmptyFile' }
	| { readonly type: 'NoRows' }
	| { readonly type: 'UnclosedQuote'; readonly line: number };

/** The header name a bare list of sign-in names is given. */
const listHeader = 'UPN';

/** Characters parsed between two pauses. */
const sliceLength = 262_144;

/**
 * Reads a CSV file's text, or text pasted from a sheet or a list. The delimiter is detected; Excel's `sep=;` line and
 * PowerShell's `#TYPE` line are skipped; quoted cells may hold line breaks. A list without a header is known by its
 * first row, which has a sign-in name in it.
 */
export async function readTable(text: string, pace: Pace): Promise<Result<Table, TableError>> {
	const { start, line, delimiter: named } = readPreamble(text);
	const delimiter = named ?? detectDelimiter(text.slice(start, start + sliceLength));
	const parsed = await parseRows(text, start, line, delimiter, pace);
	if (!parsed.ok) return parsed;

	const [first, ...others] = parsed.value;
	if (!first) return err({ type: 'EmptyFile' });
	if (first.cells.some(isSignInName)) return ok(withoutHeader(delimiter, parsed.value, first.cells));
	if (others.length === 0) return err({ type: 'NoRows' });
	return ok({ delimiter, header: first.cells.map((cell) => cell.trim()), hasHeader: true, rows: others });
}

/** The lines before the header that are not of the table. `start` is an index into the text, `line` its number. */
function readPreamble(text: string): { start: number; line: number; delimiter?: Delimiter } {
	let start = text.startsWith('\ufeff') ? 1 : 0;
	let line = 1;
	let delimiter: Delimiter | undefined;
	for (;;) {
		const rest = text.slice(start, start + 1_024);
		const match = /^(?:"?sep=([,;\t|])"?|#TYPE [^\r\n]*|)(?:\r\n|\n|\r)/i.exec(rest);
		if (!match) return { start, line, delimiter };
		delimiter = (match[1] as Delimiter | undefined) ?? delimiter;
		start += match[0].length;
		line++;
	}
}

/** Every row that is not empty, parsed slice by slice: Papa tells where the last whole row of a slice ends. */
async function parseRows(
	text: string,
	start: number,
	startLine: number,
	delimiter: Delimiter,
	pace: Pace
): Promise<Result<TableRow[], TableError>> {
	// With `\n` Papa takes `\r\n` as well, also mixed; the `\r` left on an unquoted last cell is taken off below.
	const newline = text.includes('\n', start) ? '\n' : '\r';
	const parser = new Papa.Parser({ delimiter, newline });
	const rows: TableRow[] = [];
	let line = startLine;
	let length = sliceLength;
	for (let position = start; position < text.length;) {
		const isLast = position + length >= text.length;
		const slice = text.slice(position, position + length);
		const { data, errors, meta } = parser.parse(slice, 0, !isLast) as Papa.ParseResult<string[]>;
		const unclosed = errors.find(({ code }) => code === 'MissingQuotes');
		const hasBreaks =
			slice.includes('"') && hasBreaksInCells(slice.slice(0, meta.cursor), data.length - (isLast ? 1 : 0));
		for (let index = 0; index < data.length; index++) {
			const cells = data[index]!;
			if (unclosed?.row === index) return err({ type: 'UnclosedQuote', line });
			if (newline === '\n') dropReturn(cells);
			if (cells.some(isFilled)) rows.push({ line, cells });
			line += hasBreaks ? 1 + lineBreaksIn(cells) : 1;
		}
		// A row longer than the slice: look further.
		length = meta.cursor === 0 ? 2 * length : sliceLength;
		position = isLast ? text.length : position + meta.cursor;
		if (!(await goOn(pace, position / text.length))) return err({ type: 'Cancelled' });
	}
	return ok(rows);
}

const isFilled = (cell: string) => cell.trim() !== '';

function dropReturn(cells: string[]): void {
	const last = cells.length - 1;
	if (cells[last]!.endsWith('\r')) cells[last] = cells[last]!.slice(0, -1);
}

/** Whether text has line breaks besides those that end so many rows. Looked at once, not cell by cell. */
function hasBreaksInCells(text: string, rows: number): boolean {
	let breaks = 0;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks++;
	if (breaks > rows) return true;
	for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1))
		if (text[at + 1] !== '\n') return true;
	return false;
}

/** Line breaks within quoted cells, `\r\n` as one. */
function lineBreaksIn(cells: readonly string[]): number {
	let count = 0;
	for (const cell of cells)
		if (cell.includes('\n') || cell.includes('\r')) count += cell.match(/\r\n|\n|\r/g)!.length;
	return count;
}

/** A list: columns with a sign-in name in the first row are named so. Names side by side are one list. */
function withoutHeader(delimiter: Delimiter, rows: readonly TableRow[], first: readonly string[]): Table {
	if (first.length > 1 && first.every((cell) => !isFilled(cell) || isSignInName(cell)))
		return {
			delimiter,
			header: [listHeader],
			hasHeader: false,
			rows: rows.flatMap(({ line, cells }) => cells.filter(isFilled).map((cell) => ({ line, cells: [cell] })))
		};
	return {
		delimiter,
		header: first.map((cell) => (isSignInName(cell) ? listHeader : '')),
		hasHeader: false,
		rows
	};
}
