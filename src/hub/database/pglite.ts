import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { PGlite, types, type Results, type Transaction } from '@electric-sql/pglite';
import type { OpenedDatabase, Query, Row } from './database';
import { takeFolder } from './folder';

/**
 * PostgreSQL in this process, in a folder that only its owner may read, or in memory. One process alone may have the
 * folder open: rejects where another one has.
 */
export async function openPglite(directory: string | null): Promise<OpenedDatabase> {
	const release = directory === null ? () => undefined : takeFolder(directory);
	let db: PGlite;
	try {
		db = await PGlite.create({
			dataDir: directory === null ? undefined : join(directory, 'postgres'),
			...bytea
		});
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

/** `bytea` goes there as it is, and comes as hex. PGlite's own way goes byte by byte: 60 ms for a push of 350 kB. */
const bytea = {
	// Its types know of text alone; what is bytes is passed on in PostgreSQL's binary format.
	serializers: { [types.BYTEA]: (bytes: Uint8Array) => bytes as unknown as string },
	parsers: { [types.BYTEA]: (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex')) }
};
