import { existsSync, mkdirSync, openAsBlob, readFileSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';
import { root } from '../../scripts/tools.mjs';
import type { DatabaseChoice } from '../../src/hub/database/database';

/**
 * An empty PGlite database in memory. It begins as a copy of one that was made before, which is kept in `.cache`: making one takes
 * seconds, and a run of all tests begins with dozens of them.
 */
export async function inMemory(): Promise<Extract<DatabaseChoice, { kind: 'pglite' }>> {
	const file = await ensureEmptyDatabase();
	return { kind: 'pglite', directory: null, from: await openAsBlob(file) };
}

/** Makes the empty database where there is none of this version of PGlite; the file that it is in. */
async function ensureEmptyDatabase(): Promise<string> {
	const { version } = JSON.parse(
		readFileSync(`${root}node_modules/@electric-sql/pglite/package.json`, 'utf8')
	);
	const file = `${root}.cache/empty-database-${version}.tar`;
	if (existsSync(file)) return file;
	const made = await PGlite.create();
	const dump = await made.dumpDataDir('none');
	await made.close();
	mkdirSync(`${root}.cache`, { recursive: true });
	const unfinished = `${file}.${process.pid}`;
	writeFileSync(unfinished, new Uint8Array(await dump.arrayBuffer()));
	renameSync(unfinished, file);
	return file;
}

/** Before a run, as those that need it would each make it. */
export default async function setup(): Promise<void> {
	await ensureEmptyDatabase();
}
