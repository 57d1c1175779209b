const lock = 'roompass hub events';

/**
 * Runs a task in one tab at a time: whoever comes later waits, or takes it over.
 * @param takesOver for a tab that somebody looks at: the one that had it may have been put to sleep by the system
 * @param task ends when its signal says that another tab has taken over
 * @returns what the task gave; `null` where another tab has taken over
 */
export async function asHolder<T>(
	takesOver: boolean,
	stop: AbortSignal,
	task: (signal: AbortSignal) => Promise<T>
): Promise<T | null> {
	const inner = new AbortController();
	const end = () => inner.abort();
	stop.addEventListener('abort', end);
	try {
		if (stop.aborted) return null;
		const locks = (globalThis.navigator as { readonly locks?: LockManager } | undefined)?.locks;
		if (!locks) return await task(inner.signal);
		const options = takesOver ? { steal: true } : { signal: stop };
		return await locks.request(lock, options, () => task(inner.signal));
	} catch (thrown) {
		if ((thrown as Partial<DOMException> | null)?.name === 'AbortError') return null;
		throw thrown;
	} finally {
		inner.abort();
		stop.removeEventListener('abort', end);
	}
}
