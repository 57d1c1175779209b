import { Unavailable } from './database/retry';

interface Waiting<Work, Answer> {
	readonly work: Work;
	readonly resolve: (answer: Answer) => void;
	readonly reject: (thrown: unknown) => void;
}

/** How much of something may be done at once, beside the number. */
interface Weight<Work> {
	readonly of: (work: Work) => number;
	readonly max: number;
}

/**
 * Work that is done together: what arrives while some is under way waits, and goes with the next. Where doing it together
 * fails, each is done by itself, so that it fails alone; where the database is away, all of them fail at once.
 */
export class Gathered<Work, Answer> {
	#waiting: Waiting<Work, Answer>[] = [];
	#running: Promise<void> | undefined;

	/**
	 * @param doAll the answers, in the order of the work
	 * @param most so much at once
	 */
	constructor(
		private readonly doAll: (works: readonly Work[]) => Promise<readonly Answer[]>,
		private readonly most: number,
		private readonly weight?: Weight<Work>
	) {}

	/** Adds work; resolves with its answer. */
	add(work: Work): Promise<Answer> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ work, resolve, reject });
			this.#running ??= this.#run();
		});
	}

	/** Resolves when nothing is under way. */
	async idle(): Promise<void> {
		while (this.#running) await this.#running;
	}

	async #run(): Promise<void> {
		while (this.#waiting.length > 0) {
			// Whatever else is ready comes along: what the network has brought in this turn.
			await new Promise((resolve) => setImmediate(resolve));
			const batch = this.#waiting.splice(0, this.#lengthOfNext());
			try {
				await this.#finish(batch);
			} catch (thrown) {
				if (batch.length === 1 || thrown instanceof Unavailable)
					for (const { reject } of batch) reject(thrown);
				else for (const one of batch) await this.#finish([one]).catch(one.reject);
			}
		}
		// In this very turn: what is added in the next one begins a new run.
		this.#running = undefined;
	}

	async #finish(batch: readonly Waiting<Work, Answer>[]): Promise<void> {
		const answers = await this.doAll(batch.map(({ work }) => work));
		for (const [i, { resolve }] of batch.entries()) resolve(answers[i]!);
	}

	#lengthOfNext(): number {
		if (!this.weight) return this.most;
		let weight = 0;
		let length = 0;
		for (const { work } of this.#waiting) {
			weight += this.weight.of(work);
			if (length > 0 && (weight > this.weight.max || length === this.most)) break;
			length++;
		}
		return length;
	}
}
