import { mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { root } from './tools.mjs';

/** Where test runners leave their reports, with a slash at its end. */
export const reportsFolder = `${root}.cache/tests/`;

/** Empties the folder, before anything runs that leaves a report there. */
export function freshReports() {
	// The tests choose the mode of the libraries themselves.
	delete process.env.NODE_ENV;
	rmSync(reportsFolder, { recursive: true, force: true });
	mkdirSync(reportsFolder, { recursive: true });
}
