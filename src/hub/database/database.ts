import { migrated } from './migrate';
import { refusal } from './refusal';

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

/**
 * Which PostgreSQL. `directory` `null`: in memory and in this thread, for tests; a copy of `from`, PGlite's dump of a
 * database, where that is given. `say` is told how far the making of a first
 * database is. `patience`: see openPostgres, for tests too.
 */
export type DatabaseChoice =
	| {
			readonly kind: 'pglite';
			readonly directory: string | null;
			readonly say?: (line: string) => void;
			readonly from?: Blob;
	  }
	| {
			readonly kind: 'postgres';
			readonly url: string;
			readonly connections?: number;
			readonly patience?: number;
	  };

/** Opens a database, in this version's form: see migrate. The driver that is not used is not loaded. */
export async function openDatabase(choice: DatabaseChoice): Promise<Database> {
	if (choice.kind === 'pglite' && choice.directory !== null)
		return (await import('./pglite-in-thread')).openPgliteInThread(choice.directory, choice.say);
	if (choice.kind === 'pglite')
		return migrated(await (await import('./pglite')).openPglite(null, choice.from));
	const { openPostgres } = await import('./postgres');
	try {
		return await migrated(await openPostgres(choice.url, choice.connections, choice.patience));
	} catch (thrown) {
		throw refusal(thrown);
	}
}
