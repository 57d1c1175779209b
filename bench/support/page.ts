/** What a page of a comparison exports: `bench/NAME/page.ts`. It runs in the browser. */
export interface BenchPage {
	/** Makes what one run of a side needs, in a fresh and empty browser profile. Not timed. */
	prepare?(side: Side): Promise<void>;
	/** What Roompass does. */
	work(): Promise<unknown>;
	/** The same job as somebody else does it, or the least it can take. */
	peer(): Promise<unknown>;
}

/** One of the two that are compared. */
export type Side = 'work' | 'peer';
