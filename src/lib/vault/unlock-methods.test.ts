import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakePorts, type FakePorts } from './fake-ports';
import { generateSecrets } from './keys';
import { knownPasskeys } from './proof';
import { newRecoveryKit } from './recovery-kit';
import {
	addPasskey,
	changePassphrase,
	createVault,
	removePasskey,
	renewRecoveryKit,
	unlockMethods,
	unlockVault,
	type OpenVault,
	type Proof
} from './vault';

const right = { type: 'passphrase', passphrase: 'correct horse battery' } satisfies Proof;
const wrong: Proof = { type: 'passphrase', passphrase: 'wrong horse battery' };
const withPasskey: Proof = { type: 'passkey' };
const refused = (type: string) => ({ ok: false, error: { type } });

let ports: FakePorts;
let vault: OpenVault;
beforeEach(async () => {
	ports = fakePorts();
	const made = await createVault(ports, (await generateSecrets()).secrets, right.passphrase);
	if (!made.ok) throw new Error(made.error.type);
	vault = made.value;
});

describe('the passphrase', () => {
	it('changes, and the old one is none any more', async () => {
		const next = { type: 'passphrase', passphrase: 'tall giraffe bicycle' } satisfies Proof;
		expect(await changePassphrase(ports, right, next.passphrase)).toEqual({ ok: true, value: undefined });
		expect(await unlockVault(ports, right)).toEqual(refused('WrongSecret'));
		expect(await unlockVault(ports, next)).toEqual({ ok: true, value: vault });
	});

	it('does not change without proof, nor to a short one', async () => {
		expect(await changePassphrase(ports, wrong, 'tall giraffe bicycle')).toEqual(refused('WrongSecret'));
		expect(await changePassphrase(ports, right, 'short')).toEqual(refused('PassphraseTooShort'));
		expect((await unlockVault(ports, right)).ok).toBe(true);
	});

	it('that was forgotten is changed by the recovery kit', async () => {
		const kit = await newRecoveryKit(ports.age);
		await renewRecoveryKit(ports, right, kit.recipient);
		const proof: Proof = { type: 'recovery-code', code: kit.code };
		expect((await changePassphrase(ports, proof, 'tall giraffe bicycle')).ok).toBe(true);
		expect((await unlockVault(ports, { type: 'passphrase', passphrase: 'tall giraffe bicycle' })).ok).toBe(
			true
		);
	});
});

describe('passkeys', () => {
	it('open the vault, any of several', async () => {
		const tablet = await addPasskey(ports, right, 'tablet');
		expect(tablet).toEqual({ ok: true, value: 'passkey:tablet-id' });
		ports.time += 1;
		await addPasskey(ports, withPasskey, 'phone');
		for (const credential of ['tablet-id', 'phone-id']) {
			ports.passkeys.atHand = credential;
			expect(await unlockVault(ports, withPasskey)).toEqual({ ok: true, value: vault });
		}
		expect((await unlockMethods(ports))?.passkeys.map(({ name }) => name)).toEqual(['tablet', 'phone']);
	});

	it('are kept with their name, how they are reached, and a lock that costs no work', async () => {
		await addPasskey(ports, right, 'tablet');
		const { bytes, ...record } = ports.records.get('passkey:tablet-id')!;
		expect(record).toEqual({
			id: 'passkey:tablet-id',
			name: 'tablet',
			transports: ['internal'],
			createdAt: ports.time
		});
		expect(new TextDecoder().decode(bytes.slice(0, 80))).toMatch(/-> scrypt \S+ 1\n/);
	});

	it('are listed oldest first, also one without a name, and by what the browser asks for', async () => {
		const record = { bytes: new Uint8Array(1), transports: ['usb'] };
		ports.records.set('passkey:new', {
			...record,
			id: 'passkey:new',
			createdAt: ports.time + 9,
			name: 'new'
		});
		ports.records.set('passkey:old', { id: 'passkey:old', bytes: record.bytes, createdAt: ports.time - 9 });
		expect((await unlockMethods(ports))!.passkeys).toEqual([
			{ id: 'passkey:old', name: '', createdAt: ports.time - 9 },
			{ id: 'passkey:new', name: 'new', createdAt: ports.time + 9 }
		]);
		expect(knownPasskeys([...ports.records.values()])).toEqual([
			{ credential: 'new', transports: ['usb'] },
			{ credential: 'old', transports: [] }
		]);
	});

	it('whose record is not here open nothing', async () => {
		await addPasskey(ports, right, 'tablet');
		vi.spyOn(ports.passkeys, 'ask').mockResolvedValue({
			ok: true,
			value: { credential: 'another', secret: 'x' }
		} as never);
		expect(await unlockVault(ports, withPasskey)).toEqual(refused('WrongSecret'));
	});

	it('that are removed open it no more, and the platform is told', async () => {
		await addPasskey(ports, right, 'tablet');
		await addPasskey(ports, right, 'phone');
		await removePasskey(ports, 'passkey:phone-id');
		expect(ports.passkeys.forgotten).toEqual(['phone-id']);
		ports.passkeys.atHand = 'phone-id';
		expect(await unlockVault(ports, withPasskey)).toEqual(refused('PasskeyCancelled'));
		ports.passkeys.atHand = 'tablet-id';
		expect((await unlockVault(ports, withPasskey)).ok).toBe(true);
	});

	it('are not added without proof, and not twice', async () => {
		expect(await addPasskey(ports, wrong, 'tablet')).toEqual(refused('WrongSecret'));
		expect(ports.passkeys.secrets.size).toBe(0);
		await addPasskey(ports, right, 'tablet');
		const before = structuredClone(ports.records);
		expect(await addPasskey(ports, right, 'tablet')).toEqual(refused('PasskeyExists'));
		expect(ports.records).toEqual(before);
	});

	it('that the person does not show leave the vault shut', async () => {
		await addPasskey(ports, right, 'tablet');
		ports.passkeys.atHand = null;
		expect(await unlockVault(ports, withPasskey)).toEqual(refused('PasskeyCancelled'));
	});
});

describe('the recovery kit', () => {
	it('made anew replaces the one before and is named in the secrets', async () => {
		const first = await newRecoveryKit(ports.age);
		const second = await newRecoveryKit(ports.age);
		await renewRecoveryKit(ports, right, first.recipient);
		const renewed = await renewRecoveryKit(ports, right, second.recipient);
		expect(renewed.ok && renewed.value.secrets.recoveryRecipient).toBe(second.recipient);
		expect(await unlockVault(ports, { type: 'recovery-code', code: first.code })).toEqual(
			refused('WrongSecret')
		);
		expect(await unlockVault(ports, { type: 'recovery-code', code: second.code })).toEqual(renewed);
		expect(await unlockVault(ports, right)).toEqual(renewed);
	});

	it('is not replaced without proof', async () => {
		const { recipient } = await newRecoveryKit(ports.age);
		expect(await renewRecoveryKit(ports, wrong, recipient)).toEqual(refused('WrongSecret'));
		expect((await unlockMethods(ports))?.recoverySince).toBeNull();
	});
});

it('a vault without its passphrase record still says how else it opens', async () => {
	ports.records.delete('passphrase');
	expect(await unlockMethods(ports)).toEqual({ passphraseSince: 0, recoverySince: null, passkeys: [] });
});

it('the ways to unlock are listed without proof', async () => {
	expect(await unlockMethods(fakePorts())).toBeNull();
	const madeAt = ports.time;
	ports.time += 5000;
	await renewRecoveryKit(ports, right, (await newRecoveryKit(ports.age)).recipient);
	expect(await unlockMethods(ports)).toEqual({
		passphraseSince: madeAt,
		recoverySince: madeAt + 5000,
		passkeys: []
	});
});
