import process from 'node:process';
import { migrated } from './migrate';
import { openPglite } from './pglite';

/**
 * Makes a PGlite database, in a process of its own, whose script this is: `pglite-first.js FOLDER`. Making one takes half a
 * gigabyte of memory more than using one, which a process gives back only by ending.
 */

// Whoever has started this one holds the other end of the pipe: when it is gone, nobody wants the database any more.
process.stdin.on('close', () => process.exit(1)).resume();
try {
	const database = await migrated(await openPglite(process.argv[2]!));
	await database.close();
	process.exit(0);
} catch (thrown) {
	process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
	process.exit(1);
}
