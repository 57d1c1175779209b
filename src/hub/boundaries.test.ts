import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64Url, randomBytes, sha256 } from '$lib/protocol/bytes';
import { maxEnvelopeBytes } from '$lib/protocol/entry-envelope';
import { inviteKeysOf, newInvite } from '$lib/protocol/hub/invite';
import { maxPushBytes } from '$lib/protocol/hub/push';
import { hashOf, hexOf } from './bytes';
import type { Hub } from './hub';
import { maxJsonBytes } from './limits';
import { engines, newHub } from './testing/new-hub';
import { hour, jsonRequest, newCode, saidBy, TestDevice, TestMember, ticketFor } from './testing/people';

/** What holds on the last millisecond, byte or try, and no longer on the next. */
describe.each(engines)('to the last one on %s', (engine) => {
	const start = 1_795_000_000_000;
	const second = 1_000;
	let hub: Hub;
	let member: TestMember;
	let now = start;
	beforeAll(async () => {
		hub = await newHub(engine, { now: () => now });
		member = await TestMember.found(hub.fetch, () => now);
	});
	afterAll(() => hub.close());

	describe('a ticket', () => {
		const times = { notBefore: start + 10 * hour, redeemBy: start + 20 * hour, decideWithin: 5 * hour };
		const device = async () => {
			const code = newCode();
			await member.push([], [await ticketFor(code, times)]);
			return TestDevice.make(hub.fetch, code);
		};

		it.each([
			['before it holds', times.notBefore - 1, 'ticket-early'],
			['from its first millisecond on', times.notBefore, 'waiting'],
			['to its last one', times.redeemBy, 'waiting'],
			['after it', times.redeemBy + 1, 'ticket-expired']
		])('is claimed %s', async (_, at, said) => {
			now = start;
			const one = await device();
			now = at;
			expect(await saidBy(await one.state())).toBe(said === 'waiting' ? 'open' : said);
			expect(await saidBy(await one.claim())).toBe(said);
			now = start;
		});

		it('waits for a decision to the last millisecond, and holds a decision to its own', async () => {
			now = start;
			const [undecided, decided] = [await device(), await device()];
			now = times.redeemBy;
			await undecided.claim();
			await decided.claim();
			const collectBy = times.redeemBy + 2 * hour;
			const { ticketId, sealed } = decided;
			const requestHash = hashOf(sealed, 16);
			await member.push(
				[],
				[{ type: 'decision', ticketId, requestHash, decision: randomBytes(180), collectBy }]
			);
			const said = async (at: number) => {
				now = at;
				return [await saidBy(await undecided.state()), await saidBy(await decided.state())];
			};
			expect(await said(collectBy)).toEqual(['waiting', 'decided']);
			expect(await said(collectBy + 1)).toEqual(['waiting', 'ticket-expired']);
			const decideBy = times.redeemBy + times.decideWithin;
			expect(await said(decideBy)).toEqual(['waiting', 'ticket-expired']);
			expect(await said(decideBy + 1)).toEqual(['ticket-expired', 'ticket-expired']);
			now = start;
		});

		it('is granted so often an hour: an hour later to the millisecond there is room again', async () => {
			const owner = await TestMember.found(hub.fetch, () => now);
			const granted = async () => {
				const code = newCode();
				const ticket = await ticketFor(code, { redeemBy: start + 20 * hour });
				const { ticketId } = ticket;
				const grant = randomBytes(100);
				const serialTag = new Uint8Array();
				await owner.push([], [ticket, { type: 'grant', ticketId, grant, serialTag, perHour: 1 }]);
				return TestDevice.make(hub.fetch, code);
			};
			const devices = [await granted(), await granted(), await granted()];
			const said: string[] = [];
			for (const [i, wait] of [0, hour - 1, hour].entries()) {
				now = start + wait;
				said.push(await saidBy(await devices[i]!.claim()));
			}
			expect(said).toEqual(['granted', 'waiting', 'granted']);
			now = start;
		});
	});

	it('a signed request is good five minutes to either side, and once in all of that time', async () => {
		const lifetime = 5 * 60 * second;
		// Nothing is taken that was signed before this hub was started.
		now = start + hour;
		const signedAt = async (time: number) => {
			const at = now;
			now = time;
			const request = await member.request('GET', '/pull?after=0');
			now = at;
			return request;
		};
		const here = now;
		const old = await signedAt(here - lifetime - 1);
		const oldest = await signedAt(here - lifetime);
		const early = await signedAt(here + lifetime + 1);
		const ahead = await signedAt(here + lifetime);
		const ask = async (request: Request) => {
			const answer = await hub.fetch(request.clone());
			return answer.status === 200 ? 'taken' : await saidBy(answer);
		};
		expect([await ask(old), await ask(oldest), await ask(early)]).toEqual([
			'clock-off',
			'taken',
			'clock-off'
		]);
		expect([await ask(ahead), await ask(ahead)]).toEqual(['taken', 'replayed']);
		now = here + 2 * lifetime;
		// What comes in between takes nothing from it.
		expect((await member.ask('GET', '/pull?after=0')).status).toBe(200);
		expect(await ask(ahead)).toBe('replayed');
		now += 1;
		expect((await member.ask('GET', '/pull?after=0')).status).toBe(200);
		expect(await ask(ahead)).toBe('clock-off');
		now = start;
	});

	it('an invitation holds to its last millisecond', async () => {
		now = start;
		const keys = await inviteKeysOf(newInvite(member.workspace));
		const tokenHash = hexOf(await sha256(keys.token));
		expect((await member.ask('POST', '/invites', { invite: keys.id, tokenHash })).status).toBe(201);
		const headers = { Authorization: `Roompass-Invite ${bytesToBase64Url(keys.token)}` };
		const said = async (at: number) => {
			now = at;
			return saidBy(await hub.fetch(new Request(`http://hub.test/v1/invites/${keys.id}`, { headers })));
		};
		expect(await said(start + 600 * second - 1)).toBe('open');
		expect(await said(start + 600 * second)).toBe('invite-unknown');
		now = start;
	});

	it('a body of JSON has 16 KiB, and a push 8 MiB', async () => {
		expect([maxJsonBytes, maxPushBytes]).toEqual([16_384, 8_388_608]);
		const padded = (length: number) =>
			jsonRequest('POST', '/v1/workspaces', 'x'.repeat(length - '""'.length));
		expect(await saidBy(await hub.fetch(padded(maxJsonBytes)))).toBe('malformed');
		expect(await saidBy(await hub.fetch(padded(maxJsonBytes + 1)))).toBe('too-large');
		const push = async (length: number) =>
			saidBy(await hub.fetch(await member.request('POST', '/push', new Uint8Array(length))));
		expect(await push(maxPushBytes)).toBe('malformed');
		expect(await push(maxPushBytes + 1)).toBe('too-large');
	});

	it('an entry has 4 MiB', async () => {
		const overhead = (await member.entry('x'.repeat(3_000_000))).length - 3_000_000;
		const sized = (length: number) => member.entry('x'.repeat(length - overhead));
		const [whole, larger] = [await sized(maxEnvelopeBytes), await sized(maxEnvelopeBytes + 1)];
		expect([whole.length, larger.length]).toEqual([4_194_304, 4_194_305]);
		expect(await saidBy(await member.push([larger]))).toBe('malformed');
		expect((await member.push([whole])).status).toBe(200);
	});

	it('a journal takes what its quota has room for, to the byte and the ticket', async () => {
		const sizes = async (limits: { workspaceBytes: number; workspaceTickets: number }) => {
			const small = await newHub(engine, { limits });
			const owner = await TestMember.found(small.fetch);
			return { small, owner };
		};
		const { small, owner } = await sizes({ workspaceBytes: 2_000, workspaceTickets: 2 });
		const overhead = (await owner.entry('x'.repeat(500))).length - 500;
		const sized = (length: number) => owner.entry('x'.repeat(length - overhead));
		expect((await owner.push([await sized(1_000)])).status).toBe(200);
		expect(await saidBy(await owner.push([await sized(1_001)]))).toBe('quota-used-up');
		expect((await owner.push([await sized(1_000)])).status).toBe(200);
		// What brings nothing new is taken all the same.
		expect((await owner.push([])).status).toBe(200);
		const tickets = await Promise.all([1, 2, 3].map(() => ticketFor(newCode())));
		expect(await saidBy(await owner.push([], tickets))).toBe('quota-used-up');
		expect((await owner.push([], tickets.slice(0, 2))).status).toBe(200);
		expect(await saidBy(await owner.push([], tickets))).toBe('quota-used-up');
		await small.close();
	});

	it('tries come back one by one: unknown codes, new workspaces, requests of a member', async () => {
		let time = start;
		const limits = {
			unknownTickets: 2,
			unknownTicketEvery: 10_000,
			newWorkspaces: 2,
			newWorkspaceEvery: 60_000,
			// A burst of six, and one in 20,000 ms.
			memberRequests: 3
		};
		const strict = await newHub(engine, { limits, now: () => time });
		const clock = () => time;
		const owner = await TestMember.found(strict.fetch, clock);
		const code = async () => saidBy(await (await TestDevice.make(strict.fetch)).claim());
		const workspace = async () => (await (await TestMember.make(strict.fetch, clock)).create()).status;
		const pull = async () => (await owner.ask('GET', '/pull?after=0')).status;
		const tried = async <T>(count: number, ask: () => Promise<T>) => {
			const said: T[] = [];
			for (let i = 0; i < count; i++) said.push(await ask());
			return said;
		};
		expect(await tried(3, code)).toEqual(['ticket-unknown', 'ticket-unknown', 'too-many']);
		// The owner's was the first.
		expect(await tried(2, workspace)).toEqual([201, 429]);
		expect(await tried(7, pull)).toEqual([200, 200, 200, 200, 200, 200, 429]);
		time = start + 9_999;
		expect(await code()).toBe('too-many');
		time = start + 10_000;
		expect(await tried(2, code)).toEqual(['ticket-unknown', 'too-many']);
		time = start + 19_999;
		expect(await pull()).toBe(429);
		time = start + 20_000;
		expect(await tried(2, pull)).toEqual([200, 429]);
		time = start + 59_999;
		expect(await workspace()).toBe(429);
		time = start + 60_000;
		expect(await tried(2, workspace)).toEqual([201, 429]);
		await strict.close();
	});

	it.each([
		['of all', { watchers: 2, watchersPerAddress: 3 }],
		['of one address', { watchers: 3, watchersPerAddress: 2 }]
	])('event streams %s are so many at once, and one that ends makes room', async (_, limits) => {
		const narrow = await newHub(engine, { limits });
		const owner = await TestMember.found(narrow.fetch);
		const watch = async () => narrow.fetch(await owner.request('GET', '/events'));
		const [first, second] = [await watch(), await watch()];
		expect([first.status, second.status]).toEqual([200, 200]);
		const refused = await watch();
		expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '30']);
		expect(await saidBy(refused)).toBe('too-many');
		await first.body!.cancel();
		await expect.poll(async () => (await watch()).status).toBe(200);
		expect((await watch()).status).toBe(429);
		await narrow.close();
	});
});
