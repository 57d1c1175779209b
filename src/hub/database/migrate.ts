import { hashOf } from '../bytes';
import type { Database, OpenedDatabase, Query } from './database';
import { withRetries } from './retry';

/** The files of `migrations/`, in order; forward only, and never changed once they have been run somewhere. */
const migrations = import.meta.glob<string>('./migrations/*.sql', {
	query: '?raw',
	import: 'default',
	eager: true
});

/**
 * The files of `functions/`: what a database does, which is replaced as a whole where a file has changed. A function whose
 * arguments or columns change is dropped first, by a `drop function if exists` with the former arguments in its file.
 */
const functions = import.meta.glob<string>('./functions/*.sql', {
	query: '?raw',
	import: 'default',
	eager: true
});

/** Of PostgreSQL's advisory locks, the one that a migrating process holds. */
const lock = 7_266_601;

/**
 * Brings the database to this version's form: each migration that it has not had, in order, then the functions that are
 * not these, all in one transaction and under a lock, so that processes that start together do not meet. Rejects where the
 * database is of a newer version.
 */
export async function migrate(database: OpenedDatabase): Promise<void> {
	await database.transaction(async (query) => {
		await query('select pg_advisory_xact_lock($1::bigint)', [lock]);
		await runMigrations(query);
		await replaceFunctions(query);
	});
}

/** A database that has just been opened, brought up to date; closed where that fails. */
export async function migrated(database: OpenedDatabase): Promise<Database> {
	try {
		await withRetries(() => migrate(database));
		return database;
	} catch (thrown) {
		await database.close();
		throw thrown;
	}
}

async function runMigrations(query: Query): Promise<void> {
	await query(
		'create table if not exists migrations (name text primary key, at timestamptz not null default now())'
	);
	const done = new Set(
		(await query<{ name: string }>('select name from migrations')).map(({ name }) => name)
	);
	const names = Object.keys(migrations).sort();
	const newer = [...done].filter((name) => !names.some((known) => nameOf(known) === name));
	if (newer.length > 0)
		throw new Error(
			`The database was used by a newer hub (it has had ${newer.join(', ')}). Install that version or later.`
		);
	for (const file of names) {
		const name = nameOf(file);
		if (done.has(name)) continue;
		await runScript(query, migrations[file]!);
		await query('insert into migrations (name) values ($1)', [name]);
	}
}

async function replaceFunctions(query: Query): Promise<void> {
	await query('create table if not exists function_files (name text primary key, hash text not null)');
	const rows = await query<{ name: string; hash: string }>('select name, hash from function_files');
	const hashes = new Map(rows.map(({ name, hash }) => [name, hash]));
	// Some call others that come later.
	await query('set local check_function_bodies = off');
	for (const file of Object.keys(functions).sort()) {
		const name = nameOf(file);
		const script = functions[file]!;
		const hash = hashOf(script);
		if (hashes.get(name) === hash) continue;
		await runScript(query, script);
		await query(
			'insert into function_files (name, hash) values ($1, $2) on conflict (name) do update set hash = $2',
			[name, hash]
		);
	}
}

function nameOf(file: string): string {
	return file.split('/').at(-1)!.replace('.sql', '');
}

async function runScript(query: Query, script: string): Promise<void> {
	for (const statement of statementsOf(script)) await query(statement);
}

/** A script's statements: they end with a semicolon at the end of a line, bodies of functions stand between `$$`. */
function statementsOf(script: string): string[] {
	const statements: string[] = [];
	let statement = '';
	let isInBody = false;
	for (const line of script.split('\n')) {
		if (!isInBody && line.startsWith('--')) continue;
		statement += `${line}\n`;
		if ((line.match(/\$\$/g) ?? []).length % 2 === 1) isInBody = !isInBody;
		if (isInBody || !line.trimEnd().endsWith(';')) continue;
		statements.push(statement);
		statement = '';
	}
	return statements;
}
