import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from './problems';

/** How much the hub takes. Sizes in bytes, times in ms. */
export interface Limits {
	/** Of a workspace's journal, and how many tickets it may have. */
	readonly workspaceBytes: number;
	readonly workspaceTickets: number;
	/** Requests a minute of one member, after a burst of twice as many. */
	readonly memberRequests: number;
	/** Tries of unknown codes from one address: a burst, and then one in so many ms. */
	readonly unknownTickets: number;
	readonly unknownTicketEvery: number;
	/** New workspaces from one address, where no token is needed: a burst, and then one in so many ms. */
	readonly newWorkspaces: number;
	readonly newWorkspaceEvery: number;
	/** Event streams at once: of all, and of one address. */
	readonly watchers: number;
	readonly watchersPerAddress: number;
	/** How often what event streams may have missed is looked for. */
	readonly slowPoll: number;
}

export const defaultLimits: Limits = {
	workspaceBytes: 2 * 1024 ** 3,
	workspaceTickets: 2_000_000,
	memberRequests: 1_200,
	unknownTickets: 30,
	unknownTicketEvery: 2_000,
	newWorkspaces: 100,
	newWorkspaceEvery: 30_000,
	watchers: 50_000,
	watchersPerAddress: 20_000,
	slowPoll: 5_000
};

/** What JSON bodies may have. */
export const maxJsonBytes = 16 * 1024;

/** Refuses a body over so many bytes, as soon as that is known. */
export function bodyUpTo(maxSize: number): MiddlewareHandler {
	const tooLarge = () => {
		throw new Problem('too-large', `The body may have ${maxSize} bytes. Send less at once.`);
	};
	const counted = bodyLimit({ maxSize, onError: tooLarge });
	return async (c, next) => {
		const length = c.req.header('Content-Length');
		// One that does not say how long it is has to be counted, for which the whole request is made anew.
		if (length === undefined) return counted(c, next);
		if (!(Number(length) <= maxSize)) tooLarge();
		await next();
	};
}

/** A token bucket for each of many keys; those that are full again are forgotten. */
export class TokenBuckets {
	readonly #buckets = new Map<string, { tokens: number; at: number }>();

	/**
	 * @param burst tokens of a full bucket
	 * @param every ms until a token comes back
	 */
	constructor(
		private readonly burst: number,
		private readonly every: number,
		private readonly now: () => number
	) {}

	/** Takes a token; `false` where there is none. */
	take(key: string): boolean {
		const tokens = this.#tokensOf(key);
		if (tokens < 1) return false;
		this.#buckets.set(key, { tokens: tokens - 1, at: this.now() });
		if (this.#buckets.size > 100_000) this.#forgetFull();
		return true;
	}

	/** Seconds until the bucket has a token again, at least 1. */
	retryAfter(key: string): number {
		return Math.max(1, Math.ceil(((1 - this.#tokensOf(key)) * this.every) / 1_000));
	}

	#tokensOf(key: string): number {
		const bucket = this.#buckets.get(key);
		if (!bucket) return this.burst;
		const refilled = Math.max(0, this.now() - bucket.at) / this.every;
		return Math.min(this.burst, bucket.tokens + refilled);
	}

	#forgetFull(): void {
		for (const key of this.#buckets.keys()) if (this.#tokensOf(key) >= this.burst) this.#buckets.delete(key);
		// Where there are so many addresses, the oldest go.
		for (const key of this.#buckets.keys()) {
			if (this.#buckets.size <= 50_000) break;
			this.#buckets.delete(key);
		}
	}
}
