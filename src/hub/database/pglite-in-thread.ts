import { Worker } from 'node:worker_threads';
import type { Database, Row } from './database';
import { takeFolder } from './folder';
import { ensureMade } from './pglite-making';
import type { Asked, Told } from './pglite-thread';

/** Beside this file once they are built, see vite.hub.config.ts. */
const script = new URL('pglite-thread.js', import.meta.url);

interface Waiting {
	readonly resolve: (rows: Row[]) => void;
	readonly reject: (thrown: unknown) => void;
}

type Question = Asked extends infer A ? (A extends Asked ? Omit<A, 'id'> : never) : never;

/**
 * PGlite in a data folder, which is this process's alone meanwhile; up to date, and in a thread of its own: while it works, this
 * one reads requests and checks signatures. Rejects where another process has the folder. Where the thread dies, so does the
 * process: nothing can be kept without it.
 * @param say told how far the making of a first database is
 */
export async function openPgliteInThread(
	directory: string,
	say: (line: string) => void = () => undefined
): Promise<Database> {
	const release = takeFolder(directory);
	try {
		const database = await openThread(await ensureMade(directory, say));
		return {
			...database,
			close: async () => {
				await database.close();
				release();
			}
		};
	} catch (thrown) {
		release();
		throw thrown;
	}
}

async function openThread(folder: string): Promise<Database> {
	const worker = new Worker(script, { workerData: folder });
	const waiting = new Map<number, Waiting>();
	const listeners: ((payload: string) => void)[] = [];
	let last = 0;
	let isServing = false;
	let thrownThere: unknown;
	worker.on('message', (told: Told) => {
		const asked = waiting.get(told.id);
		waiting.delete(told.id);
		if ('rows' in told) asked?.resolve(told.rows as Row[]);
		else asked?.reject(Object.assign(new Error(told.failed.message), { code: told.failed.code }));
		for (const payload of told.heard) for (const heard of listeners) heard(payload);
	});
	worker.on('error', (thrown) => (thrownThere = thrown));
	worker.on('exit', () => {
		const gone = new Error('The thread of the database has ended.', { cause: thrownThere });
		for (const { reject } of waiting.values()) reject(gone);
		waiting.clear();
		// Caught by nobody, this ends the process.
		if (isServing) throw gone;
	});
	const answerTo = (id: number) =>
		new Promise<Row[]>((resolve, reject) => waiting.set(id, { resolve, reject }));
	const ask = (question: Question): Promise<Row[]> => {
		const id = ++last;
		const answer = answerTo(id);
		worker.postMessage({ ...question, id });
		return answer;
	};

	try {
		await answerTo(0);
	} catch (thrown) {
		await worker.terminate();
		throw thrown;
	}
	isServing = true;
	return {
		query: async <R extends Row>(text: string, parameters: readonly unknown[] = []) =>
			(await ask({ type: 'query', text, parameters })) as R[],
		listen: async (heard) => void listeners.push(heard),
		async close() {
			await ask({ type: 'close' });
			isServing = false;
			await worker.terminate();
		}
	};
}
