import { err, ok, type Result } from '$lib/domain/result';
import type { AgeLock } from './age';
import { passphraseTooShort, type PassphraseTooShort } from './passphrase-strength';
import type { VaultPorts, VaultRecordId } from './ports';
import { knownPasskeys, type Proof, type UnlockError } from './proof';
import {
	kitLock,
	methodRecord,
	passphraseLock,
	proveVault,
	secretsRecord,
	type OpenVault
} from './vault-records';

/**
 * Changing the ways to unlock. Each asks for a proof again: the vault identity, which a new way holds, is not kept
 * while the vault is open. A way that was removed is gone from this tablet; a copy of the tablet's storage that was
 * taken before still opens with it.
 */

/** How a vault can be unlocked. Times are in ms since 1970. */
export interface UnlockMethods {
	readonly passphraseSince: number;
	/** `null` where there is no recovery kit. */
	readonly recoverySince: number | null;
	readonly passkeys: readonly {
		readonly id: VaultRecordId;
		readonly name: string;
		readonly createdAt: number;
	}[];
}

/** The ways to unlock, passkeys oldest first; `null` where there is no vault. Needs no proof. */
export async function unlockMethods(ports: Pick<VaultPorts, 'store'>): Promise<UnlockMethods | null> {
	const records = await ports.store.all();
	if (records.length === 0) return null;
	const createdAt = (id: VaultRecordId) => records.find((record) => record.id === id)?.createdAt;
	return {
		passphraseSince: createdAt('passphrase') ?? 0,
		recoverySince: createdAt('recovery') ?? null,
		passkeys: records
			.filter(({ id }) => id.startsWith('passkey:'))
			.map(({ id, name, createdAt }) => ({ id, name: name ?? '', createdAt }))
			.sort((a, b) => a.createdAt - b.createdAt)
	};
}

/** Replaces the passphrase. */
export async function changePassphrase(
	ports: VaultPorts,
	proof: Proof,
	passphrase: string
): Promise<Result<void, UnlockError | PassphraseTooShort>> {
	if (passphraseTooShort(passphrase)) return err({ type: 'PassphraseTooShort' });
	const proven = await proveVault(ports, proof);
	if (!proven.ok) return proven;
	const lock = passphraseLock(ports, passphrase);
	await ports.store.put([await methodRecord(ports, 'passphrase', proven.value.identity, lock)]);
	return ok(undefined);
}

/** Makes a passkey and lets it open the vault. */
export async function addPasskey(
	ports: VaultPorts,
	proof: Proof,
	name: string
): Promise<Result<VaultRecordId, UnlockError | { readonly type: 'PasskeyExists' }>> {
	const proven = await proveVault(ports, proof);
	if (!proven.ok) return proven;
	const created = await ports.passkeys.create(name, knownPasskeys(await ports.store.all()));
	if (!created.ok) return created;
	const { credential, transports, secret } = created.value;
	const id: VaultRecordId = `passkey:${credential}`;
	const record = await methodRecord(ports, id, proven.value.identity, passkeyLock(secret));
	await ports.store.put([{ ...record, name, transports }]);
	return ok(id);
}

/** Takes a passkey's way to the vault away. */
export async function removePasskey(ports: VaultPorts, id: VaultRecordId): Promise<void> {
	await ports.store.put([], [id]);
	await ports.passkeys.forget(id.slice('passkey:'.length));
}

/**
 * Makes another recovery kit the vault's; call it once the new code is printed. The kit before stops opening the
 * vault, and still opens the backups that were made for it.
 * @param recipient the public half of the new kit, see `newRecoveryKit`
 */
export async function renewRecoveryKit(
	ports: VaultPorts,
	proof: Proof,
	recipient: string
): Promise<Result<OpenVault, UnlockError>> {
	const proven = await proveVault(ports, proof);
	if (!proven.ok) return proven;
	const { vault, identity } = proven.value;
	const secrets = { ...vault.secrets, recoveryRecipient: recipient };
	await ports.store.put([
		await secretsRecord(ports, secrets, vault.recipient),
		await methodRecord(ports, 'recovery', identity, kitLock(recipient))
	]);
	return ok({ secrets, recipient: vault.recipient });
}

/** The lock of a passkey's secret: 256 random bits, which no amount of work would make harder to guess. */
function passkeyLock(secret: string): AgeLock {
	return { type: 'passphrase', passphrase: secret, workFactor: 1 };
}
