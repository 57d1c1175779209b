import { Buffer } from 'node:buffer';
import { parse, PGlite, protocol, types, type Results } from '@electric-sql/pglite';
import type { OpenedDatabase, Row } from './database';

const { serialize } = protocol;

/**
 * PostgreSQL in this process, in a folder, which is made where it is not there, or in memory. Nobody else may have the folder
 * open: see takeFolder.
 * @param from begins as a copy of this dump of another one
 */
export async function openPglite(dataDir: string | null, from?: Blob): Promise<OpenedDatabase> {
	const db = await PGlite.create({ dataDir: dataDir ?? undefined, loadDataDir: from, ...bytea });
	const run = preparedIn(db);
	return {
		query: async <R extends Row>(text: string, parameters: readonly unknown[] = []) => {
			const { rows } = (await db.runExclusive(() => run(text, parameters))) as Results<R>;
			return rows;
		},
		transaction: (work) =>
			db.transaction((transaction) =>
				work(async <R extends Row>(text: string, parameters: readonly unknown[] = []) => {
					const { rows } = await transaction.query<R>(text, [...parameters]);
					return rows;
				})
			),
		listen: async (heard) => void (await db.listen('roompass', heard)),
		close: () => db.close()
	};
}

/** `bytea` goes there as it is, and comes as hex. PGlite's own way goes byte by byte: 60 ms for a push of 350 kB. */
const bytea = {
	// Its types know of text alone; what is bytes is passed on in PostgreSQL's binary format.
	serializers: { [types.BYTEA]: (bytes: Uint8Array) => bytes as unknown as string },
	parsers: { [types.BYTEA]: (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex')) }
};

/**
 * Runs statements that are prepared when they are first run; those that are asked are few. PGlite's own way prepares each
 * anew, and enters PostgreSQL six times for it: 0.1 ms, as long as what some of ours do.
 */
function preparedIn(db: PGlite) {
	const prepared = new Map<string, { readonly name: string; readonly types: readonly number[] }>();

	const prepare = async (text: string) => {
		const name = `s${prepared.size}`;
		const described = await db.execProtocolStream(
			Buffer.concat([
				serialize.parse({ name, text }),
				serialize.describe({ type: 'S', name }),
				serialize.sync()
			])
		);
		const statement = { name, types: parse.parseDescribeStatementResults(described) };
		prepared.set(text, statement);
		return statement;
	};

	return async (text: string, parameters: readonly unknown[]): Promise<Results> => {
		const { name, types } = prepared.get(text) ?? (await prepare(text));
		const values = parameters.map((value, i) =>
			value === null ? null : (db.serializers[types[i]!] ?? String)(value)
		);
		const messages = await db.execProtocolStream(
			Buffer.concat([
				serialize.bind({ statement: name, values }),
				serialize.describe({ type: 'P' }),
				serialize.execute(),
				serialize.sync()
			])
		);
		return parse.parseResults(messages, db.parsers)[0]!;
	};
}
