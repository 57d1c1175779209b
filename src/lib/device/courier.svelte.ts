import { waitAfter } from '$lib/protocol/hub/back-off';
import type { StoreError } from './database';
import { askForTicket, type HubCalls, type TicketAt, type TicketResult } from './hub-tickets';
import { askedOf, isAtHub, isToSend, requestOf, type Room } from './room';
import { sendWaiting, type SendReport } from './send-waiting';
import type { ArrivedAnswer, DeviceStore } from './store.svelte';
import { authorizationOf } from './ticket-key';
import { watchTicket } from './watch';

/** How often the hub is asked about rooms that are not in view, in ms; jitter shortens it by up to a half. */
const lookAround = 20_000;

export interface CourierOptions extends HubCalls {
	/** Whether there is a hub; `null` where that cannot be said at the moment. */
	readonly isThere: () => Promise<boolean | null>;
	/** Something waits: whoever can wake a closed page is told. */
	readonly onwaiting?: () => void;
	readonly random?: () => number;
}

/** What the page shows. */
export interface View {
	readonly rooms: readonly Room[];
	/** The room on the screen; `null` for the list of all. */
	readonly roomId: string | null;
	/** False while the page is hidden: then nothing is opened, as what is opened is soon forgotten. */
	readonly isVisible: boolean;
}

/**
 * Carries requests and receipts to the hub and answers back, while the page is open. An answer is read for the room that
 * somebody looks at, since a sign-in is kept for half an hour only; for the others it is said to be there.
 */
export class Courier {
	#isThere = $state<boolean | null>(null);
	#unreachableSince = $state<number | null>(null);
	#problem = $state.raw<StoreError>();
	#arrived = $state.raw<ReadonlyMap<string, ArrivedAnswer>>(new Map());
	#view: View = { rooms: [], roomId: null, isVisible: false };
	/** What was tried to be sent since somebody last came back to it. */
	#tried = new Set<string>();
	#failures = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isRunning = false;
	#runAgain: 'no' | 'new' | 'all' = 'no';
	#following: { readonly key: string; readonly ending: AbortController } | undefined;
	#isClosed = false;

	constructor(
		private readonly store: DeviceStore,
		private readonly options: CourierOptions
	) {}

	/** Whether there is a hub, as far as is known; reactive. */
	get isThere(): boolean {
		return this.#isThere === true;
	}

	/** Since when it has not answered; `null` where it does, or was not asked; reactive. */
	get unreachableSince(): number | null {
		return this.#unreachableSince;
	}

	/** Why an answer could not be kept on this phone; reactive. */
	get problem(): StoreError | undefined {
		return this.#problem;
	}

	/** Whether there is an answer for a room that nobody has looked at; reactive. */
	hasAnswer(roomId: string): boolean {
		return this.#arrived.has(roomId);
	}

	/** Follows what the page shows; to be called whenever that changes. */
	see(view: View): void {
		this.#view = view;
		const keys = view.rooms.flatMap(keysOf);
		const isNew = keys.some((key) => !this.#tried.has(key));
		this.#tried = new Set(keys);
		if (isNew || this.#isThere === null) void this.#run('new');
		else this.#follow();
	}

	/** There may be a network again, or somebody came back: everything is tried at once. */
	wake(): void {
		this.#failures = 0;
		if (this.#isThere === false) this.#isThere = null;
		this.#stopFollowing();
		void this.#run('all');
	}

	/** Stops everything; what waits is on disk. */
	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
		this.#stopFollowing();
	}

	/** Sends what waits. One at a time; what comes meanwhile is sent after it. */
	async #run(what: 'new' | 'all'): Promise<void> {
		if (this.#isRunning) {
			if (this.#runAgain !== 'all') this.#runAgain = what;
			return;
		}
		this.#isRunning = true;
		clearTimeout(this.#timer);
		try {
			if (await this.#findHub()) await this.#send(what === 'all');
		} finally {
			this.#isRunning = false;
		}
		const again = this.#runAgain;
		this.#runAgain = 'no';
		if (again !== 'no' && !this.#isClosed) await this.#run(again);
		else this.#follow();
	}

	async #findHub(): Promise<boolean> {
		this.#isThere ??= await this.options.isThere();
		return this.#isThere === true && !this.#isClosed;
	}

	async #send(again: boolean): Promise<void> {
		const { address, fetch, onwaiting } = this.options;
		const { database, clock } = this.store;
		let report: SendReport;
		try {
			report = await sendWaiting(database, { address, fetch, clock, again });
			await this.store.refresh();
		} catch {
			// The browser’s storage failed, or the page is being left.
			return this.#sendLater(null);
		}
		if (this.#isClosed) return;
		this.#heard(report.stopped?.type ?? 'answer');
		for (const [id, answer] of report.answers) await this.#handle(id, { type: 'answer', answer });
		if (report.waiting > 0) onwaiting?.();
		// Also what was refused: an admin may have decided it since, or the hub may have been set right.
		else if (!this.store.rooms.some((room) => isToSend(room, true))) {
			this.#failures = 0;
			return;
		}
		if (report.stopped?.type !== 'no-hub')
			this.#sendLater(report.stopped === null ? null : report.stopped.retryAfter);
	}

	#sendLater(asked: number | null): void {
		if (this.#isClosed) return;
		clearTimeout(this.#timer);
		const wait = waitAfter(++this.#failures, (this.options.random ?? Math.random)(), asked ?? 0);
		this.#timer = setTimeout(() => void this.#run('all'), wait);
	}

	/** Listens for the room in view, or asks about all of them now and then. */
	#follow(): void {
		const { rooms, roomId, isVisible } = this.#view;
		if (this.#isClosed || !isVisible) return this.#stopFollowing();
		const answer = roomId === null ? undefined : this.#arrived.get(roomId);
		if (answer) void this.#handle(roomId!, { type: 'answer', answer });
		const followed = rooms.filter((room) => isAtHub(room) && (roomId === null || room.id === roomId));
		const key = [roomId, ...followed.map((room) => `${room.id} ${requestOf(room)}`)].join();
		if (this.#isThere && key === this.#following?.key) return;
		this.#stopFollowing();
		if (!this.#isThere || followed.length === 0) return;
		const ending = new AbortController();
		this.#following = { key, ending };
		if (roomId === null) void this.#lookAround(followed, ending.signal);
		else void this.#watch(followed[0]!, ending.signal);
	}

	#stopFollowing(): void {
		this.#following?.ending.abort();
		this.#following = undefined;
	}

	async #watch(room: Room, signal: AbortSignal): Promise<void> {
		const at = await this.#ticketOf(room);
		const { random } = this.options;
		if (at) await watchTicket(at, { signal, random, onresult: (result) => this.#handle(room.id, result) });
	}

	async #lookAround(rooms: readonly Room[], signal: AbortSignal): Promise<void> {
		const { random = Math.random } = this.options;
		for (let left = rooms; left.length > 0 && !signal.aborted;) {
			const still: Room[] = [];
			for (const room of left) {
				const at = await this.#ticketOf(room);
				const result = at && (await askForTicket(at, signal));
				if (signal.aborted) return;
				if (result && !(await this.#handle(room.id, result))) still.push(room);
			}
			left = still;
			await new Promise((resolve) => setTimeout(resolve, lookAround * (1 - random() / 2)));
		}
	}

	/** What the hub says about a room; true where there is nothing more to come. */
	async #handle(id: string, result: TicketResult): Promise<boolean> {
		this.#heard(result.type);
		const room = this.store.rooms.find((other) => other.id === id);
		const request = room && requestOf(room);
		if (!room || !request || this.#isClosed) return true;
		switch (result.type) {
			case 'refused': {
				const { refusal } = result;
				if (refusal.name === 'too-many') return false;
				await this.store.happenedAtHub(id, { type: 'refused', request, refusal });
				return this.#isLost(id);
			}
			case 'answer':
				switch (result.answer.state) {
					case 'waiting':
						await this.store.happenedAtHub(id, { type: 'sent', request });
						return false;
					case 'open':
						await this.store.happenedAtHub(id, { type: 'lost', request });
						return this.#isLost(id);
					default:
						return this.#receive(room, request, result.answer);
				}
			default:
				return result.type === 'no-hub';
		}
	}

	/** Whether the hub has lost the claim of a room that it had before; then it is sent again. */
	#isLost(id: string): boolean {
		const room = this.store.rooms.find((other) => other.id === id);
		if (room && isAtHub(room)) return false;
		this.#sendLater(null);
		return true;
	}

	async #receive(room: Room, request: string, answer: ArrivedAnswer): Promise<boolean> {
		const { id } = room;
		if (!askedOf(room)) return true;
		if (this.#view.roomId !== id || !this.#view.isVisible) {
			this.#arrived = new Map(this.#arrived).set(id, answer);
			return true;
		}
		const reading = await this.store.readAnswer(id, answer);
		this.#problem = reading.type === 'not-stored' ? reading.error : undefined;
		if (reading.type === 'not-stored') return false;
		this.#arrived = new Map([...this.#arrived].filter(([other]) => other !== id));
		if (reading.type === 'read') void this.#run('new');
		else if (reading.type !== 'read-before') {
			const name = reading.type === 'earlier-request' ? 'earlier-request' : 'does-not-open';
			await this.store.happenedAtHub(id, { type: 'refused', request, refusal: { name, when: null } });
			return this.#isLost(id) || name === 'does-not-open';
		}
		return true;
	}

	#heard(type: TicketResult['type']): void {
		if (type === 'later') this.#unreachableSince ??= this.store.clock();
		else this.#unreachableSince = null;
		if (type === 'no-hub') {
			this.#isThere = false;
			this.#stopFollowing();
		}
	}

	async #ticketOf(room: Room): Promise<TicketAt | null> {
		const { address, fetch } = this.options;
		const asked = askedOf(room);
		const authorization = asked && (await authorizationOf(asked.code, room.hub));
		return authorization ? { address, fetch, ticketId: room.ticketId, authorization } : null;
	}
}

/** What of a room waits to be sent, named so that something new is noticed. */
function keysOf(room: Room): string[] {
	const receipts = room.hub.receipts.map(({ receipt }) => receipt);
	return isToSend(room) ? [`${room.id} ${requestOf(room)}`, ...receipts] : receipts;
}
