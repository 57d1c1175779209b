import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkInterval, isCheckDue, takeOverTime, Updates } from './updates.svelte';

/** Stands for what the browser knows of the app's workers. */
const browser = vi.hoisted(() => ({ waiting: () => {}, skips: 0 }));
vi.mock('workbox-window', () => ({
	Workbox: class {
		addEventListener(_: 'waiting', listener: () => void) {
			browser.waiting = listener;
		}
		register = () => Promise.resolve();
		messageSkipWaiting() {
			browser.skips++;
		}
	}
}));

describe('a newer version', () => {
	let updates: Updates;
	let takeOver: () => void;
	const reload = vi.fn();
	beforeEach(() => {
		vi.useFakeTimers();
		reload.mockClear();
		browser.skips = 0;
		const serviceWorker = new EventTarget();
		takeOver = () => serviceWorker.dispatchEvent(new Event('controllerchange'));
		vi.stubGlobal('navigator', { serviceWorker: Object.assign(serviceWorker, { controller: {} }) });
		vi.stubGlobal('document', new EventTarget());
		vi.stubGlobal('location', { reload });
		updates = new Updates();
		updates.start();
	});
	afterEach(() => {
		vi.useRealTimers();
		vi.unstubAllGlobals();
	});

	it('waits for the person’s word, and the page is loaded again once it took over', () => {
		updates.apply();
		expect([updates.state, browser.skips]).toEqual(['none', 0]);
		browser.waiting();
		expect(updates.state).toBe('waiting');
		updates.apply();
		updates.apply();
		expect([updates.state, browser.skips]).toEqual(['applying', 1]);
		expect(reload).not.toHaveBeenCalled();
		takeOver();
		expect(reload).toHaveBeenCalledOnce();
	});

	it('that took over by another tab’s word lets this page be as it is', () => {
		browser.waiting();
		takeOver();
		expect(updates.state).toBe('replaced');
		expect(reload).not.toHaveBeenCalled();
		updates.apply();
		expect(reload).toHaveBeenCalledOnce();
	});

	it('that does not take over is said to be late, can be asked again, and no longer reloads the page', () => {
		browser.waiting();
		updates.apply();
		vi.advanceTimersByTime(takeOverTime - 1);
		expect(updates.state).toBe('applying');
		vi.advanceTimersByTime(1);
		expect(updates.state).toBe('late');
		updates.apply();
		expect([updates.state, browser.skips]).toEqual(['applying', 2]);
		vi.advanceTimersByTime(takeOverTime);
		takeOver();
		expect(updates.state).toBe('replaced');
		expect(reload).not.toHaveBeenCalled();
	});
});

describe('isCheckDue', () => {
	it('waits an hour between two checks', () => {
		expect(isCheckDue(1_000, 1_000 + checkInterval - 1)).toBe(false);
		expect(isCheckDue(1_000, 1_000 + checkInterval)).toBe(true);
	});

	it('does not wait for years after the clock was set back', () => {
		expect(isCheckDue(Date.UTC(2030), Date.UTC(2026))).toBe(true);
	});
});
