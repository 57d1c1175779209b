import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '$lib/protocol/bytes';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import type { HubOperation, UtcWindow } from '$lib/protocol/hub/push';
import { sealReceipt } from '$lib/protocol/receipt';
import { hashOf } from './bytes';
import type { Hub } from './hub';
import { engines, newHub } from './testing/new-hub';
import { hour, newCode, saidBy, TestDevice, TestMember, ticketFor } from './testing/people';

describe.each(engines)('a ticket on %s', (engine) => {
	let hub: Hub;
	let member: TestMember;
	let now = Date.now();
	beforeAll(async () => {
		hub = await newHub(engine, { now: () => now, limits: { unknownTickets: 1_000 } });
		member = await TestMember.found(hub.fetch, () => now);
	});
	afterAll(() => hub.close());

	/** A device in front of a room whose OTP the hub knows. */
	async function deviceWith(times: Parameters<typeof ticketFor>[1] = {}): Promise<TestDevice> {
		const code = newCode();
		await member.push([], [await ticketFor(code, { redeemBy: now + hour, ...times })]);
		return TestDevice.make(hub.fetch, code);
	}
	const decisionFor = (device: TestDevice, decision = randomBytes(180)): HubOperation => ({
		type: 'decision',
		ticketId: device.ticketId,
		requestHash: hashOf(device.sealed, 16),
		decision,
		collectBy: now + 12 * hour
	});
	const requestsOf = async () => (await member.pullAll()).filter(({ kind }) => kind !== 'entry');

	it('is claimed, and its request reaches the members', async () => {
		const device = await deviceWith();
		const before = await requestsOf();
		expect(await saidBy(await device.state())).toBe('open');
		const claimed = await device.claim();
		expect(claimed.status).toBe(200);
		expect(await claimed.json()).toEqual({ state: 'waiting', decideBy: now + 25 * hour });
		const after = await requestsOf();
		expect(after.slice(before.length).map(({ kind, bytes }) => [kind, bytes])).toEqual([
			['request', device.sealed]
		]);
	});

	it('is claimed once: the same claim again is the same one, another device’s is refused', async () => {
		const device = await deviceWith();
		const before = (await requestsOf()).length;
		const answers = await Promise.all([device.claim(), device.claim(), device.claim()]);
		expect(await Promise.all(answers.map(saidBy))).toEqual(['waiting', 'waiting', 'waiting']);
		const other = await TestDevice.make(hub.fetch, device.code);
		const refused = await other.claim();
		expect(refused.status).toBe(409);
		expect(await saidBy(refused)).toBe('ticket-used');
		expect(await saidBy(await other.state())).toBe('ticket-used');
		expect(await requestsOf()).toHaveLength(before + 1);
	});

	it('is decided for the device that has claimed it', async () => {
		const device = await deviceWith();
		await device.claim();
		const operation = decisionFor(device);
		await member.push([], [operation]);
		const state = await device.state();
		expect(await state.json()).toEqual({
			state: 'decided',
			decision: Buffer.from((operation as { decision: Uint8Array }).decision).toString('base64')
		});
		// The first decision stands.
		await member.push([], [decisionFor(device)]);
		expect(await (await device.claim()).json()).toEqual(await (await device.state()).json());
		const other = await TestDevice.make(hub.fetch, device.code);
		expect(await saidBy(await other.state())).toBe('ticket-used');
	});

	it('may be asked for again by its device with another request, until it is decided', async () => {
		const device = await deviceWith();
		const before = (await requestsOf()).length;
		await device.claim();
		const corrected = Object.assign(await TestDevice.make(hub.fetch, device.code, 'ANOTHER'), {
			device: device.device
		});
		expect(await saidBy(await corrected.claim())).toBe('waiting');
		expect(await requestsOf()).toHaveLength(before + 2);
		await member.push([], [decisionFor(corrected)]);
		expect(await saidBy(await corrected.state())).toBe('decided');
		const third = Object.assign(await TestDevice.make(hub.fetch, device.code, 'THIRD'), {
			device: device.device
		});
		expect(await saidBy(await third.claim())).not.toBe('waiting');
		expect(await requestsOf()).toHaveLength(before + 2);
	});

	it('whose request came by QR is decided for that request, and for no other device', async () => {
		const device = await deviceWith();
		await member.push([], [decisionFor(device)]);
		const other = await TestDevice.make(hub.fetch, device.code);
		expect(await saidBy(await other.claim())).toBe('ticket-used');
		expect(await saidBy(await device.claim())).toBe('decided');
		expect(await saidBy(await device.state())).toBe('decided');
	});

	it.each([
		['not yet', { notBefore: Date.now() + 5 * hour }, 'ticket-early', 425],
		['expired', { redeemBy: Date.now() - hour }, 'ticket-expired', 410]
	])('that is %s says so', async (_, times, problem, status) => {
		const device = await deviceWith(times);
		const refused = await device.claim();
		expect(refused.status).toBe(status);
		expect(await saidBy(refused)).toBe(problem);
	});

	it('that is void says so, unless it was claimed before', async () => {
		const [claimed, open] = [await deviceWith(), await deviceWith()];
		await claimed.claim();
		await member.push(
			[],
			[claimed, open].map(({ ticketId }) => ({ type: 'void', ticketId }))
		);
		expect(await saidBy(await open.claim())).toBe('ticket-void');
		expect(await saidBy(await claimed.state())).toBe('waiting');
	});

	it('can be extended', async () => {
		const device = await deviceWith({ redeemBy: now - 1 });
		expect(await saidBy(await device.claim())).toBe('ticket-expired');
		await member.push([], [{ type: 'extend', ticketId: device.ticketId, redeemBy: now + hour }]);
		expect(await saidBy(await device.claim())).toBe('waiting');
	});

	it('ends when nobody decides in time, and its decision when nobody collects it', async () => {
		const [undecided, uncollected] = [await deviceWith(), await deviceWith()];
		await undecided.claim();
		await uncollected.claim();
		await member.push([], [decisionFor(uncollected)]);
		const then = now;
		now += 26 * hour;
		expect(await saidBy(await undecided.state())).toBe('ticket-expired');
		expect(await saidBy(await uncollected.state())).toBe('ticket-expired');
		now = then;
	});

	it('is known to nobody without its code', async () => {
		const device = await deviceWith();
		const stranger = await TestDevice.make(hub.fetch);
		expect(await saidBy(await stranger.claim())).toBe('ticket-unknown');
		const guessed = Object.assign(await TestDevice.make(hub.fetch, device.code), {
			claimToken: randomBytes(32)
		});
		expect(await saidBy(await guessed.claim())).toBe('ticket-unknown');
		expect(await saidBy(await device.claim())).toBe('waiting');
	});

	it('shares commits with others that are claimed at the same time', async () => {
		const devices = await Promise.all(Array.from({ length: 200 }, () => deviceWith()));
		const counted = async (name: string) => {
			const metrics = await (await hub.fetch(new Request('http://hub.test/metrics'))).text();
			return Number(new RegExp(`^roompass_${name}_total (\\d+)`, 'm').exec(metrics)![1]);
		};
		const [claims, commits] = [await counted('claims'), await counted('commits')];
		const said = await Promise.all(devices.map(async (device) => saidBy(await device.claim())));
		expect(said.filter((state) => state === 'waiting')).toHaveLength(200);
		expect((await counted('claims')) - claims).toBe(200);
		expect((await counted('commits')) - commits).toBeLessThan(20);
	});

	it('takes twenty requests of its device and no more, and says so', async () => {
		const device = await deviceWith();
		const before = (await requestsOf()).length;
		const again = () => TestDevice.make(hub.fetch, device.code);
		for (let i = 0; i < 20; i++) {
			const other = Object.assign(await again(), { device: device.device });
			expect(await saidBy(await other.claim())).toBe('waiting');
			// The same one again is the same one.
			expect(await saidBy(await other.claim())).toBe('waiting');
		}
		const last = Object.assign(await again(), { device: device.device });
		const refused = await last.claim();
		expect([refused.status, await saidBy(refused)]).toEqual([429, 'too-many']);
		expect(refused.headers.has('Retry-After')).toBe(true);
		expect(await saidBy(await device.state())).toBe('waiting');
		expect(await requestsOf()).toHaveLength(before + 20);
	});

	it('takes twenty receipts, and the same one any number of times', async () => {
		const device = await deviceWith();
		await device.claim();
		const before = (await requestsOf()).length;
		const keys = await handOffKeysOf(device.code);
		const receipts = await Promise.all(
			Array.from({ length: 21 }, (_, i) => sealReceipt(keys, 'ab'.repeat(16), now + i))
		);
		const statuses: number[] = [];
		for (const receipt of receipts) statuses.push((await device.ack(receipt)).status);
		expect(statuses).toEqual([...Array.from({ length: 20 }, () => 204), 429]);
		expect((await device.ack(receipts[3]!)).status).toBe(204);
		expect(await requestsOf()).toHaveLength(before + 20);
	});

	it('does not say that a request was taken which another of the same moment went before', async () => {
		const device = await deviceWith();
		const other = Object.assign(await TestDevice.make(hub.fetch, device.code), { device: device.device });
		const said = await Promise.all([device.claim(), other.claim()].map(async (claim) => saidBy(await claim)));
		const taken = (await requestsOf()).slice(-2).map(({ bytes }) => hashOf(bytes));
		for (const [i, { sealed }] of [device, other].entries())
			expect(taken.includes(hashOf(sealed))).toBe(said[i] === 'waiting');
	});

	it('belongs to the workspace that made it', async () => {
		const device = await deviceWith();
		await device.claim();
		const other = await TestMember.found(hub.fetch, () => now);
		await other.push([], [decisionFor(device), { type: 'void', ticketId: device.ticketId }]);
		expect(await saidBy(await device.state())).toBe('waiting');
		await other.push([], [await ticketFor(device.code)]);
		expect((await other.pull()).head).toBe(0);
	});

	it('wakes its device when it is decided', async () => {
		const device = await deviceWith();
		await device.claim();
		const stream = await device.events();
		const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
		expect((await reader.read()).value).toMatch(/^event: ticket\ndata: \{"state":"waiting"/);
		await member.push([], [decisionFor(device)]);
		expect((await reader.read()).value).toMatch(/^event: ticket\ndata: \{"state":"decided"/);
		await reader.cancel();
	});

	it('takes the receipt of its device once', async () => {
		const device = await deviceWith();
		const receipt = await sealReceipt(await handOffKeysOf(device.code), 'ab'.repeat(16), now);
		await device.claim();
		const before = (await requestsOf()).length;
		expect((await device.ack(receipt)).status).toBe(204);
		expect((await device.ack(receipt)).status).toBe(204);
		expect((await requestsOf()).slice(before).map(({ kind, bytes }) => [kind, bytes])).toEqual([
			['receipt', receipt]
		]);
		const other = await TestDevice.make(hub.fetch, device.code);
		expect(await saidBy(await other.ack(receipt))).toBe('ticket-used');
	});

	it('that nobody has claimed is the device’s that hands in a receipt', async () => {
		const device = await deviceWith();
		const receipt = await sealReceipt(await handOffKeysOf(device.code), 'ab'.repeat(16), now);
		const other = await TestDevice.make(hub.fetch, device.code);
		const answers = await Promise.all([device, other].map((one) => one.ack(receipt)));
		expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
		const [first, second] = answers[0]!.status === 204 ? [device, other] : [other, device];
		expect(await saidBy(await second!.claim())).toBe('ticket-used');
		expect((await first!.ack(receipt)).status).toBe(204);
		const unknown = await TestDevice.make(hub.fetch);
		expect(await saidBy(await unknown.ack(receipt))).toBe('malformed');
		const guessed = Object.assign(await TestDevice.make(hub.fetch, device.code), {
			claimToken: randomBytes(32)
		});
		expect(await saidBy(await guessed.ack(receipt))).toBe('ticket-unknown');
	});

	describe('with a decision and without a claim, as after a restore from an older backup', () => {
		const lost = async (times: Parameters<typeof deviceWith>[0] = {}) => {
			const device = await deviceWith(times);
			await member.push([], [decisionFor(device)]);
			return device;
		};

		it.each([
			['in its time', {}, false],
			['past its time', { redeemBy: now - hour }, false],
			['before its time', { notBefore: now + hour / 2 }, false],
			['void', {}, true]
		])(
			'and %s is open to who asks, and decided for the request that was decided',
			async (_, times, isVoid) => {
				const device = await lost(times);
				if (isVoid) await member.push([], [{ type: 'void', ticketId: device.ticketId }]);
				expect(await saidBy(await device.state())).toBe('open');
				const other = await TestDevice.make(hub.fetch, device.code);
				expect(await saidBy(await other.state())).toBe('open');
				expect(await saidBy(await other.claim())).toBe('ticket-used');
				expect(await saidBy(await device.claim())).toBe('decided');
				expect(await saidBy(await device.state())).toBe('decided');
				expect(await saidBy(await other.state())).toBe('ticket-used');
			}
		);

		it('which is too old by now is expired for its device', async () => {
			const device = await lost();
			now += 13 * hour;
			expect(await saidBy(await device.claim())).toBe('ticket-expired');
			now -= 13 * hour;
		});

		it('which another device claims first: each request gets its own decision, and nobody the other’s', async () => {
			const device = await deviceWith();
			const other = await TestDevice.make(hub.fetch, device.code);
			expect(await saidBy(await other.claim())).toBe('waiting');
			expect(await saidBy(await device.claim())).toBe('ticket-used');
			const decision = decisionFor(device) as Extract<HubOperation, { type: 'decision' }>;
			await member.push([], [decision]);
			const answer = await (await device.claim()).json();
			expect(answer).toEqual({
				state: 'decided',
				decision: Buffer.from(decision.decision).toString('base64')
			});
			expect(await saidBy(await device.state())).toBe('ticket-used');
			expect(await saidBy(await other.state())).toBe('waiting');
			expect(await saidBy(await other.claim())).toBe('waiting');
			await member.push([], [decisionFor(other)]);
			expect(await (await other.claim()).json()).not.toEqual(answer);
		});

		it('of a corrected request: the device that has the ticket gets the decision of the one that it brings', async () => {
			const device = await deviceWith();
			await device.claim();
			const corrected = Object.assign(await TestDevice.make(hub.fetch, device.code, 'S2'), {
				device: device.device
			});
			await member.push([], [decisionFor(device)]);
			const earlier = await (await corrected.claim()).json();
			expect(earlier).toEqual(await (await device.state()).json());
			await member.push([], [decisionFor(corrected)]);
			const answer = await (await corrected.claim()).json();
			expect(answer).toMatchObject({ state: 'decided' });
			expect(answer).not.toEqual(earlier);
			expect(await (await device.state()).json()).toEqual(answer);
		});
	});

	describe('with a grant', () => {
		async function granted(
			serialTag: Uint8Array<ArrayBuffer>,
			code = newCode(),
			perHour = 0,
			window?: UtcWindow
		) {
			const { ticketId, ...ticket } = await ticketFor(code, { redeemBy: now + hour });
			const grant = randomBytes(150);
			await member.push(
				[],
				[
					{ ...ticket, ticketId },
					{ type: 'grant', ticketId, grant, serialTag, perHour, ...(window && { window }) }
				]
			);
			return { device: await TestDevice.make(hub.fetch, code), ticketId, grant };
		}
		const tagOf = (device: TestDevice) => Uint8Array.from(Buffer.from(device.serialTag, 'hex'));

		it('is answered by it, at once and again', async () => {
			const { device, grant } = await granted(new Uint8Array());
			const answer = await (await device.claim()).json();
			expect(answer).toEqual({ state: 'granted', at: now, grant: Buffer.from(grant).toString('base64') });
			expect(await (await device.claim()).json()).toEqual(answer);
			expect(await (await device.state()).json()).toEqual(answer);
			expect((await requestsOf()).at(-1)).toMatchObject({ kind: 'granted-request', bytes: device.sealed });
			const other = await TestDevice.make(hub.fetch, device.code);
			expect(await saidBy(await other.claim())).toBe('ticket-used');
		});

		it('for one serial number is answered for that one, and else waits for an admin', async () => {
			const code = newCode();
			const right = await TestDevice.make(hub.fetch, code, '20453AB00123');
			const { device } = await granted(tagOf(right), code);
			expect(await saidBy(await device.claim())).toBe('granted');
			const wrong = await granted(randomBytes(16));
			expect(await saidBy(await wrong.device.claim())).toBe('waiting');
			expect((await requestsOf()).at(-1)).toMatchObject({ kind: 'request' });
		});

		it('is not given to who tries serial numbers: after a first claim a person decides', async () => {
			const code = newCode();
			const right = await TestDevice.make(hub.fetch, code, '20453AB00123');
			await granted(tagOf(right), code);
			const wrong = await TestDevice.make(hub.fetch, code, 'ANOTHER');
			expect(await saidBy(await wrong.claim())).toBe('waiting');
			Object.assign(right, { device: wrong.device });
			expect(await saidBy(await right.claim())).toBe('waiting');
			expect((await requestsOf()).at(-1)).toMatchObject({ kind: 'request', bytes: right.sealed });
		});

		it('is not given for a request that was rejected by QR', async () => {
			const { device } = await granted(new Uint8Array());
			await member.push([], [decisionFor(device)]);
			expect(await saidBy(await device.claim())).toBe('decided');
			expect((await requestsOf()).at(-1)).toMatchObject({ kind: 'request', bytes: device.sealed });
		});

		it.each([
			['in it', { from: 8 * 60, until: 16 * 60 }, 'granted'],
			['from its first minute on', { from: 12 * 60, until: 12 * 60 + 1 }, 'granted'],
			['no longer in its last', { from: 11 * 60, until: 12 * 60 }, 'waiting'],
			['before it', { from: 12 * 60 + 1, until: 16 * 60 }, 'waiting'],
			['in one past midnight', { from: 20 * 60, until: 12 * 60 + 1 }, 'granted'],
			['outside one past midnight', { from: 20 * 60, until: 6 * 60 }, 'waiting'],
			['at any time, where it is the whole day', { from: 300, until: 300 }, 'granted']
		])('with a window is given %s', async (_, window, state) => {
			const before = now;
			// Noon of yesterday.
			now = Math.floor(now / (24 * hour)) * 24 * hour - 12 * hour + 30_000;
			const { device } = await granted(new Uint8Array(), newCode(), 0, window);
			expect(await saidBy(await device.claim())).toBe(state);
			now = before;
		});

		it('that was withdrawn is not given', async () => {
			const { device, ticketId } = await granted(new Uint8Array());
			await member.push([], [{ type: 'withdraw-grant', ticketId }]);
			expect(await saidBy(await device.claim())).toBe('waiting');
		});

		it('is given at most so often an hour', async () => {
			const quiet = now;
			now += 3 * hour;
			const devices = await Promise.all(
				Array.from({ length: 5 }, () => granted(new Uint8Array(), newCode(), 2))
			);
			const answers = await Promise.all(devices.map(({ device }) => device.claim()));
			const states = await Promise.all(answers.map(saidBy));
			expect(states.filter((state) => state === 'granted')).toHaveLength(2);
			expect(states.filter((state) => state === 'waiting')).toHaveLength(3);
			now = quiet;
		});
	});

	it('of which too many are tried from one address: the known ones still are served', async () => {
		const strict = await newHub(engine, { limits: { unknownTickets: 3, unknownTicketEvery: 10_000 } });
		const owner = await TestMember.found(strict.fetch);
		const code = newCode();
		await owner.push([], [await ticketFor(code)]);
		const said: string[] = [];
		for (let i = 0; i < 4; i++) said.push(await saidBy(await (await TestDevice.make(strict.fetch)).claim()));
		expect(said).toEqual(['ticket-unknown', 'ticket-unknown', 'ticket-unknown', 'too-many']);
		expect(await saidBy(await (await TestDevice.make(strict.fetch, code)).claim())).toBe('waiting');
		await strict.close();
	});
});
