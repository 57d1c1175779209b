import { Buffer } from 'node:buffer';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { PGlite, types, type Results, type Transaction } from '@electric-sql/pglite';
import type { Database, Query, Row } from './database';

/**
 * PostgreSQL in this process, in a folder that only its owner may read, or in memory. One process alone may have the
 * folder open: rejects where another one has.
 */
export async function openPglite(directory: string | null): Promise<Database> {
	const release = directory === null ? () => undefined : takeFolder(directory);
	let db: PGlite;
	try {
		db = await PGlite.create({ dataDir: directory === null ? undefined : join(directory, 'postgres'), ...bytea });
	} catch (thrown) {
		release();
		throw thrown;
	}
	const runIn =
		(runner: PGlite | Transaction): Query =>
		async <R extends Row>(text: string, parameters: readonly unknown[] = []) => {
			const { rows } = (await runner.query(text, [...parameters])) as Results<R>;
			return rows;
		};
	return {
		query: runIn(db),
		transaction: (work) => db.transaction((transaction) => work(runIn(transaction))),
		listen: async (heard) => void (await db.listen('roompass', heard)),
		close: async () => {
			await db.close();
			release();
		}
	};
}

/** `bytea` goes to and fro as hex. PGlite's own way goes byte by byte: 60 ms for a push of 350 kB. */
const bytea = {
	serializers: { [types.BYTEA]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
	parsers: { [types.BYTEA]: (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex')) }
};

/** Makes the folder, private, and marks it as this process's. */
function takeFolder(directory: string): () => void {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	chmodSync(directory, 0o700);
	const mark = join(directory, 'in-use-by');
	const holder = readHolder(mark);
	if (holder !== null && holder !== process.pid && isRunning(holder))
		throw new Error(
			`The folder ${directory} is in use by process ${holder}. Stop it, or choose another folder with DATA_DIR.`
		);
	writeFileSync(mark, String(process.pid), { mode: 0o600 });
	return () => rmSync(mark, { force: true });
}

function readHolder(mark: string): number | null {
	try {
		return Number(readFileSync(mark, 'utf8')) || null;
	} catch {
		return null;
	}
}

function isRunning(id: number): boolean {
	try {
		process.kill(id, 0);
		return true;
	} catch (thrown) {
		return (thrown as { code?: string }).code === 'EPERM';
	}
}
