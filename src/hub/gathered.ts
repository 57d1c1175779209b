import { Unavailable } from './database/retry';

interface Waiting<Work, Answer> {
	readonly work: Work;
	readonly resolve: (answer: Answer) => void;
	readonly reject: (thrown: unknown) => void;
}

/** How long those who are here wait for those who are on their way, in ms. */
const longestWait = 4;

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
	/** How much is on its way: being read, or its signature checked. */
	#arriving = 0;

	/**
	 * @param doAll the answers, in the order of the work
	 * @param most so much at once
	 */
	constructor(
		private readonly doAll: (works: readonly Work[]) => Promise<readonly Answer[]>,
		private readonly most: number,
		private readonly weight?: Weight<Work>
	) {}

	/** Says that work is on its way; call what it gives back when it has been added, or will not be. */
	announce(): () => void {
		this.#arriving++;
		let isOver = false;
		return () => {
			if (!isOver) this.#arriving--;
			isOver = true;
		};
	}

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
			await this.#letArrive();
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

	/**
	 * Whatever else is ready comes along: each turn of the event loop brings what the network and other threads have done
	 * meanwhile, and a database in this process has held all of it up. What is on its way is waited for, a moment.
	 */
	async #letArrive(): Promise<void> {
		const until = performance.now() + longestWait;
		for (let before = 0; this.#waiting.length < this.most;) {
			const hasGrown = this.#waiting.length > before;
			if (!hasGrown && (this.#arriving === 0 || performance.now() > until)) return;
			before = this.#waiting.length;
			await new Promise((resolve) => (hasGrown ? setImmediate(resolve) : setTimeout(resolve, 1)));
		}
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
