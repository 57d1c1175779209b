import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HubEnv } from './context';
import type { Query } from './database/database';
import { Events } from './events';
import { defaultLimits } from './limits';
import { Metrics } from './metrics';
import { reader } from './testing/reader';

/** What a tablet has to know of its hub's database being away it knows within this time, in ms. */
const soon = 10_000;

let answers: () => Promise<readonly Record<string, unknown>[]>;
let events: Events;
let app: Hono<HubEnv>;

beforeEach(async () => {
	vi.useFakeTimers();
	answers = async () => [];
	events = new Events({
		database: {
			query: (() => answers()) as unknown as Query,
			listen: async () => undefined,
			close: async () => undefined
		},
		now: Date.now,
		limits: defaultLimits,
		metrics: new Metrics(),
		log: () => undefined,
		addressOf: () => 'here'
	});
	await events.start();
	app = new Hono<HubEnv>();
	const current = async () => (await answers(), 'event: head\ndata: 7\n\n');
	app.get('/', (c) => events.stream(c, { topic: 'ab', member: 'cd', current }));
	app.onError((thrown, c) => c.text(thrown.message, 503));
});
afterEach(() => {
	events.stop();
	vi.useRealTimers();
});

/** The events of a stream, as they come. */
async function listening(): Promise<string[]> {
	const heard: string[] = [];
	const stream = reader(await app.request('/'));
	void (async () => {
		for (;;) heard.push(await stream.next());
	})().catch(() => undefined);
	await vi.advanceTimersByTimeAsync(0);
	return heard;
}
const problem = expect.stringMatching(/^event: problem\ndata: \{"type":"\/problems\/unavailable"/);
const head = 'event: head\ndata: 7';

it.each<[how: string, answers: () => Promise<never>]>([
	['does not answer', () => new Promise(() => undefined)],
	['refuses', () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' }))]
])('a database that %s is told to everybody who listens, once, and its return once', async (_, away) => {
	const heard = [await listening(), await listening()];
	expect(heard).toEqual([[head], [head]]);
	answers = away;
	await vi.advanceTimersByTimeAsync(soon);
	expect(heard).toEqual([
		[head, problem],
		[head, problem]
	]);
	await vi.advanceTimersByTimeAsync(10 * soon);
	expect(heard[0]).toHaveLength(2);
	// Who comes now is not kept waiting.
	expect((await app.request('/')).status).toBe(503);
});

it('a database that is back is told to everybody who has heard that it was away', async () => {
	const heard = await listening();
	answers = () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
	await vi.advanceTimersByTimeAsync(soon);
	answers = async () => [];
	await vi.advanceTimersByTimeAsync(2 * soon);
	expect(heard).toEqual([head, problem, head]);
	expect(await listening()).toEqual([head]);
});

it('a database that answers late, and does, is not said to be away', async () => {
	const heard = await listening();
	answers = () => new Promise((resolve) => setTimeout(() => resolve([]), 900));
	await vi.advanceTimersByTimeAsync(3 * soon);
	expect(heard).toEqual([head]);
});
