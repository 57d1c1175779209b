import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as AutoLockModule from './auto-lock.svelte';
import type * as SessionModule from './session.svelte';
import type * as TabletModule from './tablet';
import { fillDisk } from './testing/full-disk';

const minute = 60_000;
/** How often it looks. */
const step = 5_000;

let page: EventTarget;
let screen: EventTarget;
let session: typeof SessionModule.session;
let database: typeof TabletModule.database;
let autoLock: typeof AutoLockModule.autoLock;

/** The scripts as they are after a reload; what is on disk stays. */
async function reload() {
	vi.resetModules();
	({ session } = await import('./session.svelte'));
	({ database } = await import('./tablet'));
	({ autoLock } = await import('./auto-lock.svelte'));
	session.phase = 'open';
}

/** Starts it, with what was stored read. */
async function started(): Promise<() => void> {
	const stop = autoLock.start();
	await database.local.get('auto-lock');
	return stop;
}

beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: 1_000_000 });
	page = new EventTarget();
	screen = new EventTarget();
	vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
	vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
	vi.stubGlobal('document', screen);
	await reload();
	await database.local.clear();
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

describe('a tablet that nobody touches', () => {
	it.each([1, 5, 15, 30, 60])('locks after %d minutes, not before, also after a reload', async (minutes) => {
		await autoLock.set(minutes);
		await reload();
		const stop = await started();
		expect(autoLock.minutes).toBe(minutes);
		vi.advanceTimersByTime(minutes * minute - step);
		expect(session.phase).toBe('open');
		vi.advanceTimersByTime(step);
		expect(session.phase).toBe('locked');
		stop();
	});

	it('locks after 15 minutes where nobody has chosen', async () => {
		const stop = await started();
		expect(autoLock.minutes).toBe(15);
		vi.advanceTimersByTime(15 * minute - step);
		expect(session.phase).toBe('open');
		vi.advanceTimersByTime(step);
		expect(session.phase).toBe('locked');
		stop();
	});

	it('never locks where that was chosen, also after a reload', async () => {
		await autoLock.set(0);
		await reload();
		const stop = await started();
		expect(autoLock.minutes).toBe(0);
		vi.advanceTimersByTime(7 * 24 * 60 * minute);
		screen.dispatchEvent(new Event('visibilitychange'));
		expect(session.phase).toBe('open');
		stop();
	});

	it('keeps to 15 minutes where what is stored is no number', async () => {
		await database.local.put({ key: 'auto-lock', value: '60' });
		const stop = await started();
		expect(autoLock.minutes).toBe(15);
		stop();
	});

	it('counts from each unlock', async () => {
		await autoLock.set(1);
		const stop = await started();
		vi.advanceTimersByTime(minute);
		expect(session.phase).toBe('locked');
		stop();
		vi.advanceTimersByTime(30 * minute);
		session.phase = 'open';
		const stopAgain = await started();
		screen.dispatchEvent(new Event('visibilitychange'));
		vi.advanceTimersByTime(minute - step);
		expect(session.phase).toBe('open');
		vi.advanceTimersByTime(step);
		expect(session.phase).toBe('locked');
		stopAgain();
	});
});

describe('a sign of life', () => {
	it.each(['pointerdown', 'keydown', 'wheel', 'touchstart'])('by %s begins the time anew', async (sign) => {
		await autoLock.set(1);
		const stop = await started();
		vi.advanceTimersByTime(minute - step);
		page.dispatchEvent(new Event(sign));
		vi.advanceTimersByTime(minute - step);
		expect(session.phase).toBe('open');
		vi.advanceTimersByTime(step);
		expect(session.phase).toBe('locked');
		stop();
	});

	it('is heard before a dialog that keeps events to itself, and never holds up scrolling', async () => {
		const listened = vi.fn();
		vi.stubGlobal('addEventListener', listened);
		const stop = await started();
		expect(listened.mock.calls.map(([sign, , options]) => [sign, options])).toEqual(
			['pointerdown', 'keydown', 'wheel', 'touchstart'].map((sign) => [
				sign,
				{ passive: true, capture: true }
			])
		);
		stop();
	});

	it('that comes after the time is up does not keep the workspace open', async () => {
		await autoLock.set(1);
		const stop = await started();
		// The tablet slept, and its timers with it.
		vi.setSystemTime(Date.now() + minute);
		page.dispatchEvent(new Event('pointerdown'));
		expect(session.phase).toBe('locked');
		stop();
	});
});

describe('a tablet that slept', () => {
	it('locks as soon as it is looked at, before its timers run, to the millisecond', async () => {
		await autoLock.set(1);
		const stop = await started();
		vi.setSystemTime(Date.now() + minute - 1);
		screen.dispatchEvent(new Event('visibilitychange'));
		expect(session.phase).toBe('open');
		vi.setSystemTime(Date.now() + 1);
		screen.dispatchEvent(new Event('visibilitychange'));
		expect(session.phase).toBe('locked');
		stop();
	});
});

describe('once it has stopped', () => {
	it('nothing locks any more, and no listener stays', async () => {
		const removed = vi.fn(removeEventListener);
		vi.stubGlobal('removeEventListener', removed);
		await autoLock.set(1);
		(await started())();
		expect(vi.getTimerCount()).toBe(0);
		expect(removed.mock.calls.map(([sign, , options]) => [sign, options])).toEqual(
			['pointerdown', 'keydown', 'wheel', 'touchstart'].map((sign) => [sign, { capture: true }])
		);
		vi.advanceTimersByTime(60 * minute);
		page.dispatchEvent(new Event('pointerdown'));
		screen.dispatchEvent(new Event('visibilitychange'));
		expect(session.phase).toBe('open');
	});
});

describe('a choice that could not be stored', () => {
	it('is none: what was chosen before stands', async () => {
		await autoLock.set(5);
		const makeRoom = fillDisk();
		const full = { ok: false, error: { type: 'StorageFull' } };
		expect(await Promise.all([autoLock.set(0), autoLock.set(60)])).toEqual([full, full]);
		makeRoom();
		expect(autoLock.minutes).toBe(5);
		await reload();
		const stop = await started();
		expect(autoLock.minutes).toBe(5);
		stop();
	});
});
