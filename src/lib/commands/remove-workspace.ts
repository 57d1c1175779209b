import { err, ok, type Result } from '$lib/domain/result';
import { storageError, type StorageError } from '$lib/journal/database';
import { unlockMethods } from '$lib/vault/vault';
import { session } from './session.svelte';
import { database, vaultPorts } from './tablet';

/**
 * Deletes the workspace from this tablet, with its vault, its history and what the tablet kept for itself. There is no
 * way back but a backup. Other tabs lose it as well.
 * @returns an error where the browser did not delete it; the workspace is then still here, and locked
 */
export async function removeWorkspace(): Promise<Result<void, StorageError>> {
	try {
		const methods = await unlockMethods(vaultPorts);
		session.lock();
		// Without a lock screen, which would read the database while it is deleted.
		session.phase = 'starting';
		await database.delete();
		await database.open();
		session.phase = 'none';
		for (const { id } of methods?.passkeys ?? [])
			await vaultPorts.passkeys.forget(id.slice('passkey:'.length));
		return ok(undefined);
	} catch (thrown) {
		session.phase = 'locked';
		return err(storageError(thrown));
	}
}
