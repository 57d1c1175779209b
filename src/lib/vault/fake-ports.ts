import { err, ok } from '$lib/domain/result';
import { bytesToBase64, randomBytes } from '$lib/protocol/bytes';
import { ageInThread } from './age';
import { noAttempts } from './attempts';
import type { Passkeys } from './passkeys';
import type { VaultPorts, VaultRecord, VaultRecordId } from './ports';

/** What a test can look into and turn. */
export interface FakePorts extends VaultPorts {
	readonly records: Map<VaultRecordId, VaultRecord>;
	readonly passkeys: FakePasskeys;
	/** Ms since 1970; moves only when the test moves it. */
	time: number;
}

/** Vault ports in memory, for tests: real age files with little scrypt work. */
export function fakePorts(): FakePorts {
	const records = new Map<VaultRecordId, VaultRecord>();
	let attempts = noAttempts;
	const ports: FakePorts = {
		records,
		time: Date.UTC(2025, 0, 1),
		store: {
			all: async () => structuredClone([...records.values()]),
			async put(put, remove = []) {
				for (const id of remove) records.delete(id);
				for (const record of structuredClone(put)) records.set(record.id, record);
			}
		},
		attempts: {
			async update(change) {
				attempts = change(attempts);
			}
		},
		age: ageInThread,
		passkeys: new FakePasskeys(),
		now: () => ports.time,
		workFactor: 2
	};
	return ports;
}

/** Passkeys of a person who says yes with the one in `atHand`, or, where it is `null`, says no. */
export class FakePasskeys implements Passkeys {
	readonly secrets = new Map<string, string>();
	readonly forgotten: string[] = [];
	atHand: string | null = null;

	async available() {
		return true;
	}

	async create(name: string, existing: readonly { readonly credential: string }[]) {
		const credential = `${name}-id`;
		if (existing.some((known) => known.credential === credential))
			return err({ type: 'PasskeyExists' } as const);
		const secret = bytesToBase64(randomBytes(32));
		this.secrets.set(credential, secret);
		this.atHand = credential;
		return ok({ credential, transports: ['internal'], secret });
	}

	async ask(known: readonly { readonly credential: string }[]) {
		const credential = known.find((one) => one.credential === this.atHand)?.credential;
		if (credential === undefined) return err({ type: 'PasskeyCancelled' } as const);
		return ok({ credential, secret: this.secrets.get(credential)! });
	}

	async forget(credential: string) {
		this.forgotten.push(credential);
	}
}
