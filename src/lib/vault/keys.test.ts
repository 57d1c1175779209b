import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesToBase64, randomBytes } from '$lib/protocol/bytes';
import { seal, unseal } from '$lib/protocol/sealing';
import { importVerifyingKey, sign, verify } from '$lib/protocol/signing';
import { workspaceIdOf } from '$lib/protocol/workspace-id';
import { firstEpoch, generateEncryptionKey, generateSecrets, openKeys } from './keys';
import { parseSecrets, secretsToBytes } from './secrets';

describe('keys', () => {
	it('of new secrets are valid, different each time, and work', async () => {
		const made = await generateSecrets();
		expect(parseSecrets(secretsToBytes(made.secrets))).toEqual(made.secrets);
		expect((await generateSecrets()).secrets.epochs).not.toEqual(made.secrets.epochs);

		const keys = await openKeys(made.secrets);
		expect(keys.epoch).toBe(firstEpoch);
		const aad = new Uint8Array(0);
		const key = keys.epochs.get(keys.epoch)!;
		const { nonce, ciphertext } = await seal(key, new Uint8Array([1, 2, 3]), aad);
		expect(await unseal(key, nonce, ciphertext, aad)).toEqual(new Uint8Array([1, 2, 3]));

		const message = new Uint8Array([4, 5]);
		const signature = await sign(keys.rootKey!, 'roompass/1 entry', message);
		const publicKey = await importVerifyingKey(made.rootPublicKey);
		expect(await verify(publicKey, 'roompass/1 entry', message, signature)).toBe(true);

		expect(made.encryptionPublicKey).toHaveLength(65);
		expect(made.secrets.workspace).toBe(await workspaceIdOf(made.rootPublicKey));
	});

	it('cannot be taken out', async () => {
		const { epochs, rootKey, encryptionKey } = await openKeys((await generateSecrets()).secrets);
		for (const key of [...epochs.values(), rootKey!, encryptionKey]) expect(key.extractable).toBe(false);
	});

	it('seal with the latest epoch and open the earlier ones; a member has no root key', async () => {
		const { secrets } = await generateSecrets();
		const epochs = [...secrets.epochs, { epoch: 7, key: bytesToBase64(randomBytes(32)) }];
		const keys = await openKeys({ ...secrets, epochs, rootKey: null });
		expect(keys.epoch).toBe(7);
		expect([...keys.epochs.keys()]).toEqual([firstEpoch, 7]);
		expect(keys.rootKey).toBeNull();
	});
});

describe('the bytes of secrets', () => {
	afterEach(() => vi.restoreAllMocks());
	const zeros = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

	it('are cleared once they are keys, or are no key', async () => {
		const { secrets } = await generateSecrets();
		const handled: Uint8Array[] = [];
		const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (
			...args: unknown[]
		) => Promise<CryptoKey>;
		vi.spyOn(crypto.subtle, 'importKey').mockImplementation(((...args: unknown[]) => {
			handled.push(args[1] as Uint8Array);
			return importKey(...args);
		}) as typeof crypto.subtle.importKey);
		await openKeys(secrets);
		await expect(openKeys({ ...secrets, encryptionKey: 'AQID' })).rejects.toThrow();
		expect(handled).toHaveLength(6);
		expect(handled.map((bytes) => [bytes.length > 0, zeros(bytes)])).toEqual(Array(6).fill([true, true]));
	});

	it('are cleared once they are text', async () => {
		const exported: Uint8Array[] = [];
		const exportKey = crypto.subtle.exportKey.bind(crypto.subtle) as (
			format: string,
			key: CryptoKey
		) => Promise<ArrayBuffer>;
		vi.spyOn(crypto.subtle, 'exportKey').mockImplementation((async (format: string, key: CryptoKey) => {
			const bytes = await exportKey(format, key);
			if (format === 'pkcs8') exported.push(new Uint8Array(bytes));
			return bytes;
		}) as typeof crypto.subtle.exportKey);
		const drawn: Uint8Array[] = [];
		const draw = crypto.getRandomValues.bind(crypto);
		vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => {
			drawn.push(bytes as unknown as Uint8Array);
			return draw(bytes);
		});
		const { secrets } = await generateSecrets();
		expect(exported.map((bytes) => [bytes.length > 0, zeros(bytes)])).toEqual([
			[true, true],
			[true, true]
		]);
		const sealingKey = drawn.find(({ length }) => length === 32)!;
		expect(zeros(sealingKey)).toBe(true);
		expect(secrets.epochs[0]!.key).not.toBe(bytesToBase64(sealingKey));
	});
});

describe('a member’s encryption key', () => {
	const agreed = (privateKey: CryptoKey, other: CryptoKey) =>
		crypto.subtle.deriveBits({ name: 'ECDH', public: other }, privateKey, 256);
	const importPublic = (point: Uint8Array<ArrayBuffer>) =>
		crypto.subtle.importKey('raw', point, { name: 'ECDH', namedCurve: 'P-256' }, false, []);

	it('agrees with others on a secret, as it was made and as it was kept', async () => {
		const made = await generateEncryptionKey();
		const other = await generateEncryptionKey();
		const { secrets } = await generateSecrets();
		const kept = await openKeys({ ...secrets, encryptionKey: made.privateKey });
		const expected = await agreed(other.pair.privateKey, await importPublic(made.publicKey));
		const theirs = await importPublic(other.publicKey);
		expect(await agreed(made.pair.privateKey, theirs)).toEqual(expected);
		expect(await agreed(kept.encryptionKey, theirs)).toEqual(expected);
	});

	it('of a new workspace is the one whose public half goes into the journal', async () => {
		const made = await generateSecrets();
		const { encryptionKey } = await openKeys(made.secrets);
		const other = await generateEncryptionKey();
		expect(await agreed(encryptionKey, await importPublic(other.publicKey))).toEqual(
			await agreed(other.pair.privateKey, await importPublic(made.encryptionPublicKey))
		);
	});
});
