import { parentPort, workerData } from 'node:worker_threads';
import type { Query } from './database';
import { openPglite } from './pglite';

/**
 * PGlite in a thread of its own, whose script this is: what the hub asks comes as messages, {@link Asked}, and each is
 * answered by one, {@link Told}. The folder is `workerData`.
 */

/** `in`: the transaction it is asked in, by the id of what began it; `null`: none. */
export type Asked =
	| {
			readonly type: 'query';
			readonly id: number;
			readonly in: number | null;
			readonly text: string;
			readonly parameters: readonly unknown[];
	  }
	| { readonly type: 'begin'; readonly id: number }
	| { readonly type: 'end'; readonly id: number; readonly in: number; readonly commits: boolean }
	| { readonly type: 'close'; readonly id: number };

/**
 * An answer, or what went wrong: an error's `code` would be lost on the way. `heard`: the notifications since the last one,
 * as each message costs the other thread a turn. Id 0 answers nothing that was asked: the folder is open, or there is news.
 */
export type Told = { readonly id: number; readonly heard: readonly string[] } & (
	| { readonly rows: readonly Record<string, unknown>[] }
	| { readonly failed: { readonly message: string; readonly code: unknown } }
);
type Outcome = Told extends infer T ? (T extends Told ? Omit<T, 'id' | 'heard'> : never) : never;

interface Transaction {
	readonly query: Query;
	readonly end: (commits: boolean) => void;
	readonly ended: Promise<unknown>;
}

const rolledBack = new Error('rolled back');
const port = parentPort!;
let heard: string[] = [];
const tell = (id: number, outcome: Outcome) => {
	port.postMessage({ id, heard, ...outcome });
	heard = [];
};
const transactions = new Map<number, Transaction>();

try {
	const database = await openPglite(workerData as string);
	await database.listen((payload) => {
		heard.push(payload);
		// The answer to what has caused it follows at once, as a rule.
		if (heard.length === 1) setImmediate(() => heard.length > 0 && tell(0, { rows: [] }));
	});

	const begin = (id: number) =>
		new Promise<void>((resolve, reject) => {
			const ended = database.transaction(
				(query) =>
					new Promise<void>((commit, rollBack) => {
						const end = (commits: boolean) => (commits ? commit() : rollBack(rolledBack));
						transactions.set(id, { query, end, ended });
						resolve();
					})
			);
			ended.catch(reject);
		});

	const answer = async (asked: Asked): Promise<readonly Record<string, unknown>[]> => {
		switch (asked.type) {
			case 'query': {
				const query = asked.in === null ? database.query : transactions.get(asked.in)!.query;
				return query(asked.text, asked.parameters);
			}
			case 'begin':
				await begin(asked.id);
				return [];
			case 'end': {
				const { end, ended } = transactions.get(asked.in)!;
				transactions.delete(asked.in);
				end(asked.commits);
				await ended.catch((thrown) => {
					if (thrown !== rolledBack) throw thrown;
				});
				return [];
			}
			case 'close':
				await database.close();
				return [];
		}
	};

	port.on('message', (asked: Asked) => {
		answer(asked).then(
			(rows) => tell(asked.id, { rows }),
			(thrown: { message: string; code?: unknown }) =>
				tell(asked.id, { failed: { message: thrown.message, code: thrown.code } })
		);
	});
	tell(0, { rows: [] });
} catch (thrown) {
	tell(0, { failed: { message: (thrown as Error).message, code: undefined } });
}
