import {
	appendFileSync,
	chmodSync,
	chownSync,
	cpSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, it, vi } from 'vitest';
import { startHub } from '../../src/hub/testing/hub-process';
import { fetchAt, TestMember } from '../../src/hub/testing/people';
import { createDatabase, startPostgres, type PostgresServer } from '../../src/hub/testing/postgres-server';

/**
 * What docs/scaling.md describes: two PostgreSQL servers, the second a streaming replica of the first; the first dies under
 * load, the second is promoted, and the hub, whose DATABASE_URL names both, goes on there with everything it has acknowledged.
 */
it('a hub goes on where its PostgreSQL has died and its replica was promoted', async () => {
	const primary = await startPostgres();
	const database = await createDatabase(primary.url);
	const standby = await replicaOf(primary);
	const name = new URL(database).pathname;
	const DATABASE_URL = `postgres://postgres:postgres@127.0.0.1:${primary.port},127.0.0.1:${standby.port}${name}`;
	const hub = await startHub({ DATABASE_URL });
	const member = await TestMember.found(fetchAt(hub.url));

	const acknowledged: number[] = [];
	const refused = new Set<number>();
	let isLoaded = true;
	const load = Array.from({ length: 4 }, async () => {
		while (isLoaded) {
			const pushed = await member.push([await member.entry()]);
			if (pushed.ok) acknowledged.push(...((await pushed.json()) as { sequences: number[] }).sequences);
			else refused.add(pushed.status);
		}
	});
	await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThanOrEqual(20));
	const before = acknowledged.length;
	await primary.crash();
	const promoted = postgres(`${standby.url}/postgres`, { max: 1 });
	await promoted`select pg_promote()`;
	await promoted.end();
	// As many again, on the other server.
	await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThanOrEqual(2 * before));
	isLoaded = false;
	await Promise.all(load);

	expect([...refused].filter((status) => status !== 503)).toEqual([]);
	expect(hub.isRunning()).toBe(true);
	const there = new Set((await member.pullAll()).map(({ sequence }) => sequence));
	expect(acknowledged.filter((sequence) => !there.has(sequence))).toEqual([]);
	expect(new Set(acknowledged).size).toBe(acknowledged.length);

	await hub.kill('SIGTERM');
	await standby.remove();
	await primary.remove();
});

/** A streaming replica, which the primary waits for before it acknowledges a commit. */
async function replicaOf(primary: PostgresServer): Promise<PostgresServer> {
	const sql = postgres(`${primary.url}/postgres`, { max: 1, onnotice: () => undefined });
	// A base backup as `pg_basebackup` makes one, which npm's binaries do not come with (PostgreSQL 25.3.3).
	const standby = await startPostgres({
		flags: ['-c', 'hot_standby=on'],
		fill: async (folder) => {
			await sql`select pg_backup_start('replica', true)`;
			cpSync(primary.folder, folder, { recursive: true, preserveTimestamps: true, filter: isData });
			rmSync(join(folder, 'postmaster.pid'), { force: true });
			const [backup] = await sql`select labelfile from pg_backup_stop(false)`;
			writeFileSync(join(folder, 'backup_label'), backup!.labelfile as string);
			writeFileSync(join(folder, 'standby.signal'), '');
			const connection = `host=127.0.0.1 port=${primary.port} user=postgres password=postgres application_name=standby`;
			appendFileSync(join(folder, 'postgresql.auto.conf'), `\nprimary_conninfo = '${connection}'\n`);
			giveTo(primary.folder, folder);
		}
	});
	await sql`alter system set synchronous_standby_names = 'standby'`;
	await sql`select pg_reload_conf()`;
	for (;;) {
		const [state] = await sql`select sync_state from pg_stat_replication`;
		if (state?.sync_state === 'sync') break;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	await sql.end();
	return standby;
}

/** The log being written and what belongs to the running server is not part of a backup. */
function isData(path: string): boolean {
	return !/\/(postmaster\.(pid|opts)|pg_replslot\/.+|pg_stat_tmp\/.+)$/.test(path);
}

/** The server may read its folder only where it is its own, and nobody else's. */
function giveTo(owner: string, folder: string): void {
	const { uid, gid } = statSync(owner);
	chmodSync(folder, 0o700);
	chownSync(folder, uid, gid);
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
		chownSync(join(folder, name), uid, gid);
}
