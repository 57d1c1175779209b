import { Hono } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import { bodyUpTo, TokenBuckets } from './limits';
import { Problem } from './problems';

describe('token buckets', () => {
	let now: number;
	beforeEach(() => {
		now = 1_795_000_000_000;
	});
	const bucketsOf = (burst: number, every: number) => new TokenBuckets(burst, every, () => now);
	/** How many tokens can be taken one after the other. */
	const taken = (buckets: TokenBuckets, key: string, most = 1_000) => {
		let count = 0;
		while (count < most && buckets.take(key)) count++;
		return count;
	};

	it('give a burst, and then one token in so many ms, to each key its own', () => {
		const buckets = bucketsOf(3, 100);
		expect(taken(buckets, 'a')).toBe(3);
		expect(taken(buckets, 'b')).toBe(3);
		now += 99;
		expect(taken(buckets, 'a')).toBe(0);
		now += 1;
		expect(taken(buckets, 'a')).toBe(1);
		now += 250;
		expect(taken(buckets, 'a')).toBe(2);
		// The half that was over counts.
		now += 50;
		expect(taken(buckets, 'a')).toBe(1);
	});

	it('hold no more than a burst, however long nobody asked', () => {
		const buckets = bucketsOf(3, 100);
		taken(buckets, 'a');
		now += 100_000;
		expect(taken(buckets, 'a')).toBe(3);
	});

	it('lose nothing to a clock that is set back', () => {
		const buckets = bucketsOf(3, 100);
		expect(buckets.take('a')).toBe(true);
		now -= 1_000_000;
		expect(taken(buckets, 'a')).toBe(2);
	});

	it('say after how many seconds there is a token again, at least one', () => {
		const buckets = bucketsOf(1, 30_000);
		expect(buckets.retryAfter('a')).toBe(1);
		buckets.take('a');
		expect(buckets.retryAfter('a')).toBe(30);
		now += 1;
		expect(buckets.retryAfter('a')).toBe(30);
		now += 10_000;
		expect(buckets.retryAfter('a')).toBe(20);
		now += 19_999;
		expect(buckets.retryAfter('a')).toBe(1);
		expect(buckets.take('a')).toBe(true);
	});

	describe('of very many keys', () => {
		const addresses = (buckets: TokenBuckets, count: number, from = 0) => {
			for (let n = from; n < from + count; n++) buckets.take(`address ${n}`);
		};

		it('forget none of 100,000 that have taken', () => {
			const buckets = bucketsOf(1, 1_000_000);
			addresses(buckets, 100_000);
			expect(buckets.take('address 0')).toBe(false);
			expect(buckets.take('address 99999')).toBe(false);
		});

		it('forget at one more those that are full again, and no other', () => {
			const buckets = bucketsOf(2, 1_000);
			addresses(buckets, 60_000);
			now += 1_000;
			// These have one token left each; the 60,000 have both again.
			addresses(buckets, 40_000, 60_000);
			addresses(buckets, 1, 100_000);
			for (const n of [60_000, 80_000, 99_999, 100_000]) {
				expect(taken(buckets, `address ${n}`)).toBe(1);
			}
			expect(taken(buckets, 'address 0')).toBe(2);
		});

		it('forget the oldest where none is full, and keep 50,000', () => {
			const buckets = bucketsOf(1, 1_000_000);
			addresses(buckets, 100_001);
			// The newest 50,000 of 100,001: 50,001 and later.
			expect(buckets.take('address 50001')).toBe(false);
			expect(buckets.take('address 100000')).toBe(false);
			expect(buckets.take('address 50000')).toBe(true);
			expect(buckets.take('address 0')).toBe(true);
		});
	});
});

describe('a body', () => {
	const app = new Hono();
	app.post('/', bodyUpTo(10), async (c) => c.text(`${(await c.req.arrayBuffer()).byteLength}`));
	app.onError((thrown) =>
		thrown instanceof Problem ? thrown.toResponse() : new Response(`${thrown}`, { status: 500 })
	);
	const post = (length: number, declared?: string) => {
		const body = new Uint8Array(length);
		const headers: Record<string, string> = declared === undefined ? {} : { 'Content-Length': declared };
		// A stream does not say how long it is.
		const stream = new ReadableStream({
			start(controller) {
				for (let at = 0; at < length; at += 4) controller.enqueue(body.slice(at, at + 4));
				controller.close();
			}
		});
		const init = { method: 'POST', headers, body: stream, duplex: 'half' };
		return app.request('/', init as RequestInit);
	};

	it.each([
		[0, '0'],
		[9, '9'],
		[10, '10'],
		[9, undefined],
		[10, undefined]
	])('of %i bytes, said to be %s, is taken', async (length, declared) => {
		const answer = await post(length, declared);
		expect([answer.status, await answer.text()]).toEqual([200, `${length}`]);
	});

	it.each([
		[11, '11'],
		[11, undefined],
		[1, '11'],
		[1, 'many'],
		[1, 'NaN']
	])('of %i bytes, said to be %s, is refused', async (length, declared) => {
		const answer = await post(length, declared);
		expect(answer.status).toBe(413);
		expect(await answer.json()).toMatchObject({ type: '/problems/too-large' });
	});
});
