import { err, ok, type Result } from '$lib/domain/result';
import { storageError, type EntryRecord, type StorageError } from '$lib/journal/database';
import { ownerRecords } from '$lib/journal/founding';
import { openEntry } from '$lib/journal/opening';
import { parseEntryEnvelope } from '$lib/protocol/entry-envelope';
import { firstStamp, laterStamp, type Stamp } from '$lib/protocol/stamp';
import { readBackup, type Backup, type BackupSecret, type ReadBackupError } from '$lib/vault/backup';
import { generateEncryptionKey, openKeys, type VaultKeys } from '$lib/vault/keys';
import { passphraseTooShort } from '$lib/vault/passphrase-strength';
import { createVault } from '$lib/vault/vault';
import { storeNewWorkspace } from './create-workspace';
import { session } from './session.svelte';
import { newTabletMember, tabletRow, vaultPorts } from './tablet';

export type RestoreError =
	| ReadBackupError
	| { readonly type: 'PassphraseTooShort' }
	| { readonly type: 'VaultExists' }
	/** The backup was made on a tablet that may not let others in. */
	| { readonly type: 'BackupNotByOwner' }
	| StorageError;

/** Opens a backup file, so that its name and date can be shown before it is restored. Stores nothing. */
export function openBackup(
	bytes: Uint8Array<ArrayBuffer>,
	secret: BackupSecret
): Promise<Result<Backup, ReadBackupError>> {
	return readBackup(vaultPorts.age, bytes, secret);
}

/**
 * Restores an opened backup on this empty tablet and opens the workspace. The tablet joins as a new owner.
 * @param passphrase what this tablet will be unlocked with
 */
export async function restoreBackup(
	backup: Backup,
	tabletName: string,
	passphrase: string
): Promise<Result<void, RestoreError>> {
	if (passphraseTooShort(passphrase)) return err({ type: 'PassphraseTooShort' });
	const keys = await openKeys(backup.secrets);
	if (!keys.rootKey) return err({ type: 'BackupNotByOwner' });
	const opened = await backedUpRecords(backup, keys);
	if (!opened) return err({ type: 'BackupDamaged' });
	const { tablet, publicKey } = await newTabletMember(tabletName);
	const encryption = await generateEncryptionKey();
	const founder = {
		workspace: backup.secrets.workspace,
		epoch: keys.epoch,
		sealingKey: keys.epochs.get(keys.epoch)!,
		rootKey: keys.rootKey
	};
	const owner = {
		id: tablet.id,
		name: tablet.name,
		signingKey: publicKey,
		encryptionKey: encryption.publicKey
	};
	const joined = await ownerRecords(founder, owner, opened.lastStamp, Date.now());
	const secrets = { ...backup.secrets, encryptionKey: encryption.privateKey };
	try {
		const stored = await storeNewWorkspace([...opened.records, ...joined], [tabletRow(tablet)]);
		if (!stored.ok) return stored;
		const vault = await createVault(vaultPorts, secrets, passphrase);
		if (!vault.ok) return vault;
		await session.open(vault.value);
		return ok(undefined);
	} catch (thrown) {
		return err(storageError(thrown));
	}
}

/** The journal of a backup; `null` where an entry of it does not open, since then the whole is not what was saved. */
async function backedUpRecords(
	backup: Backup,
	keys: VaultKeys
): Promise<{ records: EntryRecord[]; lastStamp: Stamp } | null> {
	const { workspace } = backup.secrets;
	const records: EntryRecord[] = [];
	let lastStamp = firstStamp;
	for (const { envelope: bytes, sequence } of backup.entries) {
		const envelope = parseEntryEnvelope(bytes);
		const opening = await openEntry(bytes, { workspace, epochs: keys.epochs });
		if (!envelope || opening.type === 'refused') return null;
		if (opening.type === 'opened') lastStamp = laterStamp(lastStamp, opening.entry.stamp as Stamp);
		records.push({ id: envelope.id, sequence: sequence ?? 0, receivedAt: Date.now(), bytes });
	}
	return { records, lastStamp };
}
