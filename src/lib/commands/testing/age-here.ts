import { vi } from 'vitest';
import { ageInThread } from '$lib/vault/age';
import type { AgeInWorker } from '$lib/vault/age-in-worker';

/** Age where there is no worker: real files, with little scrypt work. */
export const ageHere: AgeInWorker = {
	...ageInThread,
	encrypt: (plaintext, lock) =>
		ageInThread.encrypt(plaintext, lock.type === 'passphrase' ? { ...lock, workFactor: 2 } : lock),
	warmUp: vi.fn()
};
