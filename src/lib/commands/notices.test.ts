import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as NoticesModule from './notices.svelte';
import type * as TabletModule from './tablet';

let notices: typeof NoticesModule.notices;
let database: typeof TabletModule.database;
/** What the person says when the browser asks. */
const asked = vi.fn<() => Promise<NotificationPermission>>();

/** A browser that notifies, where it was told so. */
function browser(permission: NotificationPermission | null) {
	vi.stubGlobal('navigator', { serviceWorker: {} });
	vi.stubGlobal('Notification', { permission: permission ?? 'default', requestPermission: asked });
	if (permission === null) vi.stubGlobal('navigator', {});
}

/** The scripts as they are after a reload; what is on disk stays. */
async function reload() {
	vi.resetModules();
	({ notices } = await import('./notices.svelte'));
	({ database } = await import('./tablet'));
}

beforeEach(async () => {
	asked.mockReset();
	browser('default');
	await reload();
	await database.local.clear();
});
afterEach(() => vi.unstubAllGlobals());

const shown = () => ({
	areOn: notices.areOn,
	isOffered: notices.isOffered,
	canBeSwitched: notices.canBeSwitched
});
const nothing = { areOn: false, isOffered: false, canBeSwitched: false };
const store = (value: unknown) => database.local.put({ key: 'notices', value });

describe('before it is known what the person wants', () => {
	it('nothing is offered or switched', () => {
		browser('granted');
		expect(shown()).toEqual(nothing);
	});
});

describe('what is shown', () => {
	it.each([
		// What was said, what the browser says, what follows.
		[null, 'default', { areOn: false, isOffered: true, canBeSwitched: true }],
		[null, 'granted', { areOn: false, isOffered: true, canBeSwitched: true }],
		[null, 'denied', nothing],
		['on', 'granted', { areOn: true, isOffered: false, canBeSwitched: true }],
		['on', 'default', { areOn: false, isOffered: false, canBeSwitched: true }],
		['on', 'denied', nothing],
		['off', 'granted', { areOn: false, isOffered: false, canBeSwitched: true }],
		['off', 'default', { areOn: false, isOffered: false, canBeSwitched: true }],
		['off', 'denied', nothing],
		// What nobody can have said is as if nothing were.
		['yes', 'granted', { areOn: false, isOffered: true, canBeSwitched: true }],
		[true, 'granted', { areOn: false, isOffered: true, canBeSwitched: true }],
		// A browser that cannot.
		['on', null, nothing],
		[null, null, nothing]
	] as const)('where %s was said and the browser says %s', async (said, permission, expected) => {
		browser(permission);
		if (said !== null) await store(said);
		await notices.read();
		expect(shown()).toEqual(expected);
	});

	it('follows another tab once it is read again', async () => {
		browser('granted');
		await store('on');
		await notices.read();
		await store('off');
		expect(notices.areOn).toBe(true);
		await notices.read();
		expect(notices.areOn).toBe(false);
		await database.local.delete('notices');
		await notices.read();
		expect(notices.isOffered).toBe(true);
	});
});

describe('switching it on', () => {
	it.each([
		['granted', true, 'on', { areOn: true, isOffered: false, canBeSwitched: true }],
		['denied', false, 'off', nothing],
		// Closed without an answer: it is offered again.
		['default', false, undefined, { areOn: false, isOffered: true, canBeSwitched: true }]
	] as const)('asks the person, who says %s', async (answer, agreed, kept, expected) => {
		await notices.read();
		asked.mockResolvedValue(answer);
		expect(await notices.turnOn()).toBe(agreed);
		expect(asked).toHaveBeenCalledOnce();
		expect(shown()).toEqual(expected);
		expect((await database.local.get('notices'))?.value).toBe(kept);
		browser(answer);
		await reload();
		await notices.read();
		expect(shown()).toEqual(expected);
	});

	it('is not done where it cannot be kept', async () => {
		await notices.read();
		asked.mockResolvedValue('granted');
		const put = vi.spyOn(database.local, 'put').mockRejectedValue(new Error('full'));
		await expect(notices.turnOn()).rejects.toThrow('full');
		expect(notices.areOn).toBe(false);
		put.mockRestore();
	});
});

describe('switching it off', () => {
	it('asks nobody, and is kept', async () => {
		browser('granted');
		await store('on');
		await notices.read();
		await notices.turnOff();
		const off = { areOn: false, isOffered: false, canBeSwitched: true };
		expect(shown()).toEqual(off);
		await reload();
		await notices.read();
		expect(shown()).toEqual(off);
		expect(asked).not.toHaveBeenCalled();
	});
});
