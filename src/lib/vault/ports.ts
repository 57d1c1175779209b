import type { Age } from './age';
import type { Attempts } from './attempts';
import type { Passkeys } from './passkeys';

export type { Attempts };

/** `secrets`, and one record for each way to open them. A passkey's id ends with its credential id. */
export type VaultRecordId = 'secrets' | 'passphrase' | 'recovery' | `passkey:${string}`;

/**
 * A record of the vault as it rests on the tablet: an age file and nothing readable.
 *
 * | id            | the age file holds | encrypted to                                        |
 * | ------------- | ------------------ | --------------------------------------------------- |
 * | `secrets`     | the secrets        | the vault identity                                  |
 * | `passphrase`  | the vault identity | the passphrase                                      |
 * | `recovery`    | the vault identity | the recovery kit                                    |
 * | `passkey:…`   | the vault identity | the passkey's PRF secret, in base64, as passphrase  |
 *
 * The vault identity is a random X25519 age identity. Its public half is written nowhere either: whoever does not
 * know it cannot make a `secrets` record that the vault would open.
 */
export interface VaultRecord {
	readonly id: VaultRecordId;
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Ms since 1970. */
	readonly createdAt: number;
	/** What the person called the passkey. */
	readonly name?: string;
	/** How the browser reaches the passkey. */
	readonly transports?: readonly string[];
}

/** Where the records rest. */
export interface VaultStore {
	/** All records, in any order. */
	all(): Promise<VaultRecord[]>;
	/** Writes and removes records in one transaction. */
	put(records: readonly VaultRecord[], remove?: readonly VaultRecordId[]): Promise<void>;
}

/** Where the count of wrong passphrases rests. */
export interface AttemptStore {
	/** Reads (`noAttempts` where there is nothing yet), changes and writes in one transaction. */
	update(change: (attempts: Attempts) => Attempts): Promise<void>;
}

/** What the vault works with. */
export interface VaultPorts {
	readonly store: VaultStore;
	readonly attempts: AttemptStore;
	readonly age: Age;
	readonly passkeys: Passkeys;
	/** Ms since 1970. */
	now(): number;
	/** Base-2 logarithm of scrypt's N for new passphrases; age's own where it is not given. */
	readonly workFactor?: number;
}
