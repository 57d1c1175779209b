import { err, ok, type Result } from '$lib/domain/result';
import type { AppendError } from '$lib/journal/workspace.svelte';
import { sequenceOf } from '$lib/journal/sent';
import { backupLock, writeBackup } from '$lib/vault/backup';
import { session } from './session.svelte';
import { database, readTablet, vaultPorts } from './tablet';

export type BackupProtection =
	{ readonly type: 'passphrase'; readonly passphrase: string } | { readonly type: 'recovery-kit' };

/** A backup of the whole workspace as an age file, and the name to save it under. */
export interface BackupFile {
	readonly name: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

export type MakeBackupError =
	| AppendError
	| { readonly type: 'NoRecoveryKit' }
	/** This tablet has no founding key, without which a backup lets no tablet in. */
	| { readonly type: 'NotOwner' };

/** Makes an encrypted backup and notes in the history that there is one. */
export async function makeBackup(
	protection: BackupProtection,
	onprogress?: (share: number) => void,
	signal?: AbortSignal
): Promise<Result<BackupFile, MakeBackupError>> {
	const { workspace, vault } = session;
	const recipient = vault.secrets.recoveryRecipient;
	if (vault.secrets.rootKey === null) return err({ type: 'NotOwner' });
	if (protection.type === 'recovery-kit' && recipient === null) return err({ type: 'NoRecoveryKit' });
	const noted = await workspace.append([{ kind: 'backup.made', body: { protection: protection.type } }]);
	if (!noted.ok) return noted;
	const records = await database.entries.orderBy('position').toArray();
	const runs = await database.sent.orderBy('position').toArray();
	const createdAt = Date.now();
	const { name } = workspace.state;
	try {
		const bytes = await writeBackup(
			vaultPorts.age,
			{
				workspace: { id: workspace.id, name: name.value },
				createdAt,
				createdBy: (await readTablet())?.name ?? '',
				secrets: vault.secrets,
				entryCount: records.length,
				entries: records.map((record) => ({
					sequence: Math.abs(sequenceOf(record, runs)) || null,
					envelope: record.bytes
				}))
			},
			protection.type === 'passphrase' ? protection : { type: 'recovery-kit', recipient: recipient! },
			onprogress,
			signal
		);
		return ok({
			name: `${fileName(name.value)}-${new Date(createdAt).toISOString().slice(0, 10)}.age`,
			bytes
		});
	} catch (thrown) {
		if (signal?.aborted) return err({ type: 'Cancelled' });
		throw thrown;
	}
}

export { backupLock };

function fileName(name: string): string {
	return `roompass-${
		name
			.toLowerCase()
			.replace(/[^\p{L}\p{N}]+/gu, '-')
			.replace(/^-|-$/g, '') || 'workspace'
	}`;
}
