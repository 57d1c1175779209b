/** How long work gives way: it pauses between slices, tells how far it is, and stops when asked. */
export interface Pace {
	/** Lets the page breathe. Called about a hundred times for 100,000 rows, so it must not cost milliseconds. */
	readonly pause: () => Promise<void>;
	/** How much is done, from 0 to 1. */
	readonly progress?: (done: number) => void;
	readonly signal?: AbortSignal;
}

/** The person stopped it; nothing was changed. */
export interface Cancelled {
	readonly type: 'Cancelled';
}

/** For short text: no pauses, no progress. */
export const unhurried: Pace = { pause: async () => {} };

/** Between two slices. @returns whether to go on */
export async function goOn({ pause, progress, signal }: Pace, done: number): Promise<boolean> {
	progress?.(done);
	if (!signal?.aborted) await pause();
	return !signal?.aborted;
}

const rowsInSlice = 2_000;

/** Does the work for every item, giving way between slices. @returns whether it came to the end */
export async function forEachPaced<T>(
	items: readonly T[],
	work: (item: T) => void,
	pace: Pace
): Promise<boolean> {
	for (let start = 0; start < items.length; start += rowsInSlice) {
		const end = Math.min(start + rowsInSlice, items.length);
		for (let i = start; i < end; i++) work(items[i]!);
		if (!(await goOn(pace, end / items.length))) return false;
	}
	return true;
}
