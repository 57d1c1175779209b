import { err, ok, type Result } from '$lib/domain/result';
import { storageError, type StorageError } from '$lib/journal/database';
import type { AppendError } from '$lib/journal/workspace.svelte';
import type { Proof } from '$lib/vault/proof';
import { newRecoveryKit } from '$lib/vault/recovery-kit';
import {
	addPasskey as addVaultPasskey,
	changePassphrase as changeVaultPassphrase,
	removePasskey as removeVaultPasskey,
	renewRecoveryKit,
	unlockMethods as vaultUnlockMethods,
	unlockWait as vaultUnlockWait
} from '$lib/vault/vault';
import { session } from './session.svelte';
import { vaultPorts } from './tablet';

/** The ways this tablet's vault can be opened. */
export const unlockMethods = () => vaultUnlockMethods(vaultPorts);
/** Until when unlocking has to wait, ms since 1970, or `null`. */
export const unlockWait = () => vaultUnlockWait(vaultPorts);
/** Whether this browser can keep a passkey that opens the vault. */
export const canUsePasskeys = () => vaultPorts.passkeys.available();
export const changePassphrase = (proof: Proof, next: string) =>
	changeVaultPassphrase(vaultPorts, proof, next);
export const addPasskey = (proof: Proof, name: string) => addVaultPasskey(vaultPorts, proof, name);
/** Removes a passkey from this tablet's vault, or says why that could not be stored. */
export async function removePasskey(
	id: Parameters<typeof removeVaultPasskey>[1]
): Promise<Result<void, StorageError>> {
	try {
		await removeVaultPasskey(vaultPorts, id);
		return ok(undefined);
	} catch (thrown) {
		return err(storageError(thrown));
	}
}

/** A recovery kit to print. It holds from `keepRecoveryKit` on, which is asked once it is on paper. */
export const proposeRecoveryKit = () => newRecoveryKit(vaultPorts.age);

/** Makes a printed kit the one that holds; the one before no longer opens this vault. */
export async function keepRecoveryKit(
	proof: Proof,
	recipient: string
): Promise<
	Result<void, AppendError | Extract<Awaited<ReturnType<typeof renewRecoveryKit>>, { ok: false }>['error']>
> {
	const renewed = await renewRecoveryKit(vaultPorts, proof, recipient);
	if (!renewed.ok) return renewed;
	session.vaultChanged(renewed.value);
	const noted = await session.workspace.append([{ kind: 'recovery-kit.made', body: {} }]);
	return noted.ok ? ok(undefined) : noted;
}
