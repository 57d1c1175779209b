import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bytesToBase64, randomBytes } from '$lib/protocol/bytes';
import { fakePorts, type FakePorts } from './fake-ports';
import { generateSecrets } from './keys';
import { newRecoveryKit } from './recovery-kit';
import { secretsToBytes, type VaultSecrets } from './secrets';
import { createVault, rewriteSecrets, unlockVault, unlockWait, type OpenVault, type Proof } from './vault';

// Hundreds of files are opened here: on a busy machine that takes longer than a test's usual 5 s.
vi.setConfig({ testTimeout: 60_000 });

const right = { type: 'passphrase', passphrase: 'correct horse battery' } satisfies Proof;
const wrong: Proof = { type: 'passphrase', passphrase: 'wrong horse battery' };

let ports: FakePorts;
let secrets: VaultSecrets;
beforeEach(async () => {
	ports = fakePorts();
	secrets = (await generateSecrets()).secrets;
});

async function created(): Promise<OpenVault> {
	const vault = await createVault(ports, secrets, right.passphrase);
	if (!vault.ok) throw new Error(vault.error.type);
	return vault.value;
}
const refused = (type: string) => ({ ok: false, error: { type } });

describe('a vault', () => {
	it('opens with its passphrase and no other', async () => {
		const vault = await created();
		expect(await unlockVault(ports, right)).toEqual({ ok: true, value: vault });
		expect(vault.secrets).toEqual(secrets);
		expect(await unlockVault(ports, wrong)).toEqual(refused('WrongSecret'));
	});

	it('opens with the recovery kit that its secrets name, and with no other', async () => {
		const kit = await newRecoveryKit(ports.age);
		secrets = { ...secrets, recoveryRecipient: kit.recipient };
		const vault = await created();
		expect(await unlockVault(ports, { type: 'recovery-code', code: kit.code })).toEqual({
			ok: true,
			value: vault
		});
		const { code } = await newRecoveryKit(ports.age);
		expect(await unlockVault(ports, { type: 'recovery-code', code })).toEqual(refused('WrongSecret'));
	});

	it('without a kit refuses every recovery code, and without a passkey says so', async () => {
		await created();
		const { code } = await newRecoveryKit(ports.age);
		expect(await unlockVault(ports, { type: 'recovery-code', code })).toEqual(refused('WrongSecret'));
		expect(await unlockVault(ports, { type: 'passkey' })).toEqual(refused('PasskeyUnavailable'));
	});

	it('is not made over another, nor with fewer than 8 characters', async () => {
		expect(await createVault(ports, secrets, '1234567')).toEqual(refused('PassphraseTooShort'));
		expect(ports.records.size).toBe(0);
		await created();
		const before = structuredClone([...ports.records.values()]);
		expect(await createVault(ports, (await generateSecrets()).secrets, 'another one')).toEqual(
			refused('VaultExists')
		);
		expect([...ports.records.values()]).toEqual(before);
	});

	it('that is not there is said to be missing', async () => {
		expect(await unlockVault(ports, right)).toEqual(refused('VaultMissing'));
	});

	it('takes new secrets without asking', async () => {
		const vault = await created();
		const later = {
			...secrets,
			epochs: [...secrets.epochs, { epoch: 2, key: bytesToBase64(randomBytes(32)) }]
		};
		expect(await rewriteSecrets(ports, vault, later)).toEqual({ ...vault, secrets: later });
		expect(await unlockVault(ports, right)).toEqual({ ok: true, value: { ...vault, secrets: later } });
	});

	it('holds nothing readable', async () => {
		const kit = await newRecoveryKit(ports.age);
		secrets = { ...secrets, recoveryRecipient: kit.recipient };
		const vault = await created();
		const stored = JSON.stringify(
			[...ports.records.values()].map(({ bytes }) => new TextDecoder().decode(bytes))
		);
		const plaintexts = [
			right.passphrase,
			secrets.workspace,
			secrets.epochs[0]!.key,
			secrets.rootKey!,
			secrets.encryptionKey,
			kit.code,
			kit.recipient,
			vault.recipient
		];
		for (const plaintext of plaintexts) expect(stored).not.toContain(plaintext);
	});
});

describe('a damaged vault', () => {
	it('is named as such wherever a byte of a record flipped, or opens not at all', async () => {
		await created();
		for (const id of ['secrets', 'passphrase'] as const) {
			const { bytes, ...record } = ports.records.get(id)!;
			for (let at = 0; at < bytes.length; at += 3) {
				const flipped = bytes.slice();
				flipped[at]! ^= 1 << (at % 8);
				ports.records.set(id, { ...record, bytes: flipped });
				const opened = await unlockVault(ports, right);
				expect(opened.ok).toBe(false);
				ports.time += 300_000;
			}
			ports.records.set(id, { ...record, bytes });
		}
		expect((await unlockVault(ports, right)).ok).toBe(true);
	});

	it('is damaged without its secrets or its passphrase record', async () => {
		await created();
		const passphraseRecord = ports.records.get('passphrase')!;
		ports.records.delete('passphrase');
		expect(await unlockVault(ports, right)).toEqual(refused('VaultDamaged'));
		ports.records.set('passphrase', passphraseRecord);
		ports.records.delete('secrets');
		expect(await unlockVault(ports, right)).toEqual(refused('VaultDamaged'));
	});

	it('does not open secrets that somebody else wrote', async () => {
		const vault = await created();
		const { recipient } = await ports.age.newIdentity();
		const bytes = await ports.age.encrypt(secretsToBytes(secrets), { type: 'recipient', recipient });
		ports.records.set('secrets', { ...ports.records.get('secrets')!, bytes });
		expect(await unlockVault(ports, right)).toEqual(refused('VaultDamaged'));
		expect(vault.recipient).not.toBe(recipient);
	});
});

describe('wrong passphrases', () => {
	it('slow down after three, and the right one ends it', async () => {
		await created();
		for (let i = 0; i < 3; i++) expect(await unlockVault(ports, wrong)).toEqual(refused('WrongSecret'));
		const tooMany = { ok: false, error: { type: 'TooManyAttempts', retryAt: ports.time + 1000 } };
		expect(await unlockVault(ports, right)).toEqual(tooMany);
		expect(await unlockWait(ports)).toBe(ports.time + 1000);
		ports.time += 1000;
		expect(await unlockWait(ports)).toBeNull();
		expect(await unlockVault(ports, wrong)).toEqual(refused('WrongSecret'));
		expect(await unlockWait(ports)).toBe(ports.time + 2000);
		ports.time += 2000;
		expect((await unlockVault(ports, right)).ok).toBe(true);
		expect(await unlockVault(ports, wrong)).toEqual(refused('WrongSecret'));
		expect(await unlockWait(ports)).toBeNull();
	});

	it('wait as long where the clock is set back, and no longer', async () => {
		await created();
		for (let i = 0; i < 3; i++) await unlockVault(ports, wrong);
		ports.time -= 86_400_000;
		const setBackTo = ports.time;
		expect(await unlockWait(ports)).toBe(ports.time + 1000);
		ports.time += 999;
		expect(await unlockWait(ports)).toBe(setBackTo + 1000);
		ports.time += 1;
		expect(await unlockWait(ports)).toBeNull();
	});

	it('are forgotten where the record turns out to be damaged, so that no wait hides it', async () => {
		await created();
		for (let i = 0; i < 2; i++) await unlockVault(ports, wrong);
		const { bytes, ...record } = ports.records.get('passphrase')!;
		ports.records.set('passphrase', { ...record, bytes: bytes.slice(0, -1) });
		for (let i = 0; i < 5; i++) expect(await unlockVault(ports, right)).toEqual(refused('VaultDamaged'));
		expect(await unlockWait(ports)).toBeNull();
	});

	it('are not counted while one has to wait, and refused without a look', async () => {
		await created();
		for (let i = 0; i < 3; i++) await unlockVault(ports, wrong);
		const decrypt = vi.spyOn(ports.age, 'decrypt');
		for (let i = 0; i < 3; i++)
			expect(await unlockVault(ports, wrong)).toMatchObject(refused('TooManyAttempts'));
		expect(decrypt).not.toHaveBeenCalled();
		decrypt.mockRestore();
		expect(await unlockWait(ports)).toBe(ports.time + 1000);
	});

	it('count before they are tried, so that a closed tab takes none back', async () => {
		await created();
		ports = { ...ports, age: { ...ports.age, decrypt: () => Promise.reject(new Error('tab closed')) } };
		for (let i = 0; i < 3; i++) await expect(unlockVault(ports, wrong)).rejects.toThrow('tab closed');
		expect(await unlockWait(ports)).not.toBeNull();
	});

	it('do not stop the recovery kit', async () => {
		const kit = await newRecoveryKit(ports.age);
		secrets = { ...secrets, recoveryRecipient: kit.recipient };
		await created();
		for (let i = 0; i < 3; i++) await unlockVault(ports, wrong);
		expect((await unlockVault(ports, { type: 'recovery-code', code: kit.code })).ok).toBe(true);
		expect(await unlockWait(ports)).toBeNull();
	});
});
