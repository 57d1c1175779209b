import { beforeEach, describe, expect, it } from 'vitest';
import { fakePorts, type FakePorts } from './fake-ports';
import { generateSecrets } from './keys';
import { createVault, unlockVault, type OpenVault, type Proof } from './vault';

const right = { type: 'passphrase', passphrase: 'correct horse battery' } satisfies Proof;
const damaged = { ok: false, error: { type: 'VaultDamaged' } };

let ports: FakePorts;
let vault: OpenVault;
beforeEach(async () => {
	ports = fakePorts();
	const made = await createVault(ports, (await generateSecrets()).secrets, right.passphrase);
	if (!made.ok) throw new Error(made.error.type);
	vault = made.value;
});

describe('the records of a vault', () => {
	it('are found in whatever order the store has them', async () => {
		const { all } = ports.store;
		const reversed = { ...ports, store: { ...ports.store, all: async () => (await all()).reverse() } };
		const order = (await reversed.store.all()).map(({ id }) => id);
		expect(order).not.toEqual((await all()).map(({ id }) => id));
		expect(await unlockVault(ports, right)).toEqual({ ok: true, value: vault });
		expect(await unlockVault(reversed, right)).toEqual({ ok: true, value: vault });
	});

	it.each([
		['no JSON', 'secrets'],
		['of another version', '{"version":2}'],
		['nothing', '']
	])('are damaged where the secrets open and are %s', async (_, content) => {
		const lock = { type: 'recipient', recipient: vault.recipient } as const;
		const bytes = await ports.age.encrypt(new TextEncoder().encode(content), lock);
		ports.records.set('secrets', { ...ports.records.get('secrets')!, bytes });
		expect(await unlockVault(ports, right)).toEqual(damaged);
	});

	it('say when they were written', async () => {
		expect([...ports.records.values()].map(({ id, createdAt }) => [id, createdAt])).toEqual([
			['secrets', ports.time],
			['passphrase', ports.time]
		]);
	});
});
