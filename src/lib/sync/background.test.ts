import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RoompassDatabase } from '$lib/journal/database';
import { randomId } from '$lib/protocol/bytes';
import { generateSigningKeyPair } from '$lib/protocol/signing';
import { syncInBackground } from './background';
import { needsBackgroundSync } from './background-tag';
import { newHubState, putHubState, readHubState } from './hub-state';

describe('the browser is asked to sync later', () => {
	const standing = { waiting: 1, failure: null, isOnline: true } as const;

	it.each(['Unreachable', 'NoHub', 'Busy'] as const)(
		'when something is added while the hub is out of reach: %s',
		(failure) => {
			expect(needsBackgroundSync({ ...standing, failure }, 0)).toBe(true);
			expect(needsBackgroundSync({ ...standing, failure }, 1)).toBe(false);
			expect(needsBackgroundSync({ ...standing, failure, waiting: 3 }, 2)).toBe(true);
		}
	);

	it('when there is no network, be it that no sync has failed yet', () => {
		expect(needsBackgroundSync({ ...standing, isOnline: false }, 0)).toBe(true);
	});

	it('neither while it is being sent, nor where time does not help', () => {
		expect(needsBackgroundSync(standing, 0)).toBe(false);
		expect(needsBackgroundSync({ ...standing, failure: 'not-signed' }, 0)).toBe(false);
	});
});

describe('a sync in the background', () => {
	let database: RoompassDatabase;
	beforeEach(async () => {
		database = new RoompassDatabase();
		await putHubState(database, newHubState(randomId(), 1));
		const { privateKey } = await generateSigningKeyPair(false);
		await database.local.put({ key: 'tablet', value: { id: randomId(), name: '', signingKey: privateKey } });
	});
	afterEach(async () => {
		vi.unstubAllGlobals();
		await database.delete();
	});

	const html = { headers: { 'Content-Type': 'text/html' } };
	it.each([
		['no network', () => Promise.reject(new TypeError('Failed to fetch')), 'Unreachable'],
		['the sign-in page of a hotel', async () => new Response('<!doctype html>', html), 'NoHub'],
		['a proxy in front of a hub that is away', async () => new Response('', { status: 502 }), 'Busy']
	])('is to be tried again where it meets %s', async (_, fetch, failure) => {
		vi.stubGlobal('fetch', fetch);
		vi.stubGlobal('navigator', { onLine: true });
		await expect(syncInBackground('https://app.example/')).rejects.toThrow(failure);
		expect((await readHubState(database))!.failure).toBe(failure);
	});
});
