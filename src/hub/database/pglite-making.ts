import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Beside this file once they are built, see vite.hub.config.ts. */
const script = new URL('pglite-first.js', import.meta.url);
/** What a database is called that is not finished. */
const unfinished = 'postgres-making-';
/** Ms between two lines that say that it goes on. */
const sayAgain = 5_000;

/**
 * The folder of the database in a data folder, which this process has to itself. Where there is none, one is made by another
 * process, which has ended then: see pglite-first. It has its name once it is finished, so what an end in the middle of it has
 * left is never taken for a database.
 * @param say told that it takes a while, and that it goes on
 */
export async function ensureMade(directory: string, say: (line: string) => void): Promise<string> {
	const folder = resolve(directory, 'postgres');
	for (const name of readdirSync(directory))
		if (name.startsWith(unfinished)) rmSync(join(directory, name), { recursive: true, force: true });
	if (existsSync(join(folder, 'PG_VERSION'))) return folder;
	// It is not made again: it may be what is left of a database.
	if (existsSync(folder))
		throw new Error(`${folder} is there and is no database. Restore a backup, or remove it.`);

	const making = resolve(directory, `${unfinished}${process.pid}`);
	const start = performance.now();
	const seconds = () => Math.round((performance.now() - start) / 1_000);
	say(`Making the database in ${directory}: needed once, takes about 20 seconds …`);
	const ticking = setInterval(() => say(`  … ${seconds()} s`), sayAgain);
	try {
		await run(making);
	} catch (thrown) {
		rmSync(making, { recursive: true, force: true });
		throw new Error(`The database in ${directory} could not be made.`, { cause: thrown });
	} finally {
		clearInterval(ticking);
	}
	renameSync(making, folder);
	say(`Made in ${seconds()} s.`);
	return folder;
}

/** Rejects with what the process says where it does not end well. */
async function run(folder: string): Promise<void> {
	const child = spawn(process.execPath, [fileURLToPath(script), folder], {
		stdio: ['pipe', 'ignore', 'pipe']
	});
	let said = '';
	child.stderr.on('data', (chunk) => (said += String(chunk)));
	const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
	if (code !== 0) throw new Error(said.trim() || `The process that made it ended by ${signal ?? code}.`);
}
