import postgres from 'postgres';
import type { Database, Query, Row } from './database';

/** At most so many statements at once; what comes meanwhile waits. */
const defaultConnections = 10;
const int8 = 20;

/**
 * A PostgreSQL server. The address may name several hosts (`postgres://user@one,two/db`): the one that takes writes is
 * used, also after another has been promoted.
 */
export async function openPostgres(url: string, connections = defaultConnections): Promise<Database> {
	const sql = postgres(url, {
		max: connections,
		target_session_attrs: 'read-write',
		connect_timeout: 5,
		idle_timeout: 60,
		onnotice: () => undefined,
		backoff: (attempt) => Math.min(0.05 * 2 ** attempt, 1) * (0.5 + Math.random() / 2),
		connection: { application_name: 'roompass-hub' },
		types: { number: { to: int8, from: [int8], serialize: String, parse: Number } } as never
	});
	const runIn =
		(runner: { unsafe: typeof sql.unsafe }): Query =>
		async <R extends Row>(text: string, parameters: readonly unknown[] = []) =>
			[...(await runner.unsafe(text, parameters as never[], { prepare: true }))] as unknown as R[];
	return {
		query: runIn(sql),
		transaction: (work) => sql.begin((transaction) => work(runIn(transaction))) as never,
		listen: async (heard) => void (await sql.listen('roompass', heard)),
		close: () => sql.end({ timeout: 5 })
	};
}
