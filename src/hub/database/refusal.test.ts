import { expect, it } from 'vitest';
import { createDatabase } from '../testing/postgres-server';
import { openDatabase } from './database';
import { openPostgres } from './postgres';
import { postgresUrl } from '../testing/postgres-url';

const withLogin = (url: string, login: string) => url.replace(/\/\/[^@]*@/, `//${login}@`);

/** A user who may sign in and nothing else. */
async function newUser(): Promise<string> {
	const name = `guest_${process.pid}`;
	const database = await openPostgres(`${postgresUrl()}/postgres`);
	await database.query(`create role ${name} login password 'p%'`);
	await database.close();
	return name;
}

it.each<[string, () => Promise<string>, string, RegExp]>([
	[
		'wants TLS of a server without it',
		async () => `${await createDatabase(postgresUrl())}?sslmode=require`,
		'speaks no TLS, and sslmode in DATABASE_URL asks for it. Turn it on at the server, or say sslmode=disable',
		/./
	],
	[
		'names a database that does not exist',
		async () => `${postgresUrl()}/nowhere`,
		'does not exist. Create it',
		/database "nowhere" does not exist/
	],
	[
		'has a wrong password',
		async () => withLogin(`${postgresUrl()}/postgres`, 'postgres:SECRET'),
		'refuses the user or the password',
		/password authentication failed/
	],
	[
		'names a user who may not create tables',
		async () => withLogin(await createDatabase(postgresUrl()), `${await newUser()}:p%25`),
		'may not create what the hub needs',
		/permission denied/
	],
	[
		'has a parameter that the server does not know',
		async () => `${await createDatabase(postgresUrl())}?colour=red`,
		'The database of DATABASE_URL cannot be used.',
		/unrecognized configuration parameter "colour"/
	]
])('says what is wrong with an address that %s', async (_, url, said, because) => {
	const thrown = (await openDatabase({ kind: 'postgres', url: await url() }).catch((e) => e)) as Error;
	expect(thrown.message).toContain(said);
	expect((thrown.cause as Error).message).toMatch(because);
	expect(`${thrown.message} ${String(thrown.cause)}`).not.toContain('SECRET');
});
