import Dexie, { type Table } from 'dexie';

/** A sealed entry as it rests on this tablet. */
export interface EntryRecord {
	/** Order of arrival on this tablet. */
	position?: number;
	/** Entry id, 32 hex digits. */
	id: string;
	/** The hub's sequence number; 0: still to be pushed. */
	sequence: number;
	/** Ms since 1970. */
	receivedAt: number;
	/** The sealed envelope, see protocol/entry-envelope. */
	bytes: Uint8Array<ArrayBuffer>;
}

/** One sealed page of the checkpoint. */
export interface CheckpointRecord {
	page: number;
	/** The position up to which entries are in it; the same on all pages, else the checkpoint is torn. */
	position: number;
	/** How many pages belong to it. */
	pages: number;
	nonce: Uint8Array<ArrayBuffer>;
	ciphertext: Uint8Array<ArrayBuffer>;
}

/** One wrapped secret, see vault. */
export interface VaultRow {
	id: string;
	[field: string]: unknown;
}

/** What belongs to this tablet alone: no secret of the workspace among it. */
export interface LocalRow {
	key: string;
	value: unknown;
}

/** The one database. Outside the seals only ids, positions and times can be read. */
export class RoompassDatabase extends Dexie {
	entries!: Table<EntryRecord, number>;
	checkpoint!: Table<CheckpointRecord, number>;
	vault!: Table<VaultRow, string>;
	local!: Table<LocalRow, string>;

	constructor(name = 'roompass') {
		super(name);
		this.version(1).stores({
			entries: '++position, &id, sequence',
			checkpoint: 'page',
			vault: 'id',
			local: 'key'
		});
	}
}

/** Why something could not be stored; what was there before still is. */
export type StorageError =
	{ readonly type: 'StorageFull' } | { readonly type: 'StorageFailed'; readonly detail: string };

/** Names a failed write in the terms of a person. */
export function storageError(thrown: unknown): StorageError {
	const names = new Set<string>();
	for (
		let error = thrown as { name?: string; inner?: unknown } | undefined;
		error;
		error = error.inner as never
	)
		if (error.name) names.add(error.name);
	if (names.has('QuotaExceededError')) return { type: 'StorageFull' };
	return { type: 'StorageFailed', detail: [...names].join(', ') || 'unknown' };
}
