import { requestLifetime } from '$lib/protocol/hub/signed-request';

/** Nonces of signed requests, each taken once for as long as its request would be. Two generations, so none is aged singly. */
export class Nonces {
	#older = new Set<string>();
	#newer = new Set<string>();
	#since: number;

	constructor(private readonly now: () => number) {
		this.#since = now();
	}

	/** Takes a nonce; `false` where it was taken before. */
	take(nonce: string): boolean {
		// A request is good from a lifetime before its time to a lifetime after it.
		if (this.now() - this.#since > 2 * requestLifetime) {
			this.#older = this.#newer;
			this.#newer = new Set();
			this.#since = this.now();
		}
		if (this.#older.has(nonce) || this.#newer.has(nonce)) return false;
		this.#newer.add(nonce);
		return true;
	}
}
