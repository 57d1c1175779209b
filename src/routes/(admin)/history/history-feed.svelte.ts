import type { AccountId } from '$lib/domain/ids';
import type { Entry } from '$lib/journal/entry';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { merged, toEvent, type HistoryEvent } from './event';

/** Events shown at first, and with each wish for more. */
const eventsPerRead = 40;

/** The journal as events, newest first, read as far back as somebody wants to see. */
export class HistoryFeed {
	events = $state.raw<readonly HistoryEvent[]>([]);
	isReading = $state(false);
	/** Whether everything there is has been read. */
	isComplete = $state(false);
	/** Reading failed; what was read so far stays. */
	hasFailed = $state(false);
	readonly #entries: AsyncGenerator<Entry>;
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
			const events = [...this.events];
			while (events.length < wanted) {
				const { value: entry, done } = await this.#entries.next();
				if (done) {
					this.isComplete = true;
					break;
				}
				this.#newest ??= entry.id;
				if (this.matches(entry)) append(events, this.#event(entry));
			}
			this.events = events;
		});
	}

	/** Reads what has happened since. */
	refresh(): Promise<void> {
		return this.#inTurn(async () => {
			if (this.#newest === undefined) return;
			const newer: HistoryEvent[] = [];
			let newest: string | undefined;
			for await (const entry of this.workspace.history()) {
				if (entry.id === this.#newest) break;
				newest ??= entry.id;
				if (this.matches(entry)) append(newer, this.#event(entry));
			}
			this.#newest = newest ?? this.#newest;
			if (newer.length > 0) this.events = [...newer, ...this.events];
		});
	}

	/** Stops reading. */
	close(): void {
		void this.#entries.return(undefined);
	}

	#event(entry: Entry): HistoryEvent {
		return toEvent(this.workspace.state, entry, this.about);
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

function append(events: HistoryEvent[], older: HistoryEvent): void {
	const one = events.length > 0 ? merged(events.at(-1)!, older) : null;
	if (one) events[events.length - 1] = one;
	else events.push(older);
}
