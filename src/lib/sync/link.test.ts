import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { renameWorkspace } from '$lib/commands/rename-workspace';
import { must, TestTablet } from '$lib/commands/testing/test-tablet';
import { openHub, type Hub } from '../../hub/hub';
import { readHubState } from './hub-state';
import { HubLink } from './link';
import { inMemory } from '../../../tests/support/in-memory';

let hub: Hub;
let first: TestTablet;
let second: TestTablet;
const links: HubLink[] = [];

beforeAll(async () => {
	hub = await openHub({ database: await inMemory() });
});
afterAll(() => hub.close());
beforeEach(async () => {
	first = await TestTablet.found(hub.fetch);
	second = await first.colleague();
	await first.connect();
	must(await first.sync());
	await second.connect();
	must(await second.sync());
});
afterEach(() => {
	for (const link of links.splice(0)) link.stop();
});

function link(tablet: TestTablet, onsync = vi.fn(), random = () => 0): HubLink {
	const made = new HubLink({
		...tablet.ports,
		exclusively: (task) => task(),
		random,
		isVisible: () => true,
		onsync
	});
	links.push(made);
	return made;
}

const nameOn = (tablet: TestTablet) => tablet.workspace.state.name.value;

describe('a link', () => {
	it('brings a change from one open tablet to the other', async () => {
		const one = link(first);
		// By itself it would ask again in hours.
		link(second, vi.fn(), () => 10_000);
		await vi.waitFor(async () => expect((await readHubState(second.database))!.lastSyncedAt).not.toBeNull());
		must(await renameWorkspace(first.workspace, 'Fabrikam'));
		one.changed();
		await vi.waitFor(() => expect(nameOn(second)).toBe('Fabrikam'));
	});

	it('tries again by itself when the hub comes back, and says what happens', async () => {
		const { fetch } = first;
		first.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
		const onsync = vi.fn();
		link(first, onsync);
		await vi.waitFor(() => expect(onsync.mock.calls.length).toBeGreaterThan(4));
		expect(onsync.mock.calls[1]![0]).toEqual({ ok: false, error: { type: 'Unreachable' } });
		must(await renameWorkspace(first.workspace, 'Fabrikam'));
		first.fetch = fetch;
		await vi.waitFor(async () => expect((await readHubState(first.database))!.failure).toBeNull());
		must(await second.sync());
		expect(nameOn(second)).toBe('Fabrikam');
	});

	it('follows the events again as soon as the hub answers, whatever they were waiting for', async () => {
		const { fetch } = first;
		const isEvents = ({ url }: Request) => url.endsWith('/events');
		const away = () => Promise.reject(new TypeError('Failed to fetch'));
		first.fetch = (request) => (isEvents(request) ? away() : fetch(request));
		// The next try of the events is hours away.
		const random = vi.fn(() => 10_000);
		const onsync = vi.fn();
		const one = link(first, onsync, random);
		await vi.waitFor(() => expect(random.mock.calls.length).toBeGreaterThanOrEqual(2));
		await vi.waitFor(() => expect(onsync.mock.calls.length).toBeGreaterThanOrEqual(2));
		random.mockImplementation(() => 0);
		first.fetch = away;
		one.changed();
		await vi.waitFor(() =>
			expect(onsync).toHaveBeenCalledWith({ ok: false, error: { type: 'Unreachable' } })
		);
		let asked = 0;
		first.fetch = (request) => {
			if (isEvents(request)) asked++;
			return fetch(request);
		};
		await vi.waitFor(() => expect(asked).toBeGreaterThan(0));
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
		await vi.waitFor(() => expect(nameOn(first)).toBe('Fabrikam'));
	});

	it('shows that the hub’s database is away as soon as the hub says so, and that it is back', async () => {
		const { fetch } = first;
		let say!: (event: string) => void;
		first.fetch = (request) => {
			if (!request.url.endsWith('/events')) return fetch(request);
			const body = new ReadableStream<Uint8Array>({
				start: (stream) => void (say = (event) => stream.enqueue(new TextEncoder().encode(event)))
			});
			return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
		};
		const onsync = vi.fn();
		link(first, onsync);
		await vi.waitUntil(() => say !== undefined && onsync.mock.calls.length === 2);
		const { pulledTo } = (await readHubState(first.database))!;
		say('event: problem\ndata: {"type":"/problems/unavailable"}\n\n');
		const failure = async () => (await readHubState(first.database))!.failure;
		await vi.waitUntil(async () => (await failure()) === 'Busy');
		// It is the hub’s word: nothing was asked, which might have waited for the database.
		expect(onsync).toHaveBeenCalledTimes(2);
		say(`event: head\ndata: ${pulledTo}\n\n`);
		await vi.waitUntil(async () => (await failure()) === null);
	});

	it('that was stopped asks no more', async () => {
		const onsync = vi.fn();
		const stopped = link(first, onsync);
		await vi.waitFor(() => expect(onsync).toHaveBeenCalledTimes(2));
		await new Promise((resolve) => setTimeout(resolve, 100));
		stopped.stop();
		const fetch = vi.fn(first.fetch);
		first.fetch = fetch;
		stopped.wake();
		stopped.seen();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(fetch).not.toHaveBeenCalled();
	});
});
