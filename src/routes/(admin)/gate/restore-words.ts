import type { RestoreError } from '$lib/commands/restore-backup';
import { m } from '$lib/paraglide/messages';
import type { BackupSecret } from '$lib/vault/backup';
import { minPassphraseLength } from '$lib/vault/passphrase-strength';
import { storageErrorText } from '$lib/words/errors';

/** Why a backup was not opened or not restored, and what to do. */
export function restoreErrorText(error: RestoreError, secret: BackupSecret['type']): string {
	switch (error.type) {
		case 'NotABackup':
			return m.vault_restore_not_a_backup();
		case 'WrongSecret':
			return secret === 'passphrase' ? m.vault_restore_wrong_passphrase() : m.vault_restore_wrong_code();
		case 'BackupDamaged':
			return m.vault_restore_damaged();
		case 'BackupTooNew':
			return m.vault_restore_too_new();
		case 'BackupNotByOwner':
			return m.vault_restore_not_owner();
		case 'VaultExists':
			return m.vault_exists();
		case 'PassphraseTooShort':
			return m.vault_passphrase_too_short({ count: minPassphraseLength });
		default:
			return storageErrorText(error);
	}
}
