import type { AccountId } from '$lib/domain/ids';
import type { Entry } from '$lib/journal/entry';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { toEvent, toRead, type HistoryEvent } from './event';

/** Events shown at first, and with each wish for more. */
const eventsPerRead = 40;

/**
 * The journal as events, newest first, read as far back as somebody wants to see. It is read in the order in which entries came
 * to this tablet: what others did while they were out of touch comes late, and finds its place among what was read.
 */
export class HistoryFeed {
	events = $state.raw<readonly HistoryEvent[]>([]);
	isReading = $state(false);
	/** Whether everything there is has been read. */
	isComplete = $state(false);
	/** Reading failed; what was read so far stays. */
	hasFailed = $state(false);
	readonly #entries: AsyncGenerator<Entry>;
	/** Of each entry read that is to be shown, one. */
	readonly #read: HistoryEvent[] = [];
	/** The newest entry read, whether it was shown or not. */
	#newest: string | undefined;
	#work: Promise<void> = Promise.resolve();

	/**
	 * @param matches which entries to show
	 * @param about the one account they are about
	 */
	constructor(
		private readonly workspace: Workspace,
		private readonly matches: (entry: Entry) => boolean,
		private readonly about?: AccountId
	) {
		this.#entries = workspace.history();
	}

	/** Reads further back. */
	more(): Promise<void> {
		return this.#inTurn(async () => {
			const wanted = this.events.length + eventsPerRead;
			while (!this.isComplete && this.events.length < wanted) {
				for (let n = 0; n < eventsPerRead; n++) {
					const { value: entry, done } = await this.#entries.next();
					if (done) {
						this.isComplete = true;
						break;
					}
					this.#newest ??= entry.id;
					this.#take(entry);
				}
				this.#show();
			}
		});
	}

	/** Reads what has happened since. */
	refresh(): Promise<void> {
		return this.#inTurn(async () => {
			if (this.#newest === undefined) return;
			const newer: Entry[] = [];
			for await (const entry of this.workspace.history()) {
				if (entry.id === this.#newest) break;
				newer.push(entry);
			}
			newer.forEach((entry) => this.#take(entry));
			this.#newest = newer[0]?.id ?? this.#newest;
			this.#show();
		});
	}

	/** Stops reading. */
	close(): void {
		void this.#entries.return(undefined);
	}

	#take(entry: Entry): void {
		if (this.matches(entry)) this.#read.push(toEvent(this.workspace.state, entry, this.about));
	}

	#show(): void {
		this.events = toRead(this.workspace.state, this.#read);
	}

	#inTurn(read: () => Promise<void>): Promise<void> {
		this.#work = this.#work.then(async () => {
			this.isReading = true;
			try {
				await read();
			} catch (thrown) {
				console.warn('the history could not be read:', thrown);
				this.hasFailed = true;
			}
			this.isReading = false;
		});
		return this.#work;
	}
}
