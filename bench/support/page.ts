/** What a page of a comparison exports: `bench/NAME/page.ts`. It runs in the browser. */
export interface BenchPage {
	/** Makes what one run of a side needs, in a fresh and empty browser profile. Not timed. */
	prepare?(side: Side): Promise<void>;
	/** What Roompass does. */
	work(): Promise<unknown>;
	/** The same job as somebody else does it, or the least it can take. */
	peer(): Promise<unknown>;
	/** The work in another way, where the comparison asks for it: shown, and no part of the ratio. */
	also?(): Promise<unknown>;
}

/** What is timed. */
export type Side = 'work' | 'peer' | 'also';
