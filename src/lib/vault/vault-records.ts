import { err, ok, type Result } from '$lib/domain/result';
import type { AgeLock } from './age';
import type { VaultPorts, VaultRecord, VaultRecordId } from './ports';
import { proveIdentity, type Proof, type UnlockError } from './proof';
import { parseSecrets, secretsToBytes, type VaultSecrets } from './secrets';

/** A vault that was opened. */
export interface OpenVault {
	readonly secrets: VaultSecrets;
	/** The public half of the vault identity, for `rewriteSecrets`. Kept in memory alone. */
	readonly recipient: string;
}

/** The vault and its identity, to whoever can open them. The identity is for making another way to unlock. */
export async function proveVault(
	ports: VaultPorts,
	proof: Proof
): Promise<Result<{ readonly vault: OpenVault; readonly identity: string }, UnlockError>> {
	const records = await ports.store.all();
	const proven = await proveIdentity(ports, records, proof);
	if (!proven.ok) return proven;
	const identity = proven.value;
	const record = records.find(({ id }) => id === 'secrets');
	if (!record) return err({ type: 'VaultDamaged' });
	const opened = await ports.age.decrypt(record.bytes, { type: 'identity', identity });
	if (!opened.ok) return err({ type: 'VaultDamaged' });
	const secrets = parseSecrets(opened.value);
	opened.value.fill(0);
	if (secrets === null) return err({ type: 'VaultDamaged' });
	return ok({ vault: { secrets, recipient: await ports.age.recipientOf(identity) }, identity });
}

/** A `secrets` record. */
export async function secretsRecord(
	ports: VaultPorts,
	secrets: VaultSecrets,
	recipient: string
): Promise<VaultRecord> {
	const bytes = await ports.age.encrypt(secretsToBytes(secrets), { type: 'recipient', recipient });
	return { id: 'secrets', bytes, createdAt: ports.now() };
}

/** The record of a way to unlock: the vault identity under a lock. */
export async function methodRecord(
	ports: VaultPorts,
	id: VaultRecordId,
	identity: string,
	lock: AgeLock
): Promise<VaultRecord> {
	const bytes = await ports.age.encrypt(new TextEncoder().encode(identity), lock);
	return { id, bytes, createdAt: ports.now() };
}

/** The lock of a passphrase. */
export function passphraseLock(ports: VaultPorts, passphrase: string): AgeLock {
	return { type: 'passphrase', passphrase, workFactor: ports.workFactor };
}

/** The lock of a recovery kit. */
export function kitLock(recipient: string): AgeLock {
	return { type: 'recipient', recipient };
}
