/** Ms. A tab that the system has put to sleep in the middle of a sync does not hold up the others for longer. */
const longestSync = 3 * 60_000;

/**
 * Runs a task while no other tab and no service worker runs one. Two at once would do no harm, as each step is a transaction
 * and each request may be repeated; they would only do the same work twice.
 * @param lock what tasks of one kind share
 */
export async function exclusively<T>(task: () => Promise<T>, lock = 'roompass hub'): Promise<T> {
	const locks = (globalThis.navigator as { readonly locks?: LockManager } | undefined)?.locks;
	// In an insecure context there are none.
	if (!locks) return task();
	const patience = new AbortController();
	const timer = setTimeout(() => patience.abort(), longestSync);
	let isMine = false;
	try {
		return await locks.request(lock, { signal: patience.signal }, () => {
			clearTimeout(timer);
			isMine = true;
			return task();
		});
	} catch (thrown) {
		if (isMine || !patience.signal.aborted) throw thrown;
		return locks.request(lock, { steal: true }, task);
	} finally {
		clearTimeout(timer);
	}
}
