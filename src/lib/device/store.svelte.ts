import { liveQuery, type Subscription } from 'dexie';
import { randomId } from '$lib/protocol/bytes';
import { ticketIdOf } from '$lib/protocol/code-keys';
import { maxDeviceField, type DeviceDetails } from '$lib/protocol/request';
import type { LinkedSheet } from '$lib/protocol/sheet-link';
import { remember, type Console } from './consoles';
import { DeviceDatabase, storeErrorOf, type RoomRow, type StoreError } from './database';
import { makeReceipt, makeRequest, readDecision } from './hand-off';
import { askedOf, enteredRoom, forgetAt, next, type Room, type RoomEvent } from './room';
import { addresseeOf, nameScanned, type Addressee, type Scanned } from './scanned';
import { rowSealOf, type RowSeal } from './seal';

/** What a write gives back. */
export type Written<T> =
	{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: StoreError };

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

const consolesId = 'consoles';

/** The rooms that this phone carries. Every step is on disk, sealed, before the screen shows it. */
export class DeviceStore {
	#rooms = $state.raw<readonly Room[]>([]);
	#damaged = $state.raw<readonly string[]>([]);
	#consoles = $state.raw<readonly Console[]>([]);
	#opened = new Map<string, { revision: number; room: Room }>();
	#generation = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#others: Subscription | undefined;

	private constructor(
		readonly database: DeviceDatabase,
		readonly seal: RowSeal,
		readonly clock: () => number
	) {}

	/** Opens the store, forgets what is due, and follows what other tabs do. Rejects where the browser keeps nothing. */
	static async open(database = new DeviceDatabase(), clock: () => number = Date.now): Promise<DeviceStore> {
		const store = new DeviceStore(database, await rowSealOf(database), clock);
		await store.#loadConsoles();
		await store.#load(await database.rooms.toArray());
		await store.tick();
		store.#others = liveQuery(() => database.rooms.toArray()).subscribe((rows) => void store.#load(rows));
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

	/** Takes a code in. A code that this phone carries already leads to its room, as it stands. */
	async enter({
		code,
		room
	}: LinkedSheet): Promise<Written<{ readonly room: Room; readonly isKnown: boolean }>> {
		const ticketId = await ticketIdOf(code);
		const known = this.#rooms.find((other) => other.ticketId === ticketId);
		if (known) return { ok: true, value: { room: known, isKnown: true } };
		const entered = enteredRoom(randomId(), ticketId, { code, name: room }, this.clock());
		try {
			await this.#write(entered, null, null);
			return { ok: true, value: { room: entered, isKnown: false } };
		} catch (thrown) {
			return { ok: false, error: storeErrorOf(thrown) };
		}
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
		const room = this.#room(id);
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

	/** The device has signed in: the sign-in is forgotten, and a receipt is made. */
	async signedIn(id: string): Promise<Written<Room>> {
		const room = this.#room(id);
		if (room.progress.phase !== 'approved') return { ok: true, value: room };
		const { code, answered } = room.progress;
		const receiptText = await makeReceipt(code, answered.request, this.clock());
		return this.#happen(id, { type: 'close', outcome: { type: 'signed-in', receiptText } });
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
		if (room.id !== roomId) return { type: 'other-room', room };
		const keyPair = (await this.database.rooms.get(room.id))?.keyPair;
		const asked = askedOf(room);
		const decision = keyPair && asked && (await readDecision(scanned.envelope, asked, keyPair));
		if (!decision) return { type: 'does-not-open', room };
		const written = await this.#happen(room.id, { type: 'decide', decision });
		return written.ok ? { type: 'read', room: written.value } : { type: 'not-stored', error: written.error };
	}

	/** Takes a room off this phone for good, also one that cannot be read. */
	async remove(id: string): Promise<Written<void>> {
		try {
			await this.database.rooms.delete(id);
		} catch (thrown) {
			return { ok: false, error: storeErrorOf(thrown) };
		}
		await this.#load(await this.database.rooms.toArray());
		return { ok: true, value: undefined };
	}

	/** Forgets what is due. Runs by itself while the page is open; call it when the page is looked at again. */
	async tick(): Promise<void> {
		for (const { id } of this.#rooms) await this.#happen(id, { type: 'tick' });
		this.#schedule();
	}

	/** Stops timers and lets go of the database. */
	close(): void {
		clearTimeout(this.#timer);
		this.#others?.unsubscribe();
		this.database.close();
	}

	#room(id: string): Room {
		const room = this.#rooms.find((other) => other.id === id);
		if (!room) throw new RangeError(`No room ${id}`);
		return room;
	}

	/** Applies an event to the room as it is on disk, which another tab may have changed. */
	async #happen(id: string, event: RoomEvent, keyPair?: CryptoKeyPair): Promise<Written<Room>> {
		try {
			for (;;) {
				const row = await this.database.rooms.get(id);
				const before = row && ((await this.seal.open(row, row.revision)) as Room | undefined);
				if (!before) return { ok: false, error: { type: 'StorageFailed', detail: 'NotFoundError' } };
				const after = next(before, event, this.clock());
				if (after === before) return { ok: true, value: before };
				const kept = askedOf(after) ? (keyPair ?? row.keyPair) : null;
				if (await this.#write(after, kept, row)) return { ok: true, value: after };
			}
		} catch (thrown) {
			return { ok: false, error: storeErrorOf(thrown) };
		}
	}

	/** Writes a room over the row it was read from; `false` where another tab has written meanwhile. Rejects as Dexie does. */
	async #write(room: Room, keyPair: CryptoKeyPair | null, over: RoomRow | null): Promise<boolean> {
		const revision = (over?.revision ?? 0) + 1;
		const { rooms } = this.database;
		const row = { id: room.id, revision, keyPair, ...(await this.seal.close(room.id, revision, room)) };
		const isWritten = await this.database.transaction('rw', rooms, async () => {
			if ((await rooms.get(room.id))?.revision !== over?.revision) return false;
			await rooms.put(row);
			return true;
		});
		await this.#load(await rooms.toArray());
		return isWritten;
	}

	async #load(rows: readonly RoomRow[]): Promise<void> {
		const generation = ++this.#generation;
		const opened = new Map<string, { revision: number; room: Room }>();
		const damaged: string[] = [];
		for (const row of rows) {
			const cached = this.#opened.get(row.id);
			const room =
				cached?.revision === row.revision
					? cached.room
					: ((await this.seal.open(row, row.revision)) as Room | undefined);
			if (room) opened.set(row.id, { revision: row.revision, room });
			else damaged.push(row.id);
		}
		// A later load has been faster.
		if (generation !== this.#generation) return;
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
		this.#consoles = ((row && (await this.seal.open(row, 0))) as Console[] | undefined) ?? [];
	}

	/** A convenience: where it cannot be kept, nothing is lost. */
	async #remember({ make, model }: DeviceDetails): Promise<void> {
		this.#consoles = remember(this.#consoles, { make, model });
		const sealed = await this.seal.close(consolesId, 0, this.#consoles);
		await this.database.remembered.put({ id: consolesId, ...sealed }).catch(() => undefined);
	}
}

/** Details as they travel: without stray spaces, no longer than a request takes. */
function cleanDevice({ make, model, serial }: DeviceDetails): DeviceDetails {
	const clean = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, maxDeviceField);
	return { make: clean(make), model: clean(model), serial: clean(serial) };
}
