import { err, ok, type Result } from '$lib/domain/result';
import { passphraseTooShort, type PassphraseTooShort } from './passphrase-strength';
import type { VaultPorts } from './ports';
import type { Proof, UnlockError } from './proof';
import type { VaultSecrets } from './secrets';
import {
	kitLock,
	methodRecord,
	passphraseLock,
	proveVault,
	secretsRecord,
	type OpenVault
} from './vault-records';

/**
 * The vault has two levels. A random **vault identity** opens the secrets; each way to unlock (passphrase, passkeys,
 * recovery kit) opens the vault identity. So ways come and go without touching the secrets, and the secrets can be
 * written anew, to the identity's public half, without asking the person. See `ports` for the records.
 */
export { passphraseRetryAt as unlockWait } from './proof';
export type { Proof, UnlockError } from './proof';
export * from './unlock-methods';
export type { OpenVault } from './vault-records';

/**
 * Writes a new vault. Where the secrets name a recovery kit, that kit opens it too.
 * @returns the open vault; `VaultExists` where there are records already, which stay as they are
 */
export async function createVault(
	ports: VaultPorts,
	secrets: VaultSecrets,
	passphrase: string
): Promise<Result<OpenVault, PassphraseTooShort | { readonly type: 'VaultExists' }>> {
	if (passphraseTooShort(passphrase)) return err({ type: 'PassphraseTooShort' });
	if ((await ports.store.all()).length > 0) return err({ type: 'VaultExists' });
	const { identity, recipient } = await ports.age.newIdentity();
	const records = [
		await secretsRecord(ports, secrets, recipient),
		await methodRecord(ports, 'passphrase', identity, passphraseLock(ports, passphrase))
	];
	if (secrets.recoveryRecipient !== null)
		records.push(await methodRecord(ports, 'recovery', identity, kitLock(secrets.recoveryRecipient)));
	await ports.store.put(records);
	return ok({ secrets, recipient });
}

/** Opens the vault. A passphrase may be refused unseen after too many wrong ones, see `attempts`. */
export async function unlockVault(ports: VaultPorts, proof: Proof): Promise<Result<OpenVault, UnlockError>> {
	const proven = await proveVault(ports, proof);
	return proven.ok ? ok(proven.value.vault) : proven;
}

/** Writes the secrets anew, e.g. with a later epoch's key. Asks nobody. */
export async function rewriteSecrets(
	ports: VaultPorts,
	vault: OpenVault,
	secrets: VaultSecrets
): Promise<OpenVault> {
	await ports.store.put([await secretsRecord(ports, secrets, vault.recipient)]);
	return { secrets, recipient: vault.recipient };
}
