import type { Lab } from './lab';

/** What a benchmark found. */
export interface BenchResult {
	/** The name by which `npm run bench -- NAME` knows it. */
	readonly name: string;
	/** The one number it is judged by. */
	readonly ratio: number;
	/** What the ratio counts, such as `times faster than one record each`. */
	readonly unit: string;
	/** The ratio that must be reached, or kept below. */
	readonly limit: { readonly atLeast: number } | { readonly atMost: number };
	/** Further limits, of figures that are no ratios. */
	readonly more?: readonly { readonly what: string; readonly value: number; readonly atMost: number }[];
	/** The figures behind the ratio, a row each, for people. */
	readonly table: readonly Record<string, string | number>[];
	/** The figures behind the ratio, for programs. */
	readonly details: Record<string, unknown>;
}

/** A benchmark: the default export of `bench/NAME.ts`. */
export type Bench = (lab: Lab) => Promise<BenchResult>;

/** Whether the ratio is where it must be. */
export function isWithinLimit({ ratio, limit }: BenchResult): boolean {
	return 'atLeast' in limit ? ratio >= limit.atLeast : ratio <= limit.atMost;
}
