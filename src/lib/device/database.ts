import Dexie, { type Table } from 'dexie';

/** A room as it rests on the phone: nothing of it can be read without the database's own key. */
export interface RoomRow {
	readonly id: string;
	/** Counts the writes, so that two tabs do not overwrite each other. */
	readonly revision: number;
	/** What a decision is sealed to; the private key is not extractable. Gone once there is nothing left to open. */
	readonly keyPair: CryptoKeyPair | null;
	readonly nonce: Uint8Array<ArrayBuffer>;
	readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** Something sealed that belongs to no room. */
export interface SealedRow {
	readonly id: string;
	readonly nonce: Uint8Array<ArrayBuffer>;
	readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** A key that never leaves the browser. */
export interface KeyRow {
	readonly id: string;
	readonly key: CryptoKey;
}

export const deviceDatabaseName = 'roompass-device';

/** The technician's database, apart from the admin's: a phone has only this one. */
export class DeviceDatabase extends Dexie {
	rooms!: Table<RoomRow, string>;
	remembered!: Table<SealedRow, string>;
	keys!: Table<KeyRow, string>;

	constructor(name = deviceDatabaseName) {
		super(name);
		this.version(1).stores({ rooms: 'id', remembered: 'id', keys: 'id' });
	}
}

/** Why something could not be stored; what was there before still is. */
export type StoreError =
	{ readonly type: 'StorageFull' } | { readonly type: 'StorageFailed'; readonly detail: string };

/** Names a failed write in the terms of a person. */
export function storeErrorOf(thrown: unknown): StoreError {
	const names: string[] = [];
	let error = thrown as { name?: string; inner?: unknown } | undefined;
	for (; error; error = error.inner as typeof error) names.push(error.name ?? 'unknown');
	if (names.includes('QuotaExceededError')) return { type: 'StorageFull' };
	return { type: 'StorageFailed', detail: names.at(-1) ?? 'unknown' };
}
