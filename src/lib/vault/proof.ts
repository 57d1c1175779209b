import { err, ok, type Result } from '$lib/domain/result';
import type { AgeKey } from './age';
import { attemptsAt, countAttempt, noAttempts, retryAt } from './attempts';
import type { KnownPasskey, PasskeyError } from './passkeys';
import type { VaultPorts, VaultRecord, VaultRecordId } from './ports';
import type { RecoveryCode } from './recovery-kit';

/** What a person shows to open the vault. */
export type Proof =
	| { readonly type: 'passphrase'; readonly passphrase: string }
	| { readonly type: 'passkey' }
	| { readonly type: 'recovery-code'; readonly code: RecoveryCode };

/** Why the vault stays shut. `retryAt` is in ms since 1970. Nothing says which part of a secret was wrong. */
export type UnlockError =
	| { readonly type: 'VaultMissing' }
	| { readonly type: 'WrongSecret' }
	| { readonly type: 'TooManyAttempts'; readonly retryAt: number }
	| { readonly type: 'VaultDamaged' }
	| PasskeyError;

/** The vault identity that a proof opens. */
export async function proveIdentity(
	ports: VaultPorts,
	records: readonly VaultRecord[],
	proof: Proof
): Promise<Result<string, UnlockError>> {
	if (records.length === 0) return err({ type: 'VaultMissing' });
	const identity = await openedBy(ports, records, proof);
	// A damaged record is no wrong guess, and a wait would hide what is the matter.
	if (identity.ok || identity.error.type === 'VaultDamaged') await ports.attempts.update(() => noAttempts);
	return identity;
}

/** When a passphrase may be tried again, ms since 1970; `null`: now. */
export async function passphraseRetryAt(ports: Pick<VaultPorts, 'attempts' | 'now'>): Promise<number | null> {
	const now = ports.now();
	let at: number | null = null;
	await ports.attempts.update((stored) => {
		const attempts = attemptsAt(stored, now);
		at = retryAt(attempts, now);
		return attempts;
	});
	return at;
}

/** The vault's passkeys, as the browser has to be asked for them. */
export function knownPasskeys(records: readonly VaultRecord[]): KnownPasskey[] {
	return records
		.filter(({ id }) => id.startsWith('passkey:'))
		.map(({ id, transports }) => ({ credential: id.slice('passkey:'.length), transports: transports ?? [] }));
}

function openedBy(
	ports: VaultPorts,
	records: readonly VaultRecord[],
	proof: Proof
): Promise<Result<string, UnlockError>> {
	switch (proof.type) {
		case 'passphrase':
			return fromPassphrase(ports, records, proof);
		case 'passkey':
			return fromPasskey(ports, records);
		case 'recovery-code':
			return openRecord(ports, records, 'recovery', { type: 'identity', identity: proof.code });
	}
}

async function fromPassphrase(
	ports: VaultPorts,
	records: readonly VaultRecord[],
	key: AgeKey & { readonly type: 'passphrase' }
): Promise<Result<string, UnlockError>> {
	const now = ports.now();
	let wait: number | null = null;
	await ports.attempts.update((stored) => {
		const attempts = attemptsAt(stored, now);
		wait = retryAt(attempts, now);
		return wait === null ? countAttempt(attempts, now) : attempts;
	});
	if (wait !== null) return err({ type: 'TooManyAttempts', retryAt: wait });
	return openRecord(ports, records, 'passphrase', key);
}

async function fromPasskey(
	ports: VaultPorts,
	records: readonly VaultRecord[]
): Promise<Result<string, UnlockError>> {
	const known = knownPasskeys(records);
	if (known.length === 0) return err({ type: 'PasskeyUnavailable' });
	const answer = await ports.passkeys.ask(known);
	if (!answer.ok) return answer;
	const { credential, secret } = answer.value;
	return openRecord(ports, records, `passkey:${credential}`, { type: 'passphrase', passphrase: secret });
}

async function openRecord(
	ports: VaultPorts,
	records: readonly VaultRecord[],
	id: VaultRecordId,
	key: AgeKey
): Promise<Result<string, UnlockError>> {
	const record = records.find((record) => record.id === id);
	if (!record) return err({ type: id === 'passphrase' ? 'VaultDamaged' : 'WrongSecret' });
	const opened = await ports.age.decrypt(record.bytes, key);
	if (!opened.ok) return err({ type: opened.error.type === 'WrongKey' ? 'WrongSecret' : 'VaultDamaged' });
	const identity = new TextDecoder().decode(opened.value);
	opened.value.fill(0);
	return ok(identity);
}
