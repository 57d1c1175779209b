import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64, randomBytes, randomId } from '$lib/protocol/bytes';
import { parsePushAnswer } from '$lib/protocol/hub/push-answer';
import { signRequest } from '$lib/protocol/hub/signed-request';
import type { Hub } from './hub';
import { engines, newHub } from './testing/new-hub';
import { newCode, saidBy, TestMember, ticketFor } from './testing/people';

describe.each(engines)('the journal on %s', (engine) => {
	let hub: Hub;
	beforeAll(async () => {
		hub = await newHub(engine);
	});
	afterAll(() => hub.close());

	it('gives entries back in the order in which they were pushed, byte for byte', async () => {
		const member = await TestMember.found(hub.fetch);
		const entries = await Promise.all(['a', 'b', 'c'].map((text) => member.entry(text)));
		const pushed = await member.push(entries);
		expect(await pushed.json()).toMatchObject({ head: 3, sequences: [1, 2, 3] });
		const { head, items } = await member.pull();
		expect(head).toBe(3);
		expect(items.map(({ sequence, kind, bytes }) => [sequence, kind, bytes])).toEqual(
			entries.map((bytes, i) => [i + 1, 'entry', bytes])
		);
	});

	it('takes an entry once, however often it is pushed, and says where it is', async () => {
		const member = await TestMember.found(hub.fetch);
		const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((text) => member.entry(text)));
		await member.push([a!, b!]);
		const again = await member.push([b!, c!, c!, a!]);
		expect(await again.json()).toMatchObject({ head: 3, sequences: [2, 3, 3, 1] });
		expect((await member.pullAll()).map(({ bytes }) => bytes)).toEqual([a, b, c]);
	});

	it('is not for a tablet that knows another one, as after a restored backup', async () => {
		const member = await TestMember.found(hub.fetch);
		const pushed = await member.push([await member.entry(), await member.entry()]);
		const { times } = (await pushed.json()) as { times: number[] };
		const place = (after: number, at: number) => `?after=${after}&received=${at}`;
		const known = place(2, times[1]!);
		const others = [place(2, times[1]! - 1), place(3, times[1]!), place(0, times[1]!)];
		for (const other of others) {
			expect(await saidBy(await member.ask('GET', `/pull${other}`))).toBe('rewound');
			expect(await saidBy(await member.push([await member.entry()], [], other))).toBe('rewound');
		}
		expect((await member.ask('GET', `/pull${known}`)).status).toBe(200);
		expect((await member.pull()).items.map(({ at }) => at)).toEqual(times);
		// Beside others in one commit it is refused alone.
		const together = await Promise.all(
			[others[0]!, known, others[1]!].map(async (at) => member.push([await member.entry()], [], at))
		);
		expect(together.map(({ status }) => status)).toEqual([409, 200, 409]);
		expect((await member.pull()).head).toBe(3);
	});

	it('tells a tablet with its push what it has not got, and not what it has just pushed', async () => {
		const member = await TestMember.found(hub.fetch);
		const entries = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => member.entry(text)));
		const [a, b, c, d, e] = entries;
		const newsTo = async (pushed: readonly Uint8Array<ArrayBuffer>[], after: number) => {
			const answer = await (await member.push(pushed, [], `?after=${after}&news`)).json();
			const { head, sequences, news } = parsePushAnswer(answer, pushed.length, after)!;
			return { head, sequences, news: news!.items.map(({ sequence, bytes }) => [sequence, bytes]) };
		};
		expect(await newsTo([a!], 0)).toEqual({ head: 1, sequences: [1], news: [] });
		await member.push([b!, c!]);
		expect(await newsTo([d!], 1)).toEqual({
			head: 4,
			sequences: [4],
			news: [
				[2, b],
				[3, c]
			]
		});
		// What it has pushed before, and what it has not, with others between.
		expect(await newsTo([e!, c!, a!], 1)).toEqual({ head: 5, sequences: [5, 3, 1], news: [[2, b]] });
		// Operations alone, and nothing: all that follows.
		expect((await newsTo([], 3)).news).toEqual([
			[4, d],
			[5, e]
		]);
		expect((await newsTo([], 5)).news).toEqual([]);
		expect((await newsTo([], 9)).news).toEqual([]);
		// Who does not ask is not told; who has another journal is refused.
		expect(await (await member.push([], [], '?after=3')).json()).not.toHaveProperty('news');
		expect(await saidBy(await member.push([], [], '?after=3&received=1&news'))).toBe('rewound');
	});

	it('tells with a push no more than is good for one answer', async () => {
		const member = await TestMember.found(hub.fetch);
		const large = await Promise.all(Array.from({ length: 4 }, () => member.entry('x'.repeat(100_000))));
		await member.push(large);
		const answer = await (await member.push([await member.entry()], [], '?after=0&news')).json();
		expect(parsePushAnswer(answer, 1, 0)).toMatchObject({ head: 5, sequences: [5] });
		expect(parsePushAnswer(answer, 1, 0)!.news!.items.map(({ bytes }) => bytes)).toEqual(large.slice(0, 3));
	});

	it('comes in pages that follow each other without gap or double', async () => {
		const member = await TestMember.found(hub.fetch);
		const large = await Promise.all(Array.from({ length: 7 }, () => member.entry('x'.repeat(900_000))));
		for (const entry of large) await member.push([entry]);
		const first = await member.pull();
		expect(first.items.length).toBeLessThan(7);
		expect(first.items.length).toBeGreaterThan(0);
		expect((await member.pullAll()).map(({ bytes }) => bytes.length)).toEqual(
			large.map(({ length }) => length)
		);
	});

	it('is for its members alone', async () => {
		const member = await TestMember.found(hub.fetch);
		const stranger = await member.colleague();
		expect(await saidBy(await stranger.push([await stranger.entry()]))).toBe('not-signed');
		const other = await TestMember.found(hub.fetch);
		const request = await other.request('GET', '/pull?after=0');
		const elsewhere = new Request(request.url.replace(other.workspace, member.workspace), request);
		expect(await saidBy(await hub.fetch(elsewhere))).toBe('not-signed');
		expect((await member.pull()).head).toBe(0);
	});

	it('lets a member in by a member, and out again', async () => {
		let now = Date.now();
		const timed = await newHub(engine, { now: () => now });
		const member = await TestMember.found(timed.fetch, () => now);
		const colleague = await member.colleague();
		const signingKey = bytesToBase64(await colleague.publicKey());
		expect((await member.ask('POST', '/members', { member: colleague.member, signingKey })).status).toBe(204);
		expect((await colleague.push([await colleague.entry()])).status).toBe(200);
		expect((await member.pull()).head).toBe(1);
		expect((await member.ask('DELETE', `/members/${colleague.member}`)).status).toBe(204);
		now += 6_000;
		expect(await saidBy(await colleague.push([await colleague.entry()]))).toBe('not-signed');
		await timed.close();
	});

	it('lets another tablet in by the founding key, and nobody by another', async () => {
		const member = await TestMember.found(hub.fetch);
		const restored = await member.colleague();
		expect((await restored.create()).status).toBe(200);
		expect((await restored.push([await restored.entry()])).status).toBe(200);
		const thief = await TestMember.make(hub.fetch);
		const proof = bytesToBase64(randomBytes(64));
		expect(await saidBy(await thief.create({ proof }))).toBe('not-signed');
	});

	it('takes each signed request once, and none that is old or from a clock that is off', async () => {
		const member = await TestMember.found(hub.fetch);
		const request = await member.request('GET', '/pull?after=0');
		expect((await hub.fetch(request.clone())).status).toBe(200);
		expect(await saidBy(await hub.fetch(request))).toBe('replayed');
		const target = `/v1/workspaces/${member.workspace}/pull?after=0`;
		const message = { method: 'GET', target, body: new Uint8Array() };
		const late = await signRequest(member.pair.privateKey, member.member, message, Date.now() - 400_000);
		const before = Date.now();
		const answer = await hub.fetch(
			new Request(`http://hub.test${target}`, { headers: { Authorization: late } })
		);
		expect(answer.status).toBe(401);
		const problem = (await answer.json()) as { type: string; now: number };
		expect(problem.type).toBe('/problems/clock-off');
		expect(problem.now).toBeGreaterThanOrEqual(before);
		expect(problem.now).toBeLessThanOrEqual(Date.now());
	});

	it('refuses a body that was changed on the way', async () => {
		const member = await TestMember.found(hub.fetch);
		const request = await member.request('POST', '/push', await member.entry());
		const changed = new Request(request.url, {
			method: 'POST',
			headers: request.headers,
			body: await member.entry()
		});
		expect(await saidBy(await hub.fetch(changed))).toBe('not-signed');
	});

	it('refuses entries of another workspace, and takes nothing of that push', async () => {
		const member = await TestMember.found(hub.fetch);
		const other = await TestMember.make(hub.fetch);
		const pushed = await member.push([await member.entry(), await other.entry()]);
		expect(await saidBy(pushed)).toBe('malformed');
		expect((await member.pull()).head).toBe(0);
	});

	it('stops at the workspace’s quota and keeps what was there', async () => {
		const small = await newHub(engine, { limits: { workspaceBytes: 3_000, workspaceTickets: 1 } });
		const member = await TestMember.found(small.fetch);
		expect((await member.push([await member.entry('x'.repeat(2_000))])).status).toBe(200);
		expect(await saidBy(await member.push([await member.entry('x'.repeat(2_000))]))).toBe('quota-used-up');
		expect((await member.push([], [await ticketFor(newCode())])).status).toBe(200);
		expect(await saidBy(await member.push([], [await ticketFor(newCode())]))).toBe('quota-used-up');
		expect(await member.pullAll()).toHaveLength(1);
		await small.close();
	});

	it('needs the operator’s token for a new workspace where there is one', async () => {
		const closed = await newHub(engine, { signUpToken: 'come in' });
		const member = await TestMember.make(closed.fetch);
		expect(await saidBy(await member.create())).toBe('sign-up-refused');
		expect(await saidBy(await member.create({ signUpToken: 'wrong' }))).toBe('sign-up-refused');
		expect((await member.create({ signUpToken: 'come in' })).status).toBe(201);
		// Known by then: another tablet of the workspace needs none.
		expect((await (await member.colleague()).create()).status).toBe(200);
		await closed.close();
	});

	it.each(['8000000', null])(
		'is not read for a tablet that nobody knows, however much it sends: %s',
		async (length) => {
			const member = await TestMember.found(hub.fetch);
			const stranger = await member.colleague();
			const { url, headers } = await stranger.request('POST', '/push', randomBytes(1_000));
			let read = 0;
			const body = new ReadableStream(
				{ pull: (controller) => void (read++, controller.enqueue(randomBytes(1_000))) },
				{ highWaterMark: 0 }
			);
			if (length !== null) headers.set('Content-Length', length);
			const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
			expect(await saidBy(await hub.fetch(new Request(url, init)))).toBe('not-signed');
			expect(read).toBe(0);
		}
	);

	it('tells a member nothing more once it was put out', async () => {
		const member = await TestMember.found(hub.fetch);
		const colleague = await member.colleague();
		await colleague.create();
		const [ended, goesOn] = await Promise.all(
			[colleague, member].map(async (one) => {
				const stream = await hub.fetch(await one.request('GET', '/events'));
				return stream.body!.pipeThrough(new TextDecoderStream()).getReader();
			})
		);
		await Promise.all([ended!.read(), goesOn!.read()]);
		expect((await member.ask('DELETE', `/members/${colleague.member}`)).status).toBe(204);
		expect((await ended!.read()).done).toBe(true);
		await member.push([await member.entry()]);
		expect((await goesOn!.read()).value).toContain('data: 1');
		await goesOn!.cancel();
	});

	it('tells of every change at once', async () => {
		const member = await TestMember.found(hub.fetch);
		const stream = await hub.fetch(await member.request('GET', '/events'));
		expect(stream.headers.get('Content-Type')).toBe('text/event-stream');
		const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
		expect((await reader.read()).value).toBe('event: head\ndata: 0\n\n');
		await member.push([await member.entry(undefined, randomId())]);
		expect((await reader.read()).value).toBe('event: head\ndata: 1\n\n');
		await reader.cancel();
	});

	it('grows without gaps, in order, for whoever reads meanwhile', async () => {
		const member = await TestMember.found(hub.fetch);
		let isWriting = true;
		const seen: number[] = [];
		const reading = (async () => {
			while (isWriting || seen.length < (await member.pull(seen.length)).head) {
				// A page that is not gapless from here is refused by parsePage.
				for (const { sequence } of (await member.pull(seen.length)).items) seen.push(sequence);
			}
		})();
		await Promise.all(
			Array.from({ length: 12 }, async () => {
				for (let i = 0; i < 10; i++) await member.push([await member.entry(), await member.entry()]);
			})
		);
		isWriting = false;
		await reading;
		expect(seen).toEqual(Array.from({ length: 240 }, (_, i) => i + 1));
	});
});
