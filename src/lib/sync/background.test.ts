import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { renameWorkspace } from '$lib/commands/rename-workspace';
import { must, TestTablet, type Fetch } from '$lib/commands/testing/test-tablet';
import { RoompassDatabase } from '$lib/journal/database';
import { openHub, type Hub } from '../../hub/hub';
import { syncInBackground } from './background';
import { disconnectHub } from './connection';
import { readHubState } from './hub-state';
import { waitingToSend } from './outbox';
import { inMemory } from '../../../tests/support/in-memory';

const html = { 'Content-Type': 'text/html' };
const app = 'https://rooms.contoso.com/roompass/';

let hub: Hub;
let first: TestTablet;
let second: TestTablet;
/** What the service worker asked. */
let asked: string[];

beforeAll(async () => {
	hub = await openHub({ database: await inMemory() });
});
afterAll(() => hub.close());

beforeEach(async () => {
	first = await TestTablet.found(hub.fetch);
	await first.addRooms(1);
	second = await first.colleague();
	await first.connect();
	must(await first.sync());
	await second.connect();
	must(await second.sync());
	vi.stubGlobal('navigator', { onLine: true });
	answers(hub.fetch);
});
afterEach(() => vi.unstubAllGlobals());

/** The network that the service worker finds. */
function answers(by: Fetch): void {
	asked = [];
	vi.stubGlobal('fetch', (request: Request) => {
		asked.push(request.url);
		return by(new Request(request.url.replace(app, 'http://hub.test/'), request));
	});
}

/** The service worker opens and closes the database itself. */
const wake = () => syncInBackground(app, new RoompassDatabase(first.database.name));
const nameOf = (tablet: TestTablet) => tablet.workspace.state.name.value;

it('sends once what a locked tablet has left, and fetches what is new', async () => {
	must(await renameWorkspace(first.workspace, 'Contoso Hamar'));
	await second.addRooms(2);
	must(await second.sync());
	expect(await waitingToSend(first.database)).toBe(1);
	await wake();
	expect(await waitingToSend(first.database)).toBe(0);
	expect(asked.length).toBeGreaterThan(0);
	expect(asked.filter((url) => !url.startsWith(`${app}v1/workspaces/`))).toEqual([]);
	const { pulledTo } = (await readHubState(first.database))!;
	await wake();
	expect((await readHubState(first.database))!.pulledTo).toBe(pulledTo);

	must(await second.sync());
	expect(nameOf(second)).toBe('Contoso Hamar');
	await first.workspace.refresh();
	expect(first.workspace.state.accounts.size).toBe(2);
});

it.each<[string, Fetch]>([
	['does not answer', () => Promise.reject(new TypeError('Failed to fetch'))],
	['is behind the sign-in page of a hotel', async () => new Response('<!doctype html>', { headers: html })],
	['has too much to do', async () => new Response(null, { status: 503, headers: { 'Retry-After': '2' } })]
])('rejects where the hub %s, so that the browser wakes it again, and loses nothing', async (_, by) => {
	must(await renameWorkspace(first.workspace, 'Contoso Hamar'));
	answers(by);
	await expect(wake()).rejects.toThrow('the hub: ');
	expect(await waitingToSend(first.database)).toBe(1);
	answers(hub.fetch);
	await wake();
	expect(await waitingToSend(first.database)).toBe(0);
});

it('is not woken again where the hub refuses the tablet, or where none is connected', async () => {
	must(await renameWorkspace(first.workspace, 'Contoso Hamar'));
	const problem = { type: '/problems/not-signed', title: 'Not signed', status: 401 };
	const headers = { 'Content-Type': 'application/problem+json' };
	answers(async () => new Response(JSON.stringify(problem), { status: 401, headers }));
	await wake();
	expect(await waitingToSend(first.database)).toBe(1);
	expect((await readHubState(first.database))!.failure).toBe('not-signed');

	await disconnectHub(first.database);
	answers(hub.fetch);
	await wake();
	expect(asked).toEqual([]);
});
