import type { Attachment } from 'svelte/attachments';

/** Keeps the screen awake while an element is shown, where the browser can (Screen Wake Lock API). */
export const keepsAwake: Attachment = () => {
	let lock: WakeLockSentinel | undefined;
	let isOver = false;

	/** The system takes the lock when the page is hidden; it is asked for again when it comes back. */
	async function ask() {
		if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
		try {
			lock = await navigator.wakeLock.request('screen');
			if (isOver) await lock.release();
		} catch {
			// Refused, e.g. to save a weak battery: the screen then sleeps as it always does.
		}
	}

	void ask();
	document.addEventListener('visibilitychange', ask);
	return () => {
		isOver = true;
		document.removeEventListener('visibilitychange', ask);
		void lock?.release();
	};
};
