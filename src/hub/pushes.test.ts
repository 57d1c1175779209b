import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes, randomId } from '$lib/protocol/bytes';
import { bytesOfHex, hexOf } from './bytes';
import { Commits, type PushToCommit } from './commits';
import { openDatabase, type Database } from './database/database';
import { engines, newDatabase } from './testing/new-hub';

const quota = { workspaceBytes: 1_000, workspaceTickets: 3 };

describe.each(engines)('pushes that share a commit on %s', (engine) => {
	let database: Database;
	let commits: Commits;
	let shared: number;
	let here: string;
	let there: string;
	beforeAll(async () => {
		database = await openDatabase(await newDatabase(engine));
		commits = new Commits(database, Date.now, quota, () => void shared++);
	});
	afterAll(() => database.close());
	beforeEach(async () => {
		[here, there] = [randomId(), randomId()];
		for (const id of [here, there])
			await database.query('insert into workspaces (id, created_at) values ($1, 0)', [bytesOfHex(id)]);
	});

	const entry = (length: number) => ({ id: randomId(), bytes: randomBytes(length) });
	const push = (
		workspace: string,
		entries: PushToCommit['entries'],
		operations: PushToCommit['operations'] = []
	): PushToCommit => ({ workspace, entries, operations, place: { sequence: 0, at: null }, once: null });
	/** Pushes in one commit; what came of each. */
	const pushAll = async (...pushes: PushToCommit[]) => {
		shared = 0;
		const pushed = await Promise.all(pushes.map((one) => commits.push(one)));
		expect(shared).toBe(1);
		return pushed.map(({ outcome }) => outcome);
	};
	const ticket = (id: string) => ({
		type: 'ticket',
		ticket: id,
		token: hexOf(randomBytes(32)),
		notBefore: 0,
		redeemBy: 1_000,
		decideWithin: 1_000
	});
	const grant = (id: string, bytes: Uint8Array) => ({
		type: 'grant',
		ticket: id,
		bytes: hexOf(bytes),
		tag: '',
		perHour: 0,
		from: 0,
		until: 0
	});
	const rowOf = async (id: string) =>
		(
			await database.query<{ workspace: string; redeem_by: number; grant: string | null; decisions: number }>(
				`select hex(workspace) as workspace, redeem_by, hex(grant_bytes) as grant,
					(select count(*) from decisions d where d.ticket = t.id) as decisions
				from tickets t where id = $1`,
				[bytesOfHex(id)]
			)
		)[0]!;

	it('of another workspace do not swallow what is said of a ticket', async () => {
		const id = randomId();
		const given = randomBytes(50);
		await pushAll(push(here, [], [ticket(id)]));
		await pushAll(
			push(here, [], [{ type: 'extend', ticket: id, redeemBy: 2_000 }, grant(id, given)]),
			push(there, [], [{ type: 'extend', ticket: id, redeemBy: 9_000 }, grant(id, randomBytes(50))])
		);
		expect(await rowOf(id)).toMatchObject({ redeem_by: 2_000, grant: hexOf(given) });
		await pushAll(
			push(here, [], [{ type: 'withdraw-grant', ticket: id }]),
			push(there, [], [grant(id, given)])
		);
		expect((await rowOf(id)).grant).toBeNull();
	});

	it('number each entry once, be it twice in one push, in two of them, or there already', async () => {
		const large = new Commits(database, Date.now, { workspaceBytes: 1e9, workspaceTickets: 1e9 });
		const ids = Array.from({ length: 6 }, () => randomId());
		const anyPush = fc.record({
			isHere: fc.boolean(),
			ids: fc.array(fc.constantFrom(...ids, null), { maxLength: 5 })
		});
		const numbers = new Map<string, Map<string, number>>([here, there].map((id) => [id, new Map()]));
		await fc.assert(
			fc.asyncProperty(fc.array(anyPush, { minLength: 1, maxLength: 6 }), async (batch) => {
				const pushes = batch.map(({ isHere, ids }) =>
					push(
						isHere ? here : there,
						ids.map((id) => ({ ...entry(10), ...(id && { id }) }))
					)
				);
				const expected = pushes.map(({ workspace, entries }) => {
					const known = numbers.get(workspace)!;
					for (const { id } of entries) if (!known.has(id)) known.set(id, known.size + 1);
					return entries.map(({ id }) => known.get(id)!);
				});
				const pushed = await Promise.all(pushes.map((one) => large.push(one)));
				expect(pushed.map(({ sequences }) => sequences)).toEqual(expected);
				for (const [i, { head, times }] of pushed.entries()) {
					expect(head).toBe(numbers.get(pushes[i]!.workspace)!.size);
					expect(times.map((time) => time > 0)).toEqual(expected[i]!.map(() => true));
				}
			}),
			{ numRuns: 60 }
		);
		const rows = await database.query<{ id: string; sequence: number }>(
			'select hex(id) as id, sequence from items where workspace = $1 order by sequence',
			[bytesOfHex(here)]
		);
		expect(rows.map(({ id, sequence }) => [id, sequence])).toEqual([...numbers.get(here)!]);
	});

	it('make a ticket for the first of them', async () => {
		const id = randomId();
		await pushAll(
			push(here, [], [ticket(id), { type: 'extend', ticket: id, redeemBy: 5_000 }]),
			push(there, [], [{ ...ticket(id), redeemBy: 7_000 }])
		);
		expect(await rowOf(id)).toMatchObject({ workspace: here, redeem_by: 5_000 });
	});

	it('count what is new against the quota, and nothing that was refused or is there', async () => {
		const [large, small, other] = [entry(900), entry(90), entry(500)];
		expect(await pushAll(push(here, [entry(1_200)]), push(here, [large]), push(there, [other]))).toEqual([
			'quota',
			'pushed',
			'pushed'
		]);
		// The answer was lost: all of it again, with little that is new.
		expect(await pushAll(push(here, [large, small]), push(here, [large]), push(here, [entry(100)]))).toEqual([
			'pushed',
			'pushed',
			'quota'
		]);
		expect(await pushAll(push(here, [large, small, small]))).toEqual(['pushed']);
	});

	it('count an entry that is twice in a push once, also where another push has it, too', async () => {
		const [one, other] = [entry(100), entry(750)];
		expect(await pushAll(push(here, [one]), push(here, [one, one, other]))).toEqual(['pushed', 'pushed']);
	});

	it('count tickets that are new', async () => {
		const made = [1, 2, 3].map(() => ticket(randomId()));
		const fourth = ticket(randomId());
		expect(await pushAll(push(here, [], [...made, fourth]), push(here, [], made))).toEqual([
			'quota',
			'pushed'
		]);
		expect(await pushAll(push(here, [], made), push(here, [], [fourth]))).toEqual(['pushed', 'quota']);
		expect(await pushAll(push(here, [], [...made, ...made]))).toEqual(['pushed']);
	});

	describe('with grants', () => {
		let id: string;
		const [first, second] = [randomBytes(50), randomBytes(60)];
		const withdrawal = () => ({ type: 'withdraw-grant', ticket: id });
		const say = (...words: PushToCommit['operations'][number][]) => pushAll(push(here, [], words));
		beforeEach(async () => {
			id = randomId();
			await say(ticket(id));
		});

		it('take the last word', async () => {
			await say(withdrawal(), grant(id, first));
			expect((await rowOf(id)).grant).toBe(hexOf(first));
			await say(grant(id, second), withdrawal());
			expect((await rowOf(id)).grant).toBeNull();
		});

		it('that come again, as their answer was lost, do not undo what was said since', async () => {
			await say(grant(id, first));
			await say(withdrawal());
			await say(grant(id, first));
			expect((await rowOf(id)).grant).toBeNull();
			await say(grant(id, second));
			await say(grant(id, first), grant(id, second));
			expect((await rowOf(id)).grant).toBe(hexOf(second));
			const third = randomBytes(70);
			await say(grant(id, third), withdrawal(), grant(id, third));
			expect((await rowOf(id)).grant).toBeNull();
		});

		it('without end leave it to a person', async () => {
			for (let i = 0; i < 2; i++) await say(...Array.from({ length: 60 }, () => grant(id, randomBytes(50))));
			expect((await rowOf(id)).grant).not.toBeNull();
			await say(grant(id, randomBytes(50)));
			expect((await rowOf(id)).grant).toBeNull();
		});
	});

	it('that are to be heard once change nothing the second time, and are answered as before', async () => {
		const [id, another] = [randomId(), randomId()];
		const once = (entries: PushToCommit['entries'], redeemBy: number) => ({
			...push(here, entries, [{ type: 'extend', ticket: id, redeemBy }]),
			once: randomId()
		});
		const redeemBy = async () => (await rowOf(id)).redeem_by;
		await pushAll(push(here, [], [ticket(id)]));
		const first = once([entry(50)], 2_000);
		const answer = await commits.push(first);
		expect(await redeemBy()).toBe(2_000);
		expect(await pushAll(once([], 3_000), push(here, [], [ticket(another)]))).toEqual(['pushed', 'pushed']);
		expect((await rowOf(another)).redeem_by).toBe(1_000);
		expect(await commits.push(first)).toEqual(answer);
		expect(await redeemBy()).toBe(3_000);
		// In one commit with others, whose words are heard.
		const second = once([], 4_000);
		await pushAll(first, second, first);
		expect(await redeemBy()).toBe(4_000);
		await pushAll(push(here, [], [{ type: 'extend', ticket: id, redeemBy: 5_000 }]), second);
		expect(await redeemBy()).toBe(5_000);
		// What was not taken was not heard.
		const refused = once([entry(2_000)], 6_000);
		expect(await pushAll(refused)).toEqual(['quota']);
		expect(await pushAll({ ...refused, entries: [] })).toEqual(['pushed']);
		expect(await redeemBy()).toBe(6_000);
	});

	it('take twenty decisions of a ticket', async () => {
		const id = randomId();
		const decision = () => ({
			type: 'decision',
			ticket: id,
			request: randomId(),
			bytes: hexOf(randomBytes(100)),
			collectBy: 1_000
		});
		const first = Array.from({ length: 15 }, decision);
		await pushAll(push(here, [], [ticket(id), ...first]));
		await pushAll(push(here, [], [...first, ...Array.from({ length: 15 }, decision)]));
		expect((await rowOf(id)).decisions).toBe(20);
	});
});
