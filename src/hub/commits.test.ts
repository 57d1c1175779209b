import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { randomId } from '$lib/protocol/bytes';
import { bytesOfHex } from './bytes';
import { Commits, type Claim, type PushToCommit } from './commits';
import { openDatabase, type Database } from './database/database';
import { inMemory } from '../../tests/support/in-memory';

const megabyte = 1_024 * 1_024;
const quota = { workspaceBytes: 1_000 * megabyte, workspaceTickets: 10 };
let database: Database;
let workspace: string;
/** The number of claims in each commit; of a commit of pushes it is 0. */
let committed: number[];
let commits: Commits;

beforeAll(async () => {
	database = await openDatabase(await inMemory());
});
afterAll(() => database.close());

beforeEach(async () => {
	workspace = randomId();
	committed = [];
	commits = new Commits(
		database,
		() => 1_795_000_000_000,
		quota,
		(claims) => committed.push(claims)
	);
	await database.query('insert into workspaces (id, created_at) values ($1, 1)', [bytesOfHex(workspace)]);
});

const pushOf = (...sizes: number[]): PushToCommit => ({
	workspace,
	entries: sizes.map((size) => ({ id: randomId(), bytes: new Uint8Array(size) })),
	place: { sequence: 0, at: null },
	operations: [],
	once: null
});
const pushAll = (pushes: readonly PushToCommit[]) => Promise.all(pushes.map((push) => commits.push(push)));

it('eight megabytes of entries go into one commit, a byte more into two', async () => {
	await pushAll([pushOf(3 * megabyte, megabyte), pushOf(4 * megabyte)]);
	expect(committed).toEqual([0]);
	await pushAll([pushOf(3 * megabyte, megabyte), pushOf(4 * megabyte + 1)]);
	expect(committed).toEqual([0, 0, 0]);
});

it('a push that is heavier by itself goes alone, and everybody has his numbers', async () => {
	const pushed = await pushAll([pushOf(1, 1), pushOf(9 * megabyte), pushOf(1)]);
	expect(committed).toEqual([0, 0, 0]);
	expect(pushed.map(({ outcome, sequences }) => [outcome, sequences])).toEqual([
		['pushed', [1, 2]],
		['pushed', [3]],
		['pushed', [4]]
	]);
});

it.each([
	[200, [0]],
	[201, [0, 0]]
])('%i small pushes are %j', async (count, expected) => {
	const pushed = await pushAll(Array.from({ length: count }, () => pushOf(1)));
	expect(committed).toEqual(expected);
	expect(pushed.map(({ sequences }) => sequences)).toEqual(pushed.map((_, i) => [i + 1]));
});

it.each([
	[500, [500]],
	[501, [500, 1]]
])('%i claims are in commits of %j', async (count, expected) => {
	const claim = (): Claim => ({
		ticket: randomId(),
		token: randomId() + randomId(),
		device: randomId() + randomId(),
		request: randomId(),
		tag: randomId(),
		bytes: new Uint8Array(10)
	});
	const rows = await Promise.all(Array.from({ length: count }, () => commits.claim(claim())));
	expect(committed).toEqual(expected);
	expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['unknown']));
});

it('takes as many bytes as the workspace may have, and not one more', async () => {
	const small = new Commits(database, () => 1, { ...quota, workspaceBytes: 100 });
	expect((await small.push(pushOf(60, 40))).outcome).toBe('pushed');
	expect((await small.push(pushOf(1))).outcome).toBe('quota');
});

it('takes as many tickets as the workspace may have, and not one more', async () => {
	const ticket = () => ({
		type: 'ticket',
		ticket: randomId(),
		token: randomId() + randomId(),
		notBefore: 0,
		redeemBy: 10,
		decideWithin: 10
	});
	const tickets = (count: number) => ({ ...pushOf(), operations: Array.from({ length: count }, ticket) });
	expect((await commits.push(tickets(10))).outcome).toBe('pushed');
	expect((await commits.push(tickets(1))).outcome).toBe('quota');
});
