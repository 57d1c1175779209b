import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exclusively } from '$lib/sync/exclusively';
import { memberPorts, syncPorts } from './sync-ports';
import { database, newTabletMember, tabletRow } from './tablet';

vi.mock('$app/paths', () => ({ resolve: (path: string) => `/roompass${path}` }));

const fetched = vi.fn<(request: Request) => Promise<Response>>(async () => new Response('there'));
let browser: { onLine: boolean };
beforeEach(() => {
	browser = { onLine: true };
	vi.stubGlobal('location', new URL('https://host.test/roompass/settings/?x=1#y'));
	vi.stubGlobal('navigator', browser);
	vi.stubGlobal('fetch', fetched);
});
afterEach(() => vi.unstubAllGlobals());

describe('what speaking to the hub works with in the browser', () => {
	it('is the hub beside the app, whatever page is open', () => {
		expect(syncPorts().address).toBe('https://host.test/roompass');
	});

	it('is the browser’s own network, clock, lock and database', async () => {
		const ports = syncPorts();
		expect(ports.database).toBe(database);
		expect(ports.exclusively).toBe(exclusively);
		expect(ports.now).toBe(Date.now);
		const request = new Request('https://host.test/v1');
		expect(await (await ports.fetch(request)).text()).toBe('there');
		expect(fetched.mock.calls[0]![0]).toBe(request);
		expect(ports.isOnline()).toBe(true);
		browser.onLine = false;
		expect(ports.isOnline()).toBe(false);
	});

	it('speaks for this tablet where a member is asked for', async () => {
		const { tablet } = await newTabletMember('Tablet 1');
		await database.local.put(tabletRow(tablet));
		const ports = await memberPorts();
		expect(ports.tablet).toEqual(tablet);
		expect(ports.address).toBe('https://host.test/roompass');
		expect(ports.database).toBe(database);
	});
});
