import { migrated } from './migrate';

/** A row as it comes: `bytea` as Uint8Array, `bigint` as number, the rest as JSON would have it. */
export type Row = Record<string, unknown>;

/** Runs one statement with `$1`-parameters. */
export type Query = <R extends Row>(text: string, parameters?: readonly unknown[]) => Promise<R[]>;

/**
 * PostgreSQL, as the hub uses it: in this process (PGlite, where it has a folder in a thread of its own) or a server. One set of SQL for both.
 * Everything may reject as the driver does; what a failed transaction did is undone.
 */
export interface Database {
	readonly query: Query;
	/** Calls back for each payload on the channel `roompass`, from this process and others. */
	listen(heard: (payload: string) => void): Promise<void>;
	close(): Promise<void>;
}

/** One that can still be brought up to date. */
export interface OpenedDatabase extends Database {
	/**
	 * Runs statements as one transaction, however long that takes, before anything else is asked. They may be sent without
	 * waiting for each other.
	 */
	transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
}

/** Which PostgreSQL. `directory` `null`: in memory and in this thread, for tests. `patience`: see openPostgres, for tests too. */
export type DatabaseChoice =
	| { readonly kind: 'pglite'; readonly directory: string | null }
	| {
			readonly kind: 'postgres';
			readonly url: string;
			readonly connections?: number;
			readonly patience?: number;
	  };

/** Opens a database, in this version's form: see migrate. The driver that is not used is not loaded. */
export async function openDatabase(choice: DatabaseChoice): Promise<Database> {
	if (choice.kind === 'pglite' && choice.directory !== null)
		return (await import('./pglite-in-thread')).openPgliteInThread(choice.directory);
	return migrated(
		choice.kind === 'postgres'
			? await (await import('./postgres')).openPostgres(choice.url, choice.connections, choice.patience)
			: await (await import('./pglite')).openPglite(null)
	);
}
