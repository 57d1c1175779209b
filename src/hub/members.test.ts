import { describe, expect, it } from 'vitest';
import { newHub } from './testing/new-hub';
import { saidBy, TestMember } from './testing/people';

describe('a hub', () => {
	it('begins so many workspaces for an address, and goes on with those that are there', async () => {
		const limits = { newWorkspaces: 2, newWorkspaceEvery: 60_000 };
		const open = await newHub('postgres', { limits });
		const member = await TestMember.found(open.fetch);
		await TestMember.found(open.fetch);
		const refused = await (await TestMember.make(open.fetch)).create();
		expect([refused.status, await saidBy(refused)]).toEqual([429, 'too-many']);
		expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(50);
		expect((await (await member.colleague()).create()).status).toBe(200);
		await open.close();
	});

	it('asks a tablet that asks too much to wait, and serves the others', async () => {
		const busy = await newHub('postgres', { limits: { memberRequests: 3 } });
		const member = await TestMember.found(busy.fetch);
		const colleague = await member.colleague();
		await colleague.create();
		const ask = (who: TestMember) => who.ask('GET', '/pull?after=0');
		const statuses: number[] = [];
		for (let i = 0; i < 6; i++) statuses.push((await ask(member)).status);
		expect(statuses).toEqual(Array.from({ length: 6 }, () => 200));
		const refused = await ask(member);
		expect([refused.status, await saidBy(refused)]).toEqual([429, 'too-many']);
		expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(10);
		expect((await ask(colleague)).status).toBe(200);
		await busy.close();
	});

	it('takes no request that was signed before it was started, and says the time', async () => {
		let now = Date.now();
		const member = await TestMember.make(
			() => Promise.reject(new Error('nobody is there yet')),
			() => now
		);
		const early = await member.request('GET', '/pull?after=0');
		now += 1_000;
		const started = await newHub('postgres', { now: () => now });
		await Object.assign(member, { fetch: started.fetch }).create();
		expect(await saidBy(await started.fetch(early))).toBe('clock-off');
		expect((await member.ask('GET', '/pull?after=0')).status).toBe(200);
		// Nobody is shut out by a clock that was set back since.
		now -= 3_600_000;
		expect((await member.ask('GET', '/pull?after=0')).status).toBe(200);
		await started.close();
	});
});
