import { err, ok, type Result } from '$lib/domain/result';
import {
	storageError,
	type EntryRecord,
	type LocalRow,
	type RoompassDatabase,
	type StorageError
} from '$lib/journal/database';
import { foundingRecords } from '$lib/journal/founding';
import { deleteHubState } from '$lib/sync/hub-state';
import { generateSecrets, openKeys } from '$lib/vault/keys';
import { createVault } from '$lib/vault/vault';
import { passphraseTooShort } from '$lib/vault/passphrase-strength';
import { session } from './session.svelte';
import { database, newTabletMember, tabletRow, vaultPorts } from './tablet';

export type CreateWorkspaceError =
	{ readonly type: 'PassphraseTooShort' } | { readonly type: 'VaultExists' } | StorageError;

/**
 * Founds a workspace on this tablet and opens it.
 * @param name what the admin calls it; cut to 200 characters, as is the tablet's
 * @param tabletName how this tablet is called in the history
 */
export async function createWorkspace(
	name: string,
	tabletName: string,
	passphrase: string
): Promise<Result<void, CreateWorkspaceError>> {
	if (passphraseTooShort(passphrase)) return err({ type: 'PassphraseTooShort' });
	const { secrets, rootPublicKey, encryptionPublicKey } = await generateSecrets();
	const { epochs, epoch, rootKey } = await openKeys(secrets);
	const { tablet, publicKey } = await newTabletMember(tabletName);
	const records = await foundingRecords(
		{ workspace: secrets.workspace, epoch, sealingKey: epochs.get(epoch)!, rootKey: rootKey! },
		{
			name: name.slice(0, 200),
			rootPublicKey,
			owner: { id: tablet.id, name: tablet.name, signingKey: publicKey, encryptionKey: encryptionPublicKey }
		},
		Date.now()
	);
	try {
		const stored = await storeNewWorkspace(records, [tabletRow(tablet)]);
		if (!stored.ok) return stored;
		const vault = await createVault(vaultPorts, secrets, passphrase);
		if (!vault.ok) return vault;
		await session.open(vault.value);
		return ok(undefined);
	} catch (thrown) {
		return err(storageError(thrown));
	}
}

/**
 * Puts the first records of a workspace in place. The vault comes after it, and only with the vault does the workspace
 * exist: what an attempt that broke off has left is cleared here.
 */
export async function storeNewWorkspace(
	records: readonly EntryRecord[],
	local: readonly LocalRow[],
	to: RoompassDatabase = database
): Promise<Result<void, { readonly type: 'VaultExists' }>> {
	const { entries, checkpoint, operations, inbox, vault } = to;
	return to.transaction('rw', [entries, checkpoint, operations, inbox, to.local, vault], async () => {
		if ((await vault.count()) > 0) return err({ type: 'VaultExists' as const });
		for (const table of [entries, checkpoint, operations, inbox]) await table.clear();
		await deleteHubState(to);
		await entries.bulkAdd([...records]);
		await to.local.bulkPut([...local]);
		return ok(undefined);
	});
}
