import { buildPage } from './build-page';
import type { Lab } from './lab';
import type { BenchPage, Side } from './page';
import type { Bench } from './result';
import { round, type Spread, spreadOf } from './statistics';

/** Two ways to do one job, timed in turn in the same browser. */
export interface Comparison {
	readonly name: string;
	/** The module to compare, from the folder of the project; it exports what `BenchPage` says. */
	readonly page: string;
	/** What is compared, in words. */
	readonly work: string;
	readonly peer: string;
	/** The work in another way, shown beside them. */
	readonly also?: string;
	/** `peer/work` says how many times faster the work is; `work/peer` how many times the floor it takes. */
	readonly ratio: 'peer/work' | 'work/peer';
	readonly unit: string;
	readonly limit: { readonly atLeast: number } | { readonly atMost: number };
	/** Starts what the sides speak to, each of which serves the page in this folder to its side; none: a server serves both. */
	readonly setUp?: (page: string) => Promise<Origins>;
	/** Runs of each side; 5 unless given, and not fewer. */
	readonly runs?: number;
}

/** Where each side's page is, without a slash at the end. */
export interface Origins {
	readonly work: string;
	readonly peer: string;
	close(): Promise<void>;
}

/**
 * Makes a benchmark of a comparison. Each run has a page in a fresh profile; the median of each side counts. Servers that were
 * started for it are asked once by each side before that, as one that has just been started compiles what it does.
 */
export function compare(comparison: Comparison): Bench {
	return async (lab) => {
		const origins = await comparison.setUp?.(await buildPage(comparison.page));
		const origin = origins ? '' : await lab.servePage(comparison.page);
		const urlOf = (side: Side) => origins?.[side === 'peer' ? 'peer' : 'work'] ?? origin;
		const runs = Math.max(5, comparison.runs ?? 5);
		const sides: Side[] = comparison.also ? ['work', 'peer', 'also'] : ['work', 'peer'];
		const times: Record<Side, number[]> = { work: [], peer: [], also: [] };
		const answers: Partial<Record<Side, unknown>> = {};
		try {
			for (let run = origins ? 0 : 1; run <= runs; run++) {
				for (const side of sides) {
					const { ms, answer } = await timeOnce(lab, urlOf(side), side);
					if (run === 0) continue;
					times[side].push(ms);
					answers[side] = answer;
					console.log(`run ${run} of ${runs}, ${comparison[side]}: ${round(ms, 1)} ms`);
				}
			}
		} finally {
			await origins?.close();
		}
		const work = spreadOf(times.work);
		const peer = spreadOf(times.peer);
		const also = comparison.also ? spreadOf(times.also) : undefined;
		const { name, unit, limit } = comparison;
		return {
			name,
			ratio: comparison.ratio === 'peer/work' ? peer.median / work.median : work.median / peer.median,
			unit,
			limit,
			table: [
				row(comparison.work, work),
				row(comparison.peer, peer),
				...(also ? [row(comparison.also!, also)] : [])
			],
			details: {
				workMs: rounded(work),
				peerMs: rounded(peer),
				...(also && { alsoMs: rounded(also) }),
				workAnswer: answers.work,
				peerAnswer: answers.peer
			}
		};
	};
}

function timeOnce(lab: Lab, url: string, side: Side): Promise<{ ms: number; answer: unknown }> {
	return lab.onFreshPage(url, async (page) => {
		// An error outside the measured promise would otherwise go by unseen.
		const errors: Error[] = [];
		page.on('pageerror', (error) => errors.push(error));
		page.on('console', (m) => console.log(m.text()));
		await page.waitForFunction(() => 'bench' in globalThis);
		const timed = await page.evaluate(async (side) => {
			const { bench, gc } = globalThis as unknown as { bench: BenchPage; gc?: () => void };
			await bench.prepare?.(side);
			gc?.();
			// What the preparation has left to other threads, such as sweeping the heap, is no part of either side.
			await new Promise((resolve) => setTimeout(resolve, 500));
			const start = performance.now();
			const answer = await bench[side]!();
			return { ms: performance.now() - start, answer };
		}, side);
		if (errors[0]) throw errors[0];
		return timed;
	});
}

function row(what: string, { median, min, max, runs }: Spread): Record<string, string | number> {
	return { what, 'median ms': round(median, 1), 'min ms': round(min, 1), 'max ms': round(max, 1), runs };
}

function rounded({ median, min, max, runs }: Spread): Spread {
	return { median: round(median, 1), min: round(min, 1), max: round(max, 1), runs };
}
