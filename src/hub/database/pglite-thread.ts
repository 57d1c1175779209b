import { parentPort, workerData } from 'node:worker_threads';
import { migrated } from './migrate';
import { openPglite } from './pglite';

/**
 * PGlite in a thread of its own, whose script this is: it opens the database's folder, `workerData`, and brings what is in it up to date.
 * What the hub asks comes as messages, {@link Asked}, and each is answered by one, {@link Told}.
 */

export type Asked =
	| {
			readonly type: 'query';
			readonly id: number;
			readonly text: string;
			readonly parameters: readonly unknown[];
	  }
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

const port = parentPort!;
let heard: string[] = [];
const tell = (id: number, outcome: Outcome) => {
	port.postMessage({ id, heard, ...outcome });
	heard = [];
};

try {
	const database = await migrated(await openPglite(workerData as string));
	await database.listen((payload) => {
		heard.push(payload);
		// The answer to what has caused it follows at once, as a rule.
		if (heard.length === 1) setImmediate(() => heard.length > 0 && tell(0, { rows: [] }));
	});

	const answer = async (asked: Asked): Promise<readonly Record<string, unknown>[]> => {
		if (asked.type === 'query') return database.query(asked.text, asked.parameters);
		await database.close();
		return [];
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
