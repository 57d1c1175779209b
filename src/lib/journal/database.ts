import Dexie, { type Table } from 'dexie';
import type { ItemKind } from '$lib/protocol/hub/pull';
import type { HubOperation } from '$lib/protocol/hub/push';

/** A sealed entry as it rests on this tablet. */
export interface EntryRecord {
	/** Order of arrival on this tablet. */
	position?: number;
	/** Entry id, 32 hex digits. */
	id: string;
	/**
	 * The hub's sequence number. 0: still to be pushed, unless it is in `sent`. Negative: one that it had at a hub this tablet
	 * was connected to before, so that it has left the tablet, and is to be pushed unless the hub of today has it.
	 */
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

/** What a hub has to know of an entry, until it knows it. */
export interface OperationRecord {
	/** In the order in which they are to be sent. */
	order?: number;
	/** The entry it belongs to, which it is never sent before; empty where there is none. */
	entry: string;
	operation: HubOperation;
	/** 1 where it may be on its way: a decision that cannot be taken back. */
	sending: 0 | 1;
}

/** Entries of this tablet that the hub has: so many from a position on, numbered from a sequence number on. See sent.ts. */
export interface SentRecord {
	readonly position: number;
	readonly count: number;
	readonly sequence: number;
}

/** What came from devices through a hub and waits for somebody to unlock the workspace. */
export interface InboxRecord {
	/** The hub's sequence number. */
	sequence: number;
	kind: Exclude<ItemKind, 'entry'>;
	/** When the hub received it, ms since 1970 by its clock. */
	at: number;
	/** Sealed by the device. */
	bytes: Uint8Array<ArrayBuffer>;
}

/** The one database. Outside the seals only ids, positions and times can be read. */
export class RoompassDatabase extends Dexie {
	entries!: Table<EntryRecord, number>;
	checkpoint!: Table<CheckpointRecord, number>;
	vault!: Table<VaultRow, string>;
	local!: Table<LocalRow, string>;
	operations!: Table<OperationRecord, number>;
	inbox!: Table<InboxRecord, number>;
	sent!: Table<SentRecord, number>;

	constructor(name = 'roompass') {
		super(name);
		this.version(1).stores({
			entries: '++position, &id, sequence',
			checkpoint: 'page',
			vault: 'id',
			local: 'key'
		});
		this.version(2).stores({ operations: '++order, entry', inbox: 'sequence' });
		this.version(3).stores({ entries: '++position, &id, [sequence+position]', sent: 'position' });
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
