import { resolve } from '$app/paths';
import { Workbox } from 'workbox-window';

/** The least time between two questions to the server whether there is a newer version, in milliseconds. */
export const checkInterval = 60 * 60 * 1000;

/**
 * The time in which a newer version takes over, in milliseconds. A browser that hands something to a page at that very moment
 * starts the old version's worker again for it, and leaves the newer one waiting: Chromium until the old one has had nothing to
 * do for half a minute, or for five minutes (https://github.com/w3c/ServiceWorker/issues/1295).
 */
export const takeOverTime = 20_000;

/**
 * - `none`: this page runs the newest version it knows of
 * - `waiting`: a newer version has been fetched and waits for the person's word
 * - `applying`: it has the word; the page is loaded again as soon as it took over
 * - `late`: it did not take over in time, and may yet; the page is no longer loaded again by itself
 * - `replaced`: the newer version is in use; this page still runs the old one
 */
export type UpdateState = 'none' | 'waiting' | 'applying' | 'late' | 'replaced';

/** Registers the service worker and offers the newer versions it finds. Nothing is ever reloaded unasked. */
export class Updates {
	#state = $state<UpdateState>('none');
	#workbox: Workbox | undefined;
	#checkedAt = 0;

	/** Where this page stands; reactive. */
	get state(): UpdateState {
		return this.#state;
	}

	/** Whether there is a newer version to offer; reactive. */
	get waiting(): boolean {
		return this.#state !== 'none';
	}

	/** Starts the service worker; call once per page. Does nothing where the browser has none. */
	start(): void {
		if (!('serviceWorker' in navigator)) return;
		const workbox = new Workbox(`${resolve('/')}service-worker.js`);
		this.#workbox = workbox;
		workbox.addEventListener('waiting', () => (this.#state = 'waiting'));
		// Workbox cannot tell a newer version from the first one, where another page has fetched that.
		let isFirst = !navigator.serviceWorker.controller;
		navigator.serviceWorker.addEventListener('controllerchange', () => {
			if (this.#state === 'applying') location.reload();
			else if (!isFirst) this.#state = 'replaced';
			isFirst = false;
		});
		this.#checkedAt = Date.now();
		// A browser may refuse (private mode, storage full); the app then works without being kept offline.
		workbox.register().catch((reason: unknown) => console.warn('The app is not kept offline:', reason));
		document.addEventListener('visibilitychange', () => {
			if (document.visibilityState === 'visible') this.#checkIfDue();
		});
	}

	/** Takes the newer version into use and reloads the page. What was not saved is lost: ask first. */
	apply(): void {
		if (this.#state === 'replaced') location.reload();
		if (this.#state !== 'waiting' && this.#state !== 'late') return;
		this.#state = 'applying';
		this.#workbox?.messageSkipWaiting();
		setTimeout(() => {
			// Who has gone on working meanwhile is not to lose it minutes later.
			if (this.#state === 'applying') this.#state = 'late';
		}, takeOverTime);
	}

	/** Asks the server for a newer version now. Answers whether it could be asked. */
	async check(): Promise<boolean> {
		if (!this.#workbox) return false;
		try {
			await this.#workbox.update();
			this.#checkedAt = Date.now();
			return true;
		} catch {
			return false;
		}
	}

	/** Asks the server for a newer version, at most once per `checkInterval`. */
	#checkIfDue(): void {
		if (!isCheckDue(this.#checkedAt, Date.now())) return;
		this.#checkedAt = Date.now();
		// With no network there is nothing to find; the next time the page is looked at, it asks again.
		this.#workbox?.update().catch(() => (this.#checkedAt = 0));
	}
}

/** Whether it is time to ask again; a clock that was set back counts as due. Both in epoch milliseconds. */
export function isCheckDue(checkedAt: number, now: number): boolean {
	return now < checkedAt || now - checkedAt >= checkInterval;
}

/** The versions of the app. */
export const updates = new Updates();
