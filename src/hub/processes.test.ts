import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pool } from 'undici';
import { bytesToBase64, randomBytes, randomId } from '$lib/protocol/bytes';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import type { HubItem } from '$lib/protocol/hub/pull';
import { encodePush, type HubOperation } from '$lib/protocol/hub/push';
import { sealReceipt } from '$lib/protocol/receipt';
import { extent } from '../../tests/support/extent';
import { hashOf } from './bytes';
import { startHub, type HubProcess } from './testing/hub-process';
import { createDatabase } from './testing/postgres-server';
import { postgresUrl } from './testing/postgres-url';
import { reader } from './testing/reader';
import { fetchAt, hour, newCode, saidBy, TestDevice, TestMember, ticketFor } from './testing/people';

const rounds = extent({ short: 5, whole: 100 });

describe('two hubs on one PostgreSQL', () => {
	let one: HubProcess;
	let two: HubProcess;
	beforeAll(async () => {
		const DATABASE_URL = await createDatabase(postgresUrl());
		// Together, so that both want to make the tables.
		[one, two] = await Promise.all([startHub({ DATABASE_URL }), startHub({ DATABASE_URL })]);
	});
	afterAll(async () => {
		await Promise.all([one.kill(), two.kill()]);
	});

	it(
		'give a ticket to one device of 400 that want it at the same time, 200 by each',
		{ tags: ['soak'] },
		async () => {
			const member = await TestMember.found(fetchAt(one.url));
			const codes = Array.from({ length: rounds }, newCode);
			await member.push([], await Promise.all(codes.map((code) => ticketFor(code))));
			const processes = [one, two].map(({ url }) => new Pool(url, { connections: 64 }));
			const claim = async (device: TestDevice, at: Pool) => {
				const { path, ...options } = claimOf(device);
				const { body } = await at.request({ ...options, path });
				return saidBy(new Response(await body.text()));
			};
			for (const [round, code] of codes.entries()) {
				const made = await TestDevice.make(fetchAt(one.url), code);
				const devices = Array.from({ length: 400 }, () => anotherLike(made));
				const said = await Promise.all(devices.map((device, i) => claim(device, processes[i % 2]!)));
				expect(said.filter((answer) => answer === 'waiting')).toHaveLength(1);
				expect(said.filter((answer) => answer === 'ticket-used')).toHaveLength(399);
				// As if its answer was lost, asked again here and there.
				const winner = devices[said.indexOf('waiting')]!;
				expect(await Promise.all(processes.map((at) => claim(winner, at)))).toEqual(['waiting', 'waiting']);
				const { head, items } = await member.pull(round);
				expect(head).toBe(round + 1);
				expect(items[0]!.bytes).toEqual(winner.sealed);
			}
			await Promise.all(processes.map((pool) => pool.close()));
		}
	);

	it('refuse a member that was put out at one as soon as the other has heard of it', async () => {
		const member = await TestMember.found(fetchAt(one.url));
		const colleague = Object.assign(await member.colleague(), { fetch: fetchAt(two.url) });
		await colleague.create();
		const ask = () => colleague.ask('GET', '/pull?after=0');
		expect((await ask()).status).toBe(200);
		const stream = await colleague.fetch(await colleague.request('GET', '/events'));
		const events = stream.body!.getReader();
		await events.read();
		expect((await member.ask('DELETE', `/members/${colleague.member}`)).status).toBe(204);
		while (!(await events.read()).done);
		expect(await saidBy(await ask())).toBe('not-signed');
	});

	it('hear a signed request once, also where it is repeated at the other', async () => {
		const member = await TestMember.found(fetchAt(one.url));
		const code = newCode();
		const first = await ticketFor(code, { redeemBy: Date.now() + hour });
		const { ticketId } = first;
		const pushing = (...operations: HubOperation[]) =>
			member.request('POST', '/push', encodePush({ entries: [], operations }));
		const grant = (): HubOperation => ({
			type: 'grant',
			ticketId,
			grant: randomBytes(60),
			serialTag: new Uint8Array(),
			perHour: 0
		});
		const shorter = await pushing({ type: 'extend', ticketId, redeemBy: 1 });
		const withdrawn = await pushing({ type: 'withdraw-grant', ticketId });
		expect((await member.push([], [first, grant()])).status).toBe(200);
		for (const request of [shorter, withdrawn])
			expect((await fetchAt(one.url)(request.clone())).status).toBe(200);
		const extended = Date.now() + 2 * hour;
		await member.push([], [{ type: 'extend', ticketId, redeemBy: extended }, grant()]);
		for (const request of [shorter, withdrawn])
			expect((await fetchAt(two.url)(request.clone())).status).toBe(200);
		const device = await TestDevice.make(fetchAt(two.url), code);
		expect(await saidBy(await device.claim())).toBe('granted');
	});

	it('grow a journal without gaps, in order, for who reads at one what is written at both', async () => {
		const member = await TestMember.found(fetchAt(one.url));
		const at = [one, two].map(
			({ url }) => Object.assign(Object.create(member), { fetch: fetchAt(url) }) as TestMember
		);
		const codes = Array.from({ length: 24 }, newCode);
		await member.push([], await Promise.all(codes.map((code) => ticketFor(code))));
		let isWriting = true;
		const seen: HubItem[] = [];
		const reading = (async () => {
			for (;;) {
				const wasWriting = isWriting;
				// A page that is not gapless from here is refused by parsePage.
				const { head, items } = await at[1]!.pull(seen.length);
				seen.push(...items);
				if (!wasWriting && seen.length === head) return;
			}
		})();
		const pushing = at.flatMap((author) =>
			Array.from({ length: 3 }, async () => {
				for (let i = 0; i < 10; i++) await author.push([await author.entry(), await author.entry()]);
			})
		);
		const claiming = codes.map(async (code, i) => {
			const device = await TestDevice.make(at[i % 2]!.fetch, code);
			expect((await device.claim()).status).toBe(200);
			const receipt = await sealReceipt(await handOffKeysOf(code), 'ab'.repeat(16), Date.now());
			expect((await device.ack(receipt)).status).toBe(204);
		});
		await Promise.all([...pushing, ...claiming]);
		isWriting = false;
		await reading;
		expect(seen.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 168 }, (_, i) => i + 1));
		const ofKind = (kind: HubItem['kind']) => seen.filter((item) => item.kind === kind).length;
		expect([ofKind('entry'), ofKind('request'), ofKind('receipt')]).toEqual([120, 24, 24]);
		expect(await at[0]!.pullAll()).toEqual(seen);
	});

	it('wake each other’s members and devices', async () => {
		const here = await TestMember.found(fetchAt(one.url));
		const there = Object.assign(Object.create(here), { fetch: fetchAt(two.url) }) as TestMember;
		const code = newCode();
		await here.push([], [await ticketFor(code)]);
		const device = await TestDevice.make(fetchAt(two.url), code);
		const heads = reader(await here.fetch(await here.request('GET', '/events')));
		expect(await heads.next()).toContain('data: 0');
		await device.claim();
		expect(await heads.next()).toContain('data: 1');
		const states = reader(await device.events());
		expect(await states.next()).toContain('waiting');
		await here.push(
			[],
			[
				{
					type: 'decision',
					ticketId: device.ticketId,
					requestHash: hashOf(device.sealed, 16),
					decision: randomBytes(180),
					collectBy: Date.now() + hour
				}
			]
		);
		expect(await states.next()).toContain('decided');
		expect((await there.pull()).head).toBe(1);
		await Promise.all([heads.cancel(), states.cancel()]);
	});
});

/** Another device with the same code: to make each from scratch would take longer than the claims. */
function anotherLike(device: TestDevice): TestDevice {
	const sealed = new Uint8Array(device.sealed);
	// The end of the ciphertext, which the hub cannot read.
	sealed.set(randomBytes(16), sealed.length - 16);
	return Object.assign(Object.create(device) as TestDevice, { device: randomId(), sealed });
}

function claimOf({ ticketId, headers, sealed, serialTag }: TestDevice) {
	return {
		method: 'POST' as const,
		path: `/v1/tickets/${ticketId}/claim`,
		headers: { ...headers, 'Content-Type': 'application/json' },
		body: JSON.stringify({ request: bytesToBase64(sealed), serialTag })
	};
}
