import type { UnlockWorkspaceError } from '$lib/commands/session.svelte';
import type { AppendError } from '$lib/journal/workspace.svelte';
import { m } from '$lib/paraglide/messages';
import { minPassphraseLength } from '$lib/vault/passphrase-strength';
import type { Proof } from '$lib/vault/proof';
import type { RecoveryCodeError } from '$lib/vault/recovery-kit';
import { storageErrorText } from '$lib/words/errors';
import { duration } from '$lib/ui/format';

/** Everything that can come of showing a proof; `CryptoFailed` where the encryption did not run at all. */
export type ProofError =
	| UnlockWorkspaceError
	| AppendError
	| { readonly type: 'PassphraseTooShort' }
	| { readonly type: 'PasskeyExists' }
	| { readonly type: 'CryptoFailed' };

const wrongWords: Record<Proof['type'], () => string> = {
	passphrase: m.vault_wrong_passphrase,
	passkey: m.vault_wrong_passkey,
	'recovery-code': m.vault_wrong_code
};

/** Why it did not open and what to do, without saying which part of a secret was wrong. */
export function proofErrorText(error: ProofError, way: Proof['type']): string {
	switch (error.type) {
		case 'WrongSecret':
			return wrongWords[way]();
		case 'TooManyAttempts':
			return m.vault_wait({ duration: duration(error.retryAt - Date.now()) });
		case 'PasskeyUnavailable':
			return m.vault_passkey_unavailable();
		case 'PasskeyCancelled':
			return m.vault_passkey_cancelled();
		case 'PasskeyExists':
			return m.vault_passkey_exists();
		case 'VaultDamaged':
			return m.vault_damaged();
		case 'VaultMissing':
			return m.vault_missing();
		case 'TabletUnknown':
			return m.vault_tablet_unknown();
		case 'CryptoFailed':
			return m.vault_crypto_failed();
		case 'PassphraseTooShort':
			return m.vault_passphrase_too_short({ count: minPassphraseLength });
		default:
			return storageErrorText(error);
	}
}

/** What is wrong with a recovery code as it was typed. The groups are those of the paper, counted from 1. */
export function recoveryCodeErrorText(error: RecoveryCodeError): string {
	switch (error.type) {
		case 'RecoveryCodeTooShort':
			return m.vault_code_too_short({ count: error.missing });
		case 'RecoveryCodeTooLong':
			return m.vault_code_too_long();
		case 'RecoveryCodeHasForeignSymbol':
			return m.vault_code_foreign({ symbol: error.symbol, group: Math.floor(error.position / 4) + 1 });
		case 'RecoveryCodeMistyped':
			return m.vault_code_mistyped();
	}
}
