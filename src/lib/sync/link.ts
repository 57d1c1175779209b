import type { Result } from '$lib/domain/result';
import { syncWithHub, type SyncError, type SyncPorts } from './engine';
import { followHead } from './events';
import { asHolder } from './holder';
import { HubClient, type HubError } from './hub-client';
import { changeHubState, readHubState, readTabletKey } from './hub-state';
import { restAfter, waitAfter } from '$lib/protocol/hub/back-off';

/** What keeps a tablet in step with its hub while a tab is open works with. */
export interface LinkPorts extends SyncPorts {
	/** From 0 to 1. */
	readonly random: () => number;
	/** Whether somebody can see this tab. */
	readonly isVisible: () => boolean;
	/** A sync has begun or ended; `null`: begun. */
	readonly onsync: (outcome: Result<void, SyncError> | null) => void;
}

/**
 * Keeps a tablet in step with its hub while a tab is open, locked or not: syncs at once when there is a reason, else from time
 * to time, and more and more seldom while the hub does not answer. One tab follows the hub's events; what it pulls the others
 * see in the database.
 */
export class HubLink {
	readonly #ports: LinkPorts;
	readonly #stop = new AbortController();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#failures = 0;
	#eventFailures = 0;
	#isSyncing = false;
	#isWanted = false;
	#isHolder = false;
	/** Once for each time that somebody looks: two windows side by side would take it from each other for ever. */
	#takesOver: boolean;
	#events = new AbortController();
	/** Ends the wait before events are asked for again. */
	#endWait: (() => void) | undefined;

	constructor(ports: LinkPorts) {
		this.#ports = ports;
		this.#takesOver = ports.isVisible();
		void this.#followEvents();
		this.wake();
	}

	/** There is a reason to sync now: a network, somebody who looks, somebody who asks. */
	wake(): void {
		this.#failures = 0;
		this.#followSoon();
		void this.#sync();
	}

	/** Something waits to be sent. While the hub does not answer, it waits for the next try. */
	changed(): void {
		if (this.#failures === 0) void this.#sync();
	}

	/** Somebody looks at this tab. */
	seen(): void {
		if (!this.#isHolder) {
			this.#takesOver = true;
			this.#events.abort();
		}
		this.wake();
	}

	/** Asks no more. A sync that is under way comes to its end. */
	stop(): void {
		this.#stop.abort();
		this.#events.abort();
		clearTimeout(this.#timer);
		this.#endWait?.();
	}

	async #sync(): Promise<void> {
		this.#isWanted = true;
		if (this.#isSyncing || this.#stop.signal.aborted) return;
		this.#isSyncing = true;
		clearTimeout(this.#timer);
		this.#ports.onsync(null);
		let outcome: Result<void, SyncError>;
		do {
			this.#isWanted = false;
			outcome = await this.#syncOnce();
		} while (this.#isWanted && outcome.ok);
		this.#isSyncing = false;
		if (this.#stop.signal.aborted) return;
		// The hub is there again: its events are worth a try, which may be minutes away.
		if (outcome.ok && this.#failures > 0) this.#followSoon();
		this.#failures = outcome.ok ? 0 : this.#failures + 1;
		this.#ports.onsync(outcome);
		const wait = outcome.ok
			? restAfter(this.#ports.random())
			: this.#waitAfter(this.#failures, outcome.error);
		this.#timer = setTimeout(() => void this.#sync(), wait);
	}

	async #syncOnce(): Promise<Result<void, SyncError>> {
		try {
			return await syncWithHub(this.#ports);
		} catch (thrown) {
			// The database, which is full or closed: nothing was changed, and it is tried again.
			console.warn('sync with the hub:', (thrown as Partial<Error> | null)?.name ?? thrown);
			return { ok: false, error: { type: 'Unreachable' } };
		}
	}

	async #followEvents(): Promise<void> {
		const { signal } = this.#stop;
		while (!signal.aborted) {
			this.#events = new AbortController();
			let heard = false;
			const takesOver = this.#takesOver;
			this.#takesOver = false;
			const error = await asHolder(takesOver, this.#events.signal, (lost) =>
				this.#follow(
					lost,
					(head) => {
						const isFirst = !heard;
						heard = true;
						void this.#headHeard(head, isFirst);
					},
					() => void this.#awayHeard()
				)
			).catch((thrown: unknown) => {
				console.warn('events of the hub:', (thrown as Partial<Error> | null)?.name ?? thrown);
				return { type: 'Unreachable' } as const;
			});
			this.#isHolder = false;
			if (signal.aborted) return;
			// Taken over by another tab, or to be taken over by this one.
			if (error === null || this.#events.signal.aborted) continue;
			this.#eventFailures = heard ? 1 : this.#eventFailures + 1;
			// Whether the hub is there is seen by asking it.
			if (heard) void this.#sync();
			await this.#pause(this.#waitAfter(this.#eventFailures, error));
		}
	}

	#followSoon(): void {
		this.#eventFailures = 0;
		this.#endWait?.();
	}

	async #follow(lost: AbortSignal, onhead: (head: number) => void, onaway: () => void): Promise<HubError> {
		this.#isHolder = true;
		const { database } = this.#ports;
		const state = await readHubState(database);
		const tablet = state && (await readTabletKey(database));
		if (!tablet) return { type: 'Unreachable' };
		return followHead(
			new HubClient(this.#ports, tablet, state.clockOffset),
			state.workspace,
			onhead,
			onaway,
			lost
		);
	}

	async #headHeard(head: number, isFirst: boolean): Promise<void> {
		const state = await readHubState(this.#ports.database);
		if (!state) return;
		// One that has less may have lost something, or have said this before it took what we have just pushed.
		const hasLess = isFirst && head < state.pulledTo;
		if (head > state.pulledTo || hasLess || state.failure !== null) this.wake();
	}

	/** It is shown at once: a request might wait for the hub's database for long. The next head ends it. */
	async #awayHeard(): Promise<void> {
		const { database, now } = this.#ports;
		const state = await readHubState(database);
		if (!state) return;
		await changeHubState(database, state, (current) => ({
			...current,
			failure: current.failure ?? 'Busy',
			failingSince: current.failingSince ?? now()
		}));
	}

	#waitAfter(failures: number, error: SyncError): number {
		const asked = error.type === 'Busy' ? error.retryAfter : 0;
		return waitAfter(failures, this.#ports.random(), asked);
	}

	#pause(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, ms);
			this.#endWait = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}
}
