/**
 * When a tablet says that devices wait, while nobody looks at it, and how many. What stood there when the person looked away
 * is known; only what comes after it is news. Several at once are one notice.
 */

/** What waits, as one tab knows it. */
export interface WaitingView {
	/** Whether it can read what waits: a locked tab only counts. */
	readonly isOpen: boolean;
	/** One for each device that waits; the same as long as it does. */
	readonly keys: readonly string[];
}

/** What a tab has seen by now. */
export interface Noticed {
	readonly isOpen: boolean;
	readonly keys: ReadonlySet<string>;
}

/** What a tab has seen after a look at what waits, and whether some of it is news. */
export function lookedAt(
	before: Noticed | null,
	{ isOpen, keys }: WaitingView
): { readonly noticed: Noticed; readonly isNews: boolean } {
	// What is locked goes by other keys than what is open.
	const isSameView = before?.isOpen === isOpen;
	return {
		noticed: { isOpen, keys: new Set(keys) },
		isNews: isSameView && keys.some((key) => !before.keys.has(key))
	};
}

/** What a notice says. */
export type Notice =
	| { readonly type: 'one'; readonly key: string }
	| { readonly type: 'several'; readonly count: number }
	/** Of a locked tab: how many, and nothing else. */
	| { readonly type: 'locked'; readonly count: number };

/** The notice of what waits now; `null`: nothing does any more. */
export function noticeOf({ isOpen, keys }: WaitingView): Notice | null {
	if (keys.length === 0) return null;
	if (!isOpen) return { type: 'locked', count: keys.length };
	return keys.length === 1 ? { type: 'one', key: keys[0]! } : { type: 'several', count: keys.length };
}
