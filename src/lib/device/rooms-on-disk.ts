import { nothingAtHub } from './at-hub';
import { storeErrorOf, type DeviceDatabase, type RoomRow, type StoreError } from './database';
import { askedOf, next, type Room, type RoomEvent } from './room';
import { rowSealOf, type RowSeal } from './seal';

/** What a write gives back. */
export type Written<T> =
	{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: StoreError };

/**
 * The rooms as they rest in the database, for a page as for a service worker: each reads, changes and writes one row, and
 * starts over where another was faster.
 */
export class RoomsOnDisk {
	private constructor(
		readonly database: DeviceDatabase,
		readonly seal: RowSeal,
		readonly clock: () => number
	) {}

	/** Rejects where the browser keeps nothing. */
	static async open(database: DeviceDatabase, clock: () => number): Promise<RoomsOnDisk> {
		return new RoomsOnDisk(database, await rowSealOf(database), clock);
	}

	/** All rooms that can be read, the oldest first. */
	async all(): Promise<Room[]> {
		const rows = await this.database.rooms.toArray();
		const rooms = await Promise.all(rows.map((row) => this.read(row)));
		return rooms.filter((room) => room !== undefined).sort((a, b) => a.enteredAt - b.enteredAt);
	}

	/** The room in a row; `undefined` where it was damaged. */
	async read(row: RoomRow): Promise<Room | undefined> {
		const kept = await this.seal.open(row, row.revision);
		return kept === undefined ? undefined : roomOf(kept as KeptRoom);
	}

	/** Applies an event to the room as it is now, which another tab may have changed. */
	async happen(id: string, event: RoomEvent, keyPair?: CryptoKeyPair): Promise<Written<Room>> {
		try {
			for (;;) {
				const row = await this.database.rooms.get(id);
				const before = row && (await this.read(row));
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

	/** Writes a new room. */
	async add(room: Room): Promise<Written<Room>> {
		try {
			await this.#write(room, null, null);
			return { ok: true, value: room };
		} catch (thrown) {
			return { ok: false, error: storeErrorOf(thrown) };
		}
	}

	/** Writes a room over the row it was read from; `false` where somebody else has written meanwhile. Rejects as Dexie does. */
	async #write(room: Room, keyPair: CryptoKeyPair | null, over: RoomRow | null): Promise<boolean> {
		const revision = (over?.revision ?? 0) + 1;
		const { rooms } = this.database;
		const row = { id: room.id, revision, keyPair, ...(await this.seal.close(room.id, revision, room)) };
		return this.database.transaction('rw', rooms, async () => {
			if ((await rooms.get(room.id))?.revision !== over?.revision) return false;
			await rooms.put(row);
			return true;
		});
	}
}

/** A room as it may have been written: before there were hubs, nothing of them. */
type KeptRoom = Omit<Room, 'hub'> & Partial<Pick<Room, 'hub'>>;

function roomOf({ hub = nothingAtHub, progress, ...room }: KeptRoom): Room {
	if (!('answered' in progress)) return { ...room, hub, progress };
	const answered = { ...progress.answered, isAutomatic: progress.answered.isAutomatic ?? false };
	return { ...room, hub, progress: { ...progress, answered } };
}
