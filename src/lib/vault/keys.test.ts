import { describe, expect, it } from 'vitest';
import { bytesToBase64, randomBytes } from '$lib/protocol/bytes';
import { seal, unseal } from '$lib/protocol/sealing';
import { importVerifyingKey, sign, verify } from '$lib/protocol/signing';
import { workspaceIdOf } from '$lib/protocol/workspace-id';
import { firstEpoch, generateSecrets, openKeys } from './keys';
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
