import { execFileSync } from 'node:child_process';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type HubProcess } from '../../src/hub/testing/hub-process';
import { fetchAt, newCode, saidBy, TestDevice, TestMember, ticketFor } from '../../src/hub/testing/people';
import { blocksUnder, blockWith } from './support/documents';
import { startDebianPostgres, type Postgres } from './support/postgres';

const section = blocksUnder('docs/hub.md', 'PostgreSQL');
const backupSection = blocksUnder('docs/hub.md', 'Backup and restore');
const setUp = blockWith(section, 'create role');
const address = /'(postgres:.*)'/.exec(blockWith(section, 'npm start'))![1]!;
const password = 'CHANGE-ME';

/** What is said in docs/hub.md of PostgreSQL, done with the distribution's server and tools. */
describe('docs/hub.md, PostgreSQL', () => {
	let server: Postgres;
	let hub: HubProcess | undefined;
	let DATABASE_URL: string;
	beforeAll(async () => {
		server = await startDebianPostgres();
		server.asAdministrator('create database other');
		server.asAdministrator(setUp);
		DATABASE_URL = address.replace('@localhost/', `@127.0.0.1:${server.port}/`);
	});
	afterAll(async () => {
		await hub?.kill();
		await server?.remove();
	});

	/** A hub on an address, asked for all that it does; what the workspace then holds. */
	async function serves(url: string): Promise<TestMember> {
		hub = await startHub({ DATABASE_URL: url });
		const member = await TestMember.found(fetchAt(hub.url));
		const code = newCode();
		expect((await member.push([await member.entry('one')], [await ticketFor(code)])).status).toBe(200);
		const device = await TestDevice.make(fetchAt(hub.url), code);
		expect(await saidBy(await device.claim())).toBe('waiting');
		expect((await member.pullAll()).map(({ kind }) => kind)).toEqual(['entry', 'request']);
		expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
		return member;
	}

	/** Ends the hub that serves. */
	async function stopHub(): Promise<void> {
		expect(await hub?.kill('SIGTERM')).toBe(0);
		hub = undefined;
	}

	/** A copy of the set-up for another database and role. */
	const setUpNamed = (name: string, secret = password) =>
		setUp.replaceAll('roompass', name).replace(`'${password}'`, `'${secret.replaceAll("'", "''")}'`);

	it('the hub starts and serves with the role that is made there, and starts again', async () => {
		await serves(DATABASE_URL);
		await stopHub();
		await serves(DATABASE_URL);
		await stopHub();
	});

	it('the role can do nothing else', async () => {
		const sql = postgres(DATABASE_URL, { max: 1, onnotice: () => undefined });
		const codeOf = (statement: string) =>
			sql.unsafe(statement).then(
				() => 'done',
				(thrown: { code?: string }) => thrown.code
			);
		const denied = '42501';
		for (const statement of [
			'create database mine',
			'create role mine',
			'create schema mine',
			'create temporary table mine (id int)',
			'create extension dblink',
			'alter role roompass superuser',
			'alter role postgres password null',
			'alter database roompass set work_mem = 1',
			"alter system set work_mem = '1MB'",
			"copy (select 1) to program 'true'",
			"copy (select 1) to '/tmp/mine'",
			"create table mine (line text); copy mine from '/etc/passwd'",
			"select pg_read_file('postgresql.conf')",
			'select * from pg_authid',
			"select pg_create_physical_replication_slot('mine')",
			'select lo_import($$/etc/passwd$$)'
		])
			expect([statement, await codeOf(statement)]).toEqual([statement, denied]);
		expect(await codeOf('drop database other')).toBe(denied);
		expect(await codeOf('drop database roompass')).toBe(denied);
		await sql.end();
		const rights = server.asAdministrator(
			"select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls from pg_roles where rolname = 'roompass'"
		);
		expect(rights.trim()).toBe('f|f|f|f|f');
	});

	it('nobody else connects to its database', async () => {
		server.asAdministrator("create role stranger login password 'stranger'");
		const at = (user: string, database: string) =>
			server.run(`psql --command 'select 1' 'postgres://${user}@127.0.0.1:${server.port}/${database}'`);
		expect(at('stranger:stranger', 'other').status).toBe(0);
		const refused = at('stranger:stranger', 'roompass');
		expect(refused.status).not.toBe(0);
		expect(refused.stderr).toContain('permission denied for database');
	});

	it('a password of every printable character works once it is encoded as is said there', async () => {
		const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
		const example = blockWith(section, 'encodeURIComponent');
		const [, script = ''] = /-p '([^']+)'/.exec(example)!;
		const encode = (text: string) =>
			execFileSync(process.execPath, ['-p', script, text], { encoding: 'utf8' }).trimEnd();
		for (const [name, secret] of [
			['every', characters],
			['umlaut', 'Zürich-ß-☎']
		] as const) {
			server.asAdministrator(setUpNamed(name, secret));
			const url = `postgres://${name}:${encode(secret)}@127.0.0.1:${server.port}/${name}`;
			await serves(url);
			await stopHub();
			// The tools of PostgreSQL read it the same way, and so does an address with several hosts.
			expect(server.run('psql --command "select 1" "$DATABASE_URL"', { DATABASE_URL: url }).status).toBe(0);
			await serves(url.replace('@', `@127.0.0.1:${server.port},`));
			await stopHub();
		}
		expect(execFileSync('sh', ['-c', example], { encoding: 'utf8' })).toBe('p%40ss%2Fword%231\n');
	});

	it('the connection is encrypted where the address says so', async () => {
		const encrypted = () =>
			server
				.asAdministrator(
					"select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'roompass-hub'"
				)
				.trim();
		await serves(DATABASE_URL);
		expect(encrypted()).toBe('f');
		await stopHub();
		await serves(`${DATABASE_URL}?sslmode=require`);
		expect(encrypted()).toBe('t');
		await stopHub();
	});

	it('a backup that is made while the hub serves is restored by the commands there', async () => {
		server.asAdministrator(setUpNamed('lived'));
		const url = DATABASE_URL.replaceAll('roompass', 'lived');
		const member = await serves(url);
		const backup = server.run(blockWith(backupSection, 'pg_dump'), { DATABASE_URL: url });
		expect([backup.status, backup.stderr]).toEqual([0, '']);
		// After the backup, and so not in it.
		expect((await member.push([await member.entry('after')])).status).toBe(200);
		await stopHub();

		server.asAdministrator(setUpNamed('lived').replace(/^create role.*$/m, 'drop database lived;'));
		const restored = server.run(blockWith(backupSection, 'psql'), { DATABASE_URL: url });
		expect([restored.status, restored.stderr.match(/error/i)]).toEqual([0, null]);
		hub = await startHub({ DATABASE_URL: url });
		const at = Object.assign(Object.create(member) as TestMember, { fetch: fetchAt(hub.url) });
		expect((await at.pullAll()).map(({ sequence, kind }) => [sequence, kind])).toEqual([
			[1, 'entry'],
			[2, 'request']
		]);
		expect((await at.push([await at.entry('again')])).status).toBe(200);
		await stopHub();
	});
});
