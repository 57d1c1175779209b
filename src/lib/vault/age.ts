import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { err, ok, type Result } from '$lib/domain/result';

/**
 * Encryption at rest, in the age format (https://age-encryption.org/v1). The app does it in a worker
 * (`age-in-worker`), where scrypt does not freeze the screen and `age-encryption` weighs nothing on the
 * first page; so import only types from here, except in the worker and in tests.
 */
export interface Age {
	/** A new X25519 key pair. */
	newIdentity(): Promise<AgeIdentity>;
	/** The public half (`age1…`) of an identity (`AGE-SECRET-KEY-1…`); rejects where the text is none. */
	recipientOf(identity: string): Promise<string>;
	/**
	 * An age file of the plaintext.
	 * @param plaintext is used up: its bytes are zero, or its buffer is detached, afterwards
	 */
	encrypt(plaintext: Uint8Array<ArrayBuffer>, lock: AgeLock): Promise<Uint8Array<ArrayBuffer>>;
	/** The plaintext of an age file. */
	decrypt(file: Uint8Array<ArrayBuffer>, key: AgeKey): Promise<Result<Uint8Array<ArrayBuffer>, AgeError>>;
}

export interface AgeIdentity {
	/** A string starting with `AGE-SECRET-KEY-1`. */
	readonly identity: string;
	/** A string starting with `age1`. */
	readonly recipient: string;
}

/** What a file is encrypted to. */
export type AgeLock =
	| {
			readonly type: 'passphrase';
			readonly passphrase: string;
			/** Base-2 logarithm of scrypt's N; 18 (256 MiB, about 2 s on a tablet) unless given. */
			readonly workFactor?: number;
	  }
	| { readonly type: 'recipient'; readonly recipient: string };

/** What opens a file. */
export type AgeKey =
	| { readonly type: 'passphrase'; readonly passphrase: string }
	| { readonly type: 'identity'; readonly identity: string };

/** `WrongKey`: nothing in the file's header answers to the key. `Damaged`: no age file, or not whole. */
export type AgeError = { readonly type: 'WrongKey' } | { readonly type: 'Damaged' };

/** Age on the thread that calls it. */
export const ageInThread: Age = {
	async newIdentity() {
		const identity = await generateX25519Identity();
		return { identity, recipient: await identityToRecipient(identity) };
	},

	recipientOf: identityToRecipient,

	async encrypt(plaintext, lock) {
		const encrypter = new Encrypter();
		if (lock.type === 'passphrase') {
			encrypter.setPassphrase(normalise(lock.passphrase));
			if (lock.workFactor !== undefined) encrypter.setScryptWorkFactor(lock.workFactor);
		} else encrypter.addRecipient(lock.recipient);
		const file = await encrypter.encrypt(plaintext);
		plaintext.fill(0);
		return new Uint8Array(file);
	},

	async decrypt(file, key) {
		const decrypter = new Decrypter();
		if (key.type === 'passphrase') decrypter.addPassphrase(normalise(key.passphrase));
		else decrypter.addIdentity(key.identity);
		// Identities are asked in order until one answers: this one is asked only where the key did not.
		let unanswered = false;
		decrypter.addIdentity({
			unwrapFileKey() {
				unanswered = true;
				return null;
			}
		});
		try {
			const plaintext = await decrypter.decrypt(file);
			// A copy of its own, not a view into a larger buffer, so that it can be moved to another thread.
			const copy = new Uint8Array(plaintext);
			plaintext.fill(0);
			return ok(copy);
		} catch (thrown) {
			if (unanswered) return err({ type: 'WrongKey' });
			if (isOutOfMemory(thrown)) throw thrown;
			return err({ type: 'Damaged' });
		}
	}
};

/** Keyboards differ in how they compose accents; the passphrase is one and the same (RFC 8265 §4.2, NFC). */
function normalise(passphrase: string): string {
	return passphrase.normalize('NFC');
}

/** A tablet that cannot spare scrypt's 256 MiB must not be told that its file is damaged. */
function isOutOfMemory(thrown: unknown): boolean {
	return thrown instanceof RangeError && /alloc|memory/i.test(thrown.message);
}
