import { liveQuery, type Subscription } from 'dexie';
import { base64ToBytes, randomId } from '$lib/protocol/bytes';
import { ticketIdOf } from '$lib/protocol/code-keys';
import { parseDecision, type DecisionContent, type DecisionEnvelope } from '$lib/protocol/decision';
import { parseGrant } from '$lib/protocol/grant';
import type { TicketAnswer } from '$lib/protocol/hub/ticket';
import { maxDeviceField, type DeviceDetails } from '$lib/protocol/request';
import type { LinkedSheet } from '$lib/protocol/sheet-link';
import type { HubEvent } from './at-hub';
import { remember, type Console } from './consoles';
import { DeviceDatabase, storeErrorOf, type StoreError } from './database';
import { makeRequest, queueReceipt, readDecision, readGrant, receiptToText, sealedReceipt } from './hand-off';
import { askedOf, enteredRoom, forgetAt, next, type Asked, type Room, type RoomEvent } from './room';
import { RoomsOnDisk, type Written } from './rooms-on-disk';
import { addresseeOf, nameScanned, type Addressee, type Scanned } from './scanned';

export type { Written } from './rooms-on-disk';

/** What came of reading a text where an answer was due. */
export type Reading =
	| Exclude<Scanned, { type: 'decision' }>
	/** The decision counts from now on. */
	| { readonly type: 'read'; readonly room: Room }
	/** It is for another room on this phone than the one in hand: nothing was read yet. */
	| { readonly type: 'other-room'; readonly room: Room }
	/** It names this room's request, and does not open: it was changed, or was not made for this phone. */
	| { readonly type: 'does-not-open'; readonly room: Room }
	| Exclude<Addressee, { type: 'room' }>
	| { readonly type: 'not-stored'; readonly error: StoreError };

/** An answer that a hub has for a room. */
export type ArrivedAnswer = Extract<TicketAnswer, { state: 'decided' | 'granted' }>;

const consolesId = 'consoles';
/** Another tab has taken the room off this phone. */
const gone = { ok: false, error: { type: 'StorageFailed', detail: 'NotFoundError' } } as const;

/** The rooms that this phone carries. Every step is on disk, sealed, before the screen shows it. */
export class DeviceStore {
	#rooms = $state.raw<readonly Room[]>([]);
	#damaged = $state.raw<readonly string[]>([]);
	#consoles = $state.raw<readonly Console[]>([]);
	#opened = new Map<string, { revision: number; room: Room }>();
	#reading: Promise<void> = Promise.resolve();
	#nextReading: Promise<void> | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#others: Subscription | undefined;
	#isClosed = false;

	private constructor(
		readonly database: DeviceDatabase,
		private readonly disk: RoomsOnDisk,
		readonly clock: () => number
	) {}

	/** Opens the store, forgets what is due, and follows what other tabs do. Rejects where the browser keeps nothing. */
	static async open(database = new DeviceDatabase(), clock: () => number = Date.now): Promise<DeviceStore> {
		const store = new DeviceStore(database, await RoomsOnDisk.open(database, clock), clock);
		await store.#loadConsoles();
		await store.refresh();
		await store.tick();
		store.#others = liveQuery(() => database.rooms.toArray()).subscribe(
			// Where it cannot be read now, the next change or step reads it.
			() => void store.refresh().catch(() => undefined)
		);
		return store;
	}

	/** The rooms, newest first; reactive. */
	get rooms(): readonly Room[] {
		return this.#rooms;
	}

	/** Ids of rooms that can no longer be read; reactive. */
	get damaged(): readonly string[] {
		return this.#damaged;
	}

	/** Makes and models that were given on this phone, the last first; reactive. */
	get consoles(): readonly Console[] {
		return this.#consoles;
	}

	/** Takes a code in. A code that this phone carries already leads to its room, which is now called as its sheet says. */
	async enter({
		code,
		room
	}: LinkedSheet): Promise<Written<{ readonly room: Room; readonly isKnown: boolean }>> {
		const ticketId = await ticketIdOf(code);
		const known = this.#rooms.find((other) => other.ticketId === ticketId);
		if (known) {
			const called = await this.#happen(known.id, { type: 'call', name: room });
			return called.ok ? { ok: true, value: { room: called.value, isKnown: true } } : called;
		}
		const entered = enteredRoom(randomId(), ticketId, { code, name: room }, this.clock());
		const written = await this.disk.add(entered);
		if (!written.ok) return written;
		await this.refresh();
		return { ok: true, value: { room: entered, isKnown: false } };
	}

	/** The technician says that this is the room. */
	confirm(id: string): Promise<Written<Room>> {
		return this.#happen(id, { type: 'confirm' });
	}

	/** Keeps what is typed so far. */
	draft(id: string, device: DeviceDetails): Promise<Written<Room>> {
		return this.#happen(id, { type: 'draft', device });
	}

	/** Seals the request of a room for this device. It is not shown yet. */
	async describe(id: string, given: DeviceDetails): Promise<Written<Room>> {
		const room = this.#find(id);
		if (!room) return gone;
		if (room.progress.phase !== 'entered') return { ok: true, value: room };
		const device = cleanDevice(given);
		const { asked, keyPair } = await makeRequest(room, room.progress.code, device, this.clock());
		const written = await this.#happen(id, { type: 'describe', asked }, keyPair);
		if (written.ok) await this.#remember(device);
		return written;
	}

	/** The request is being shown. */
	show(id: string): Promise<Written<Room>> {
		return this.#happen(id, { type: 'show' });
	}

	/** Back to the details; the request that was made is no longer asked. */
	correct(id: string): Promise<Written<Room>> {
		return this.#happen(id, { type: 'correct' });
	}

	/** The admin says, by word of mouth, that the code cannot be answered. */
	say(id: string, end: 'expired' | 'used'): Promise<Written<Room>> {
		return this.#happen(id, { type: 'say', end });
	}

	/** What the admin was said to say is taken back: the request is asked as before. */
	unsay(id: string): Promise<Written<Room>> {
		return this.#happen(id, { type: 'unsay' });
	}

	/** The device has signed in: the sign-in is forgotten, and a receipt is made, for a QR and for the hub. */
	async signedIn(id: string): Promise<Written<Room>> {
		const room = this.#find(id);
		if (!room) return gone;
		if (room.progress.phase !== 'approved') return { ok: true, value: room };
		const { code, answered } = room.progress;
		const sealed = await sealedReceipt(code, answered.request, this.clock(), 'signed-in');
		const receipt = await queueReceipt(room, code, 'signed-in', sealed);
		const outcome = { type: 'signed-in', receiptText: receiptToText(sealed) } as const;
		return this.#happen(id, { type: 'close', outcome, receipt });
	}

	/** The device did not sign in: the sign-in is forgotten. */
	didNotWork(id: string, what: string): Promise<Written<Room>> {
		return this.#happen(id, { type: 'close', outcome: { type: 'did-not-work', what } });
	}

	/**
	 * Reads what was scanned where the answer for a room is due. A decision for another room of this phone is not read before
	 * the technician says so, by reading it for that room.
	 */
	async read(text: string, roomId: string): Promise<Reading> {
		const scanned = nameScanned(text);
		if (scanned.type !== 'decision') return scanned;
		const addressee = addresseeOf(scanned.envelope, this.#rooms);
		if (addressee.type !== 'room') return addressee;
		const { room } = addressee;
		return room.id === roomId
			? this.#readDecision(room, scanned.envelope, false)
			: { type: 'other-room', room };
	}

	/** Reads what the hub has for a room. It is believed as far as what is scanned, and tells the hub that it was read. */
	async readAnswer(roomId: string, answer: ArrivedAnswer): Promise<Reading> {
		const room = this.#find(roomId);
		if (!room) return { type: 'not-stored', error: gone.error };
		if (answer.state === 'granted') return this.#readGrant(room, answer);
		const envelope = parseDecision(base64ToBytes(answer.decision));
		if (envelope?.ticketId !== room.ticketId) return { type: 'damaged' };
		const addressee = addresseeOf(envelope, this.#rooms);
		return addressee.type === 'room' ? this.#readDecision(room, envelope, true) : addressee;
	}

	/** Takes a room off this phone for good, also one that cannot be read. */
	async remove(id: string): Promise<Written<void>> {
		try {
			await this.database.rooms.delete(id);
		} catch (thrown) {
			return { ok: false, error: storeErrorOf(thrown) };
		}
		await this.refresh();
		return { ok: true, value: undefined };
	}

	/**
	 * Reads the rooms anew, as after a change that was not made through here. One reading after the other, each of what is on
	 * disk when it begins: what was written before the call is shown once it resolves, and nothing older after it.
	 */
	refresh(): Promise<void> {
		if (this.#nextReading) return this.#nextReading;
		const reading = this.#reading
			.catch(() => undefined)
			.then(() => {
				this.#nextReading = undefined;
				return this.#load();
			});
		this.#reading = this.#nextReading = reading;
		return reading;
	}

	/** The hub said something other than yes about a room's request. */
	async happenedAtHub(id: string, event: HubEvent): Promise<void> {
		await this.#happen(id, event);
	}

	/** Forgets what is due. Runs by itself while the page is open; call it when the page is looked at again. */
	async tick(): Promise<void> {
		for (const { id } of this.#rooms) await this.#happen(id, { type: 'tick' });
		this.#schedule();
	}

	/** Stops timers and lets go of the database. */
	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
		this.#others?.unsubscribe();
		this.database.close();
	}

	#find(id: string): Room | undefined {
		return this.#rooms.find((room) => room.id === id);
	}

	/** Applies an event to the room as it is on disk, and shows what came of it. */
	async #happen(id: string, event: RoomEvent, keyPair?: CryptoKeyPair): Promise<Written<Room>> {
		const written = await this.disk.happen(id, event, keyPair);
		if (!written.ok) return written;
		try {
			await this.refresh();
		} catch (thrown) {
			return { ok: false, error: storeErrorOf(thrown) };
		}
		return written;
	}

	async #readDecision(room: Room, envelope: DecisionEnvelope, isByHub: boolean): Promise<Reading> {
		let keyPair: CryptoKeyPair | null | undefined;
		try {
			keyPair = (await this.database.rooms.get(room.id))?.keyPair;
		} catch (thrown) {
			return { type: 'not-stored', error: storeErrorOf(thrown) };
		}
		const asked = askedOf(room);
		const decision = keyPair && asked && (await readDecision(envelope, asked, keyPair));
		return decision
			? this.#decide(room, asked, decision, { isByHub, isAutomatic: false })
			: { type: 'does-not-open', room };
	}

	async #readGrant(
		room: Room,
		{ grant, at }: Extract<ArrivedAnswer, { state: 'granted' }>
	): Promise<Reading> {
		const envelope = parseGrant(base64ToBytes(grant));
		if (envelope?.ticketId !== room.ticketId) return { type: 'damaged' };
		const asked = askedOf(room);
		if (!asked) return { type: 'read-before', room };
		const decision = await readGrant(envelope, asked.code, at);
		return decision
			? this.#decide(room, asked, decision, { isByHub: true, isAutomatic: true })
			: { type: 'does-not-open', room };
	}

	async #decide(
		room: Room,
		{ code, request }: Asked,
		decision: DecisionContent,
		{ isByHub, isAutomatic }: { readonly isByHub: boolean; readonly isAutomatic: boolean }
	): Promise<Reading> {
		const receipt = isByHub
			? await queueReceipt(
					room,
					code,
					'delivered',
					await sealedReceipt(code, request, this.clock(), 'delivered')
				)
			: undefined;
		const written = await this.#happen(room.id, { type: 'decide', decision, isAutomatic, receipt });
		return written.ok ? { type: 'read', room: written.value } : { type: 'not-stored', error: written.error };
	}

	async #load(): Promise<void> {
		const opened = new Map<string, { revision: number; room: Room }>();
		const damaged: string[] = [];
		try {
			for (const row of await this.database.rooms.toArray()) {
				const cached = this.#opened.get(row.id);
				const room = cached?.revision === row.revision ? cached.room : await this.disk.read(row);
				if (room) opened.set(row.id, { revision: row.revision, room });
				else damaged.push(row.id);
			}
		} catch (thrown) {
			if (this.#isClosed) return;
			throw thrown;
		}
		this.#opened = opened;
		this.#damaged = damaged;
		const now = this.clock();
		// Also where forgetting could not be written, nothing that is due is shown.
		this.#rooms = [...opened.values()]
			.map(({ room }) => next(room, { type: 'tick' }, now))
			.sort((a, b) => b.enteredAt - a.enteredAt);
		this.#schedule();
	}

	#schedule(): void {
		clearTimeout(this.#timer);
		const due = this.#rooms.flatMap(({ progress }) =>
			progress.phase === 'approved' && progress.signIn ? [forgetAt(progress.openedAt)] : []
		);
		if (due.length > 0)
			this.#timer = setTimeout(() => void this.tick(), Math.max(0, Math.min(...due) - this.clock()));
	}

	async #loadConsoles(): Promise<void> {
		const row = await this.database.remembered.get(consolesId);
		this.#consoles = ((row && (await this.disk.seal.open(row, 0))) as Console[] | undefined) ?? [];
	}

	/** A convenience: where it cannot be kept, nothing is lost. */
	async #remember({ make, model }: DeviceDetails): Promise<void> {
		this.#consoles = remember(this.#consoles, { make, model });
		const sealed = await this.disk.seal.close(consolesId, 0, this.#consoles);
		await this.database.remembered.put({ id: consolesId, ...sealed }).catch(() => undefined);
	}
}

/** Details as they travel: without stray spaces, no longer than a request takes. */
function cleanDevice({ make, model, serial }: DeviceDetails): DeviceDetails {
	const clean = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, maxDeviceField);
	return { make: clean(make), model: clean(model), serial: clean(serial) };
}
