import postgres from 'postgres';
import { readPostgresAddress } from './address';
import type { OpenedDatabase, Query, Row } from './database';
import { Unavailable } from './retry';

/** At most so many statements at once; what comes meanwhile waits. */
const defaultConnections = 10;
/** Ms. A statement whose answer takes longer is given up; the server ends it earlier, where it is there to do so. */
const defaultPatience = 20_000;
/** Ms until a channel is listened to again. */
const listenAgain = 1_000;
const int8 = 20;

/**
 * A PostgreSQL server. The address, see readPostgresAddress, may name several hosts: the one that takes writes is used, also after another has been promoted. A host that has vanished without a word, whose connections nobody closes, is
 * noticed by a statement that stays without answer: all connections are dropped then, and new ones made.
 * @param patience ms
 */
export async function openPostgres(
	url: string,
	connections = defaultConnections,
	patience = defaultPatience
): Promise<OpenedDatabase> {
	const { url: address, host, port } = readPostgresAddress(url);
	const connect = () =>
		postgres(address, {
			host: host as string,
			port: port as number,
			max: connections,
			target_session_attrs: 'read-write',
			connect_timeout: 5,
			idle_timeout: 60,
			onnotice: () => undefined,
			backoff: (attempt) => Math.min(0.05 * 2 ** attempt, 1) * (0.5 + Math.random() / 2),
			connection: { application_name: 'roompass-hub', statement_timeout: Math.round(0.75 * patience) },
			types: { number: { to: int8, from: [int8], serialize: String, parse: Number } } as never
		});
	let sql = connect();
	let isClosed = false;
	const listeners: ((payload: string) => void)[] = [];

	const listenTo = async (heard: (payload: string) => void): Promise<void> => {
		await sql.listen('roompass', heard);
	};
	const listenUntilHeard = async (on: typeof sql, heard: (payload: string) => void): Promise<void> => {
		while (on === sql && !isClosed) {
			try {
				return await listenTo(heard);
			} catch {
				await new Promise((resolve) => setTimeout(resolve, listenAgain));
			}
		}
	};
	const connectAnew = (instead: typeof sql) => {
		if (instead !== sql || isClosed) return;
		sql = connect();
		// At once: nothing is to be waited for.
		void instead.end({ timeout: 0 }).catch(() => undefined);
		for (const heard of listeners) void listenUntilHeard(sql, heard);
	};
	const answered = async <T>(by: typeof sql, answer: PromiseLike<T>): Promise<T> => {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => {
				reject(new Unavailable('The database does not answer.'));
				connectAnew(by);
			}, patience);
		});
		try {
			return await Promise.race([answer, late]);
		} finally {
			clearTimeout(timer);
		}
	};
	const run = (runner: { unsafe: typeof sql.unsafe }, text: string, parameters: readonly unknown[] = []) =>
		runner.unsafe(text, parameters as never[], { prepare: true });

	return {
		query: async <R extends Row>(text: string, parameters?: readonly unknown[]) => [
			...((await answered(sql, run(sql, text, parameters))) as unknown as R[])
		],
		transaction: (work) =>
			sql.begin(async (transaction) => {
				await transaction.unsafe('set local statement_timeout = 0');
				const query: Query = async <R extends Row>(text: string, parameters?: readonly unknown[]) => [
					...((await run(transaction, text, parameters)) as unknown as R[])
				];
				return work(query);
			}) as never,
		async listen(heard) {
			listeners.push(heard);
			await listenTo(heard);
		},
		async close() {
			isClosed = true;
			await sql.end({ timeout: 5 });
		}
	};
}
