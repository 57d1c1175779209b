import { err, ok, type Result } from '$lib/domain/result';
import { storageError, type StorageError } from '$lib/journal/database';
import { session } from './session.svelte';
import { database } from './tablet';

/** Minutes without a touch or a key after which the workspace locks; 0: never by itself. */
export const autoLockMinutes = [1, 5, 15, 30, 60, 0] as const;

const signsOfLife = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Locks the workspace when nobody is there. Kept for this tablet alone. */
class AutoLock {
	#kept = 15;
	minutes = $state<number>(this.#kept);
	#lastSign = 0;
	#timer: ReturnType<typeof setInterval> | undefined;

	/** Watches for signs of life until the returned function is called. */
	start(): () => void {
		void database.local.get('auto-lock').then((row) => {
			if (typeof row?.value === 'number') this.minutes = this.#kept = row.value;
		});
		const check = () => {
			if (this.minutes > 0 && Date.now() - this.#lastSign >= this.minutes * 60_000) session.lock();
		};
		const alive = () => {
			// The first touch after a sleep can come before the timer does.
			check();
			this.#lastSign = Date.now();
		};
		this.#lastSign = Date.now();
		for (const sign of signsOfLife) addEventListener(sign, alive, { passive: true, capture: true });
		this.#timer = setInterval(check, 5_000);
		// Timers sleep with the tablet: look at once when it wakes, before anything can be read.
		document.addEventListener('visibilitychange', check);
		return () => {
			clearInterval(this.#timer);
			document.removeEventListener('visibilitychange', check);
			for (const sign of signsOfLife) removeEventListener(sign, alive, { capture: true });
		};
	}

	/** Changes the idle time, or says why it cannot be stored; then the one before stands again. */
	async set(minutes: number): Promise<Result<void, StorageError>> {
		// At once, so that a field that is bound to it goes back where it fails.
		this.minutes = minutes;
		try {
			await database.local.put({ key: 'auto-lock', value: minutes });
			this.#kept = minutes;
			return ok(undefined);
		} catch (thrown) {
			return err(storageError(thrown));
		} finally {
			this.minutes = this.#kept;
		}
	}
}

export const autoLock = new AutoLock();
