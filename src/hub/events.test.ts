import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomBytes } from '$lib/protocol/bytes';
import { bytesOfHex, hashOf } from './bytes';
import { openDatabase, type Database } from './database/database';
import { openHub, type Hub } from './hub';
import { hour, newCode, saidBy, TestDevice, TestMember, ticketFor } from './testing/people';
import { createDatabase, startPostgres, type PostgresServer } from './testing/postgres-server';
import { freePort } from './testing/free-port';
import { postgresUrl } from './testing/postgres-url';
import { reader } from './testing/reader';
import * as ticketStatesModule from './ticket-states';
import { inMemory } from '../../tests/support/in-memory';

const never = 1_000_000_000;

const decisionFor = (device: TestDevice) => ({
	type: 'decision' as const,
	ticketId: device.ticketId,
	requestHash: hashOf(device.sealed, 16),
	decision: randomBytes(180),
	collectBy: Date.now() + hour
});

async function claimed(member: TestMember): Promise<TestDevice> {
	const code = newCode();
	await member.push([], [await ticketFor(code)]);
	const device = await TestDevice.make(member.fetch, code);
	await device.claim();
	return device;
}

/** Decides as another hub would whose notification is lost: in the database alone. */
async function decideInSilence(database: Database, device: TestDevice, at: number): Promise<void> {
	await database.query(
		`insert into decisions (ticket, request_hash, bytes, decided_at, collect_by) values ($1, $2, $3, $4::bigint, $5::bigint)`,
		[
			bytesOfHex(device.ticketId),
			bytesOfHex(hashOf(device.sealed, 16)),
			randomBytes(180),
			at,
			at + 1_000 * hour
		]
	);
}

describe('event streams of two hubs on one PostgreSQL', () => {
	let url: string;
	const hubs: Hub[] = [];
	const open = async (slowPoll: number) => {
		const hub = await openHub({ database: { kind: 'postgres', url }, limits: { slowPoll } });
		hubs.push(hub);
		return hub;
	};
	beforeAll(async () => {
		url = await createDatabase(postgresUrl());
	});
	afterAll(() => Promise.all(hubs.map((hub) => hub.close())));

	it('hear of each other by notifications, without having to look', async () => {
		const [one, two] = await Promise.all([open(never), open(never)]);
		const member = await TestMember.found(one.fetch);
		const there = Object.assign(Object.create(member), { fetch: two.fetch }) as TestMember;
		const colleague = await member.colleague();
		await colleague.create();
		const device = await claimed(member);
		const heads = reader(await member.fetch(await member.request('GET', '/events')));
		const theirs = reader(await colleague.fetch(await colleague.request('GET', '/events')));
		const states = reader(await device.events());
		for (const stream of [heads, theirs, states]) await stream.next();
		await there.push([await there.entry()], [decisionFor(device)]);
		expect(await heads.next()).toContain('data: 2');
		expect(await theirs.next()).toContain('data: 2');
		expect(await states.next()).toContain('decided');
		expect((await there.ask('DELETE', `/members/${colleague.member}`)).status).toBe(204);
		await expect(theirs.next()).rejects.toThrow('ended');
		await Promise.all([heads.cancel(), states.cancel()]);
	});

	it('find what was not notified, when they look', async () => {
		const hub = await open(100);
		const member = await TestMember.found(hub.fetch);
		const colleague = await member.colleague();
		await colleague.create();
		const device = await claimed(member);
		const heads = reader(await member.fetch(await member.request('GET', '/events')));
		const theirs = reader(await colleague.fetch(await colleague.request('GET', '/events')));
		const states = reader(await device.events());
		for (const stream of [heads, theirs, states]) await stream.next();
		const database = await openDatabase({ kind: 'postgres', url });
		await database.query('update workspaces set head = head + 1 where id = $1', [
			bytesOfHex(member.workspace)
		]);
		await decideInSilence(database, device, Date.now());
		await database.query('update members set removed_at = $2::bigint where id = $1', [
			bytesOfHex(colleague.member),
			Date.now()
		]);
		await database.close();
		expect(await heads.next()).toContain('data: 2');
		expect(await states.next()).toContain('decided');
		await expect(
			(async () => {
				for (;;) await theirs.next();
			})()
		).rejects.toThrow('ended');
		await Promise.all([heads.cancel(), states.cancel()]);
	});
});

describe('devices that watch a hub', () => {
	it('are looked at once for what this process has done, and not again once they know', async () => {
		const hub = await openHub({ database: await inMemory(), limits: { slowPoll: 50 } });
		const asked = vi.spyOn(ticketStatesModule, 'ticketStates');
		try {
			const member = await TestMember.found(hub.fetch);
			const device = await claimed(member);
			const states = reader(await device.events());
			await states.next();
			// For its first event, and for what has happened until it was there.
			await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
			asked.mockClear();
			await member.push([], [decisionFor(device)]);
			expect(await states.next()).toContain('decided');
			// Long enough for the notification, and for several slow polls, which find the decision.
			await new Promise((resolve) => setTimeout(resolve, 400));
			const proofs = asked.mock.calls.flatMap(([, proofs]) => proofs);
			expect(proofs.map(({ ticket }) => ticket)).toEqual([device.ticketId]);
			await states.cancel();
		} finally {
			asked.mockRestore();
			await hub.close();
		}
	});
});

describe('an event stream while PostgreSQL is away for minutes', () => {
	let server: PostgresServer;
	let hub: Hub;
	let url: string;
	let now = Date.now();
	beforeAll(async () => {
		server = await startPostgres();
		url = await createDatabase(server.url);
		hub = await openHub({ database: { kind: 'postgres', url }, limits: { slowPoll: 100 }, now: () => now });
	});
	afterAll(async () => {
		await hub.close();
		await server.remove();
	});
	const ask = (path: string) => hub.fetch(new Request(`http://hub.test${path}`));

	it('stays open, and then hears what was decided elsewhere meanwhile; the hub says that it is not ready', async () => {
		const member = await TestMember.found(hub.fetch, () => now);
		const device = await claimed(member);
		const states = reader(await device.events());
		expect(await states.next()).toContain('waiting');
		await server.stop();
		const ready = await ask('/readyz');
		expect([ready.status, await saidBy(ready), ready.headers.get('Retry-After')]).toEqual([
			503,
			'unavailable',
			'2'
		]);
		expect((await ask('/healthz')).status).toBe(200);
		const decidedAt = now + 60_000;
		now += 600_000;
		// Where the hub does not find it: a poll that succeeds before the decision is there has looked until now.
		const elsewhere = await freePort();
		await server.start(elsewhere);
		const there = await openDatabase({
			kind: 'postgres',
			url: url.replace(`:${server.port}/`, `:${elsewhere}/`)
		});
		await decideInSilence(there, device, decidedAt);
		await there.close();
		await server.stop();
		await server.start();
		const database = await openDatabase({ kind: 'postgres', url });
		// As a rule it says first that the database is away.
		let heard = await states.next();
		while (!heard.includes('decided')) {
			expect(heard).toMatch(/unavailable|waiting/);
			heard = await states.next();
		}
		expect((await ask('/readyz')).status).toBe(200);
		// It listens again, too.
		const listening = () =>
			database.query(
				"select 1 from pg_stat_activity where query ilike 'listen %' and datname = current_database()"
			);
		await expect.poll(listening).toHaveLength(1);
		await database.close();
		await states.cancel();
	});
});
