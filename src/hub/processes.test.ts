import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { randomBytes } from '$lib/protocol/bytes';
import { hashOf } from './bytes';
import { startHub, type HubProcess } from './testing/hub-process';
import { createDatabase } from './testing/postgres-server';
import { reader } from './testing/reader';
import { fetchAt, hour, newCode, saidBy, TestDevice, TestMember, ticketFor } from './testing/people';

describe('two hubs on one PostgreSQL', () => {
	let one: HubProcess;
	let two: HubProcess;
	beforeAll(async () => {
		const DATABASE_URL = await createDatabase(inject('postgresUrl'));
		// Together, so that both want to make the tables.
		[one, two] = await Promise.all([startHub({ DATABASE_URL }), startHub({ DATABASE_URL })]);
	});
	afterAll(async () => {
		await Promise.all([one.kill(), two.kill()]);
	});

	it('give a ticket to one device, whoever asks where at the same time: 100 rounds of 200 claims', async () => {
		const member = await TestMember.found(fetchAt(one.url));
		const codes = Array.from({ length: 100 }, newCode);
		await member.push([], await Promise.all(codes.map((code) => ticketFor(code))));
		let previous = 0;
		for (const code of codes) {
			// Ten devices, each of which asks twenty times, as if its answers were lost.
			const devices = await Promise.all(
				Array.from({ length: 10 }, (_, i) => TestDevice.make(fetchAt(i % 2 ? one.url : two.url), code))
			);
			const said = await Promise.all(
				devices.map((device) =>
					Promise.all(
						Array.from({ length: 20 }, async (_, i) => {
							const asked = Object.assign(Object.create(device), {
								fetch: fetchAt(i % 2 ? one.url : two.url)
							});
							return saidBy(await asked.claim());
						})
					)
				)
			);
			const winners = said.filter((answers) => answers.every((answer) => answer === 'waiting'));
			const losers = said.filter((answers) => answers.every((answer) => answer === 'ticket-used'));
			expect([winners.length, losers.length]).toEqual([1, 9]);
			const { head } = await member.pull(previous);
			expect(head).toBe(++previous);
		}
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
