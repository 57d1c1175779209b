import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes, randomId } from '$lib/protocol/bytes';
import { bytesOfHex } from './bytes';
import { openDatabase, type Database } from './database/database';
import { sweep } from './sweep';
import { engines, newDatabase } from './testing/new-hub';

const minute = 60_000;
const day = 24 * 60 * minute;

describe.each(engines)('the hourly sweep on %s', (engine) => {
	let database: Database;
	const workspace = bytesOfHex(randomId());
	const now = 100 * day;
	beforeAll(async () => {
		database = await openDatabase(await newDatabase(engine));
		await database.query('insert into workspaces (id, created_at, ticket_count) values ($1, 0, 6)', [
			workspace
		]);
	});
	afterAll(() => database.close());

	const ticket = async (redeemBy: number, grantedAt: number | null = null) => {
		const id = bytesOfHex(randomId());
		await database.query(
			`insert into tickets (id, workspace, token_hash, not_before, redeem_by, decide_within, granted_at, grant_bytes)
			values ($1, $2, $3, 0, $4::bigint, $5::bigint, $6::bigint, $7)`,
			[id, workspace, randomBytes(32), redeemBy, day, grantedAt, randomBytes(10)]
		);
		return id;
	};

	it('deletes what nobody can use any more, and keeps the rest', async () => {
		const old = await ticket(now - 15 * day - 1);
		const remembered = await ticket(now - 15 * day);
		const expired = await ticket(now - 1);
		const open = await ticket(now);
		const released = await ticket(now - 2 * day, now - day);
		const fetched = await ticket(now + day, now - day - 1);
		for (const [of, collectBy] of [
			[open, now],
			[expired, now - 1]
		] as const)
			await database.query(
				'insert into decisions (ticket, request_hash, bytes, decided_at, collect_by) values ($1, $2, $3, 0, $4::bigint)',
				[of, randomBytes(16), randomBytes(50), collectBy]
			);
		for (const expiresAt of [now - 10 * minute, now - 10 * minute - 1])
			await database.query(
				'insert into invites (id, workspace, token_hash, expires_at) values ($1, $2, $3, $4::bigint)',
				[randomBytes(16), workspace, randomBytes(32), expiresAt]
			);
		for (const at of [now - 10 * minute, now - 10 * minute - 1])
			await database.query('insert into heard_requests (nonce, at) values ($1, $2::bigint)', [
				randomBytes(16),
				at
			]);
		// The second time there is nothing left to do.
		for (let i = 0; i < 2; i++) await sweep({ database, now: () => now });
		const rows = await database.query<{ id: Uint8Array; grants: boolean }>(
			'select id, grant_bytes is not null as grants from tickets'
		);
		const holds = (id: Uint8Array) => rows.find((row) => Buffer.from(row.id).equals(id))?.grants;
		expect([old, remembered, expired, open, released, fetched].map(holds)).toEqual([
			undefined,
			false,
			false,
			true,
			true,
			false
		]);
		expect(await database.query('select ticket_count from workspaces')).toEqual([{ ticket_count: 5 }]);
		expect(
			await database.query('select collect_by, length(bytes) as length from decisions order by 1')
		).toEqual([
			{ collect_by: now - 1, length: 0 },
			{ collect_by: now, length: 50 }
		]);
		expect(await database.query('select expires_at from invites')).toEqual([
			{ expires_at: now - 10 * minute }
		]);
		expect(await database.query('select at from heard_requests')).toEqual([{ at: now - 10 * minute }]);
	});
});
