import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, newDatabase } from '../testing/new-hub';
import type { OpenedDatabase } from './database';
import { migrate } from './migrate';
import { openPglite } from './pglite';
import { openPostgres } from './postgres';
import start from './testing/functions-of-0001.sql?raw';

const bodies =
	'select proname as name, prosrc as body from pg_proc where pronamespace = $1::regnamespace order by 1';

describe.each(engines)('a database on %s', (engine) => {
	let database: OpenedDatabase;
	beforeAll(async () => {
		const choice = await newDatabase(engine);
		database =
			choice.kind === 'postgres' ? await openPostgres(choice.url) : await openPglite(null, choice.from);
		await migrate(database);
	});
	afterAll(() => database.close());

	const functions = () => database.query<{ name: string; body: string }>(bodies, ['public']);

	it('gets the functions of this version where it was made when they were a part of the first migration', async () => {
		const meant = await functions();
		await database.query('drop table function_files');
		for (const { name } of meant) await database.query(`drop function ${name}`);
		for (const statement of start.split(/(?<=\$\$;)\n/)) await database.query(statement);
		expect((await functions()).map(({ name }) => name)).toContain('push_all');
		await migrate(database);
		expect(await functions()).toEqual(meant);
	});

	it('gets a function again whose file has changed, and leaves the others', async () => {
		const versions = () =>
			database.query(
				"select proname as name, xmin::text as version from pg_proc where pronamespace = 'public'::regnamespace order by 1"
			);
		const before = await versions();
		await migrate(database);
		expect(await versions()).toEqual(before);
		await database.query(
			"create or replace function hex(bytes bytea) returns text language sql as $$ select '' $$"
		);
		await database.query("update function_files set hash = 'of another version' where name = 'hex'");
		await migrate(database);
		expect(await database.query("select hex('\\xff') as hex")).toEqual([{ hex: 'ff' }]);
	});

	it('is refused where a newer hub has used it', async () => {
		await database.query("insert into migrations (name) values ('9999-future')");
		await expect(migrate(database)).rejects.toThrow('used by a newer hub (it has had 9999-future)');
	});
});
