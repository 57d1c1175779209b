/**
 * The guard against formula injection (OWASP, "CSV Injection"): a cell that a spreadsheet would take for a formula is
 * written with an apostrophe before it. A cell that already looks guarded gets one more, so that taking one off always
 * gives the cell back.
 */
export const guarded = /^'*[=+\-@\t\r]/;

/** Whether a cell we read begins with our guard. */
export function hasGuard(cell: string): boolean {
	return cell.charCodeAt(0) === 0x27 && guarded.test(cell);
}
