import Papa from 'papaparse';
import { guarded } from './guard';

/**
 * CSV text as Excel and PowerShell read it: commas, `\r\n`, quotes where needed, and the guard against formulas. As a
 * file it needs a byte order mark, see `encodeText`.
 */
export function writeCsv(header: readonly string[], rows: Iterable<readonly string[]>): string {
	return Papa.unparse([header, ...rows] as string[][], { newline: '\r\n', escapeFormulae: guarded });
}
