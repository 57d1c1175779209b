import { encodeArray } from '$lib/protocol/cbor';
import { seal, unseal } from '$lib/protocol/sealing';
import type { DeviceDatabase } from './database';

/**
 * What rests on the phone is JSON, sealed with AES-256-GCM by a key of the database that cannot be taken out of the browser;
 * associated data is the CBOR of `[1, "device", row id, revision]`, so that no row can stand in for another or for an older
 * one of its own.
 */
const sealVersion = 1;
const keyId = 'seal';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Seals and opens the rows of one database. */
export interface RowSeal {
	close(
		id: string,
		revision: number,
		value: unknown
	): Promise<{ nonce: Uint8Array<ArrayBuffer>; ciphertext: Uint8Array<ArrayBuffer> }>;
	/** What was sealed; `undefined` where the row was damaged, or sealed for another place. */
	open(
		row: { id: string; nonce: Uint8Array<ArrayBuffer>; ciphertext: Uint8Array<ArrayBuffer> },
		revision: number
	): Promise<unknown>;
}

/** The seal of a database; its key is made on first use. */
export async function rowSealOf(database: DeviceDatabase): Promise<RowSeal> {
	const key = await sealingKeyOf(database);
	return {
		close: (id, revision, value) =>
			seal(key, encoder.encode(JSON.stringify(value)), associatedData(id, revision)),
		async open({ id, nonce, ciphertext }, revision) {
			const plaintext = await unseal(key, nonce, ciphertext, associatedData(id, revision));
			return plaintext ? JSON.parse(decoder.decode(plaintext)) : undefined;
		}
	};
}

async function sealingKeyOf(database: DeviceDatabase): Promise<CryptoKey> {
	const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
		'encrypt',
		'decrypt'
	]);
	// Another tab may have been first.
	return database.transaction('rw', database.keys, async () => {
		const kept = await database.keys.get(keyId);
		if (kept) return kept.key;
		await database.keys.add({ id: keyId, key: fresh });
		return fresh;
	});
}

function associatedData(id: string, revision: number): Uint8Array<ArrayBuffer> {
	return encodeArray([sealVersion, 'device', id, revision]);
}
