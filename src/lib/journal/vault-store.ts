import type { Attempts, AttemptStore, VaultRecord, VaultStore } from '$lib/vault/ports';
import { noAttempts } from '$lib/vault/attempts';
import type { RoompassDatabase, VaultRow } from './database';

/** The vault's records in the database. */
export function vaultStore(database: RoompassDatabase): VaultStore {
	return {
		all: async () => (await database.vault.toArray()) as unknown as VaultRecord[],
		put: (records, remove = []) =>
			database.transaction('rw', database.vault, async () => {
				await database.vault.bulkDelete([...remove]);
				await database.vault.bulkPut(records as unknown as VaultRow[]);
			})
	};
}

/** The count of wrong passphrases, which survives a reload. */
export function attemptStore(database: RoompassDatabase): AttemptStore {
	return {
		update: (change) =>
			database.transaction('rw', database.local, async () => {
				const before = ((await database.local.get('attempts'))?.value ?? noAttempts) as Attempts;
				await database.local.put({ key: 'attempts', value: change(before) });
			})
	};
}
