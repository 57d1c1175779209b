import type { Database } from './database';

/** The files of `migrations/`, in order; forward only. */
const scripts = import.meta.glob<string>('./migrations/*.sql', {
	query: '?raw',
	import: 'default',
	eager: true
});

/** Of PostgreSQL's advisory locks, the one that a migrating process holds. */
const lock = 7_266_601;

/**
 * Brings the database to this version's form: each script that it has not had, in order, all in one transaction and under
 * a lock, so that processes that start together do not meet. Rejects where the database is of a newer version.
 */
export async function migrate(database: Database): Promise<void> {
	await database.transaction(async (query) => {
		await query('select pg_advisory_xact_lock($1::bigint)', [lock]);
		await query(
			'create table if not exists migrations (name text primary key, at timestamptz not null default now())'
		);
		const done = new Set(
			(await query<{ name: string }>('select name from migrations')).map(({ name }) => name)
		);
		const names = Object.keys(scripts).sort();
		const newer = [...done].filter((name) => !names.some((known) => nameOf(known) === name));
		if (newer.length > 0)
			throw new Error(
				`The database was used by a newer hub (it has had ${newer.join(', ')}). Install that version or later.`
			);
		for (const file of names) {
			const name = nameOf(file);
			if (done.has(name)) continue;
			for (const statement of statementsOf(scripts[file]!)) await query(statement);
			await query('insert into migrations (name) values ($1)', [name]);
		}
	});
}

function nameOf(file: string): string {
	return file.split('/').at(-1)!.replace('.sql', '');
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
