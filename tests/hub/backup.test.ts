import { spawnSync } from 'node:child_process';
import process from 'node:process';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { startHub } from '../../src/hub/testing/hub-process';
import { fetchAt, newCode, saidBy, TestDevice, TestMember, ticketFor } from '../../src/hub/testing/people';
import { createDatabase } from '../../src/hub/testing/postgres-server';
import { postgresUrl } from '../../src/hub/testing/postgres-url';

/**
 * What docs/hub.md says of a backup: one is made while the hub serves, the database is lost, the backup is put in its place, and
 * the hub goes on with what it had at that moment. By `pg_dump` and `psql` where this machine has them; else by PostgreSQL's own
 * copy of a database, for npm's binaries come without those tools.
 */
it('a hub goes on from a backup that was made while it served', async () => {
	const server = postgresUrl();
	const database = await createDatabase(server);
	const hub = await startHub({ DATABASE_URL: database });
	const member = await TestMember.found(fetchAt(hub.url));
	const [asked, open] = [newCode(), newCode()];
	await member.push([await member.entry('before')], [await ticketFor(asked), await ticketFor(open)]);
	const device = await TestDevice.make(fetchAt(hub.url), asked);
	expect(await saidBy(await device.claim())).toBe('waiting');

	const backup = await backUp(database);
	// After the backup, and so not in it.
	await member.push([await member.entry('after')]);
	await hub.kill();
	const restored = await backup.restore();

	const again = await startHub({ DATABASE_URL: restored });
	const at = <T extends { readonly fetch: unknown }>(who: T): T =>
		Object.assign(Object.create(who), { fetch: fetchAt(again.url) });
	const items = await at(member).pullAll();
	expect(items.map(({ sequence, kind }) => [sequence, kind])).toEqual([
		[1, 'entry'],
		[2, 'request']
	]);
	expect(await saidBy(await at(device).state())).toBe('waiting');
	// It takes new work, in order.
	const other = await TestDevice.make(fetchAt(again.url), open);
	expect(await saidBy(await other.claim())).toBe('waiting');
	expect((await at(member).push([await member.entry('again')])).status).toBe(200);
	expect((await at(member).pull()).head).toBe(4);
	await again.kill('SIGTERM');
});

/** A backup of a database that is in use. */
async function backUp(database: string): Promise<{ restore(): Promise<string> }> {
	const server = postgresUrl();
	const dump = tool('pg_dump', ['--format=plain', database]);
	if (dump !== null)
		return {
			restore: async () => {
				const empty = await createDatabase(server);
				const set = ['--quiet', '--set', 'ON_ERROR_STOP=1', '--single-transaction', empty];
				if (tool('psql', set, dump) === null) throw new Error('psql did not restore the dump.');
				return empty;
			}
		};
	const name = new URL(database).pathname.slice(1);
	const sql = postgres(`${server}/postgres`, { max: 1, onnotice: () => undefined });
	// A copy needs a source that nobody is connected to; the hub asks again by itself.
	await sql.unsafe(`alter database ${name} allow_connections false`);
	await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
	for (let tries = 0; ; tries++) {
		const copied = await sql.unsafe(`create database ${name}_copy template ${name}`).catch((thrown) => {
			if (tries > 100) throw thrown;
		});
		if (copied) break;
	}
	await sql.unsafe(`alter database ${name} allow_connections true`);
	await sql.end();
	return { restore: async () => `${server}/${name}_copy` };
}

/** What a tool of PostgreSQL's prints; `null` where this machine lacks it, or has one of another version. */
function tool(name: string, args: string[], input?: string): string | null {
	const { status, stdout } = spawnSync(name, args, {
		input,
		encoding: 'utf8',
		maxBuffer: 64 * 1024 ** 2,
		stdio: ['pipe', 'pipe', 'ignore'],
		env: process.env
	});
	return status === 0 ? stdout : null;
}
