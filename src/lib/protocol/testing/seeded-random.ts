/** Random draws that a seed repeats: the mulberry32 generator. For tests; no secret may come from it. */
export class SeededRandom {
	#state: number;

	constructor(readonly seed: number) {
		this.#state = seed >>> 0;
	}

	/** A number from 0 up to, not including, 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** A whole number from 0 up to, not including, `bound`. */
	below(bound: number): number {
		return Math.floor(this.next() * bound);
	}

	pick<T>(values: readonly T[]): T {
		return values[this.below(values.length)]!;
	}

	bytes(length: number): Uint8Array<ArrayBuffer> {
		return Uint8Array.from({ length }, () => this.below(256));
	}

	/** Text of so many symbols of an alphabet. */
	text(length: number, alphabet: string): string {
		return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('');
	}
}
