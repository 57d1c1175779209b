import { expect, it } from 'vitest';
import { bytesToBase64, randomBytes } from '../bytes';
import { inviteKeysOf, newInvite, openPackage, sealPackage } from './invite';

it('opens what was sealed, every time', async () => {
	for (let i = 0; i < 100; i++) {
		const invite = newInvite('ab'.repeat(16));
		const keys = await inviteKeysOf(invite);
		const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
			'deriveBits'
		]);
		const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
		const content = {
			workspace: invite.workspace,
			epochs: [{ epoch: 1, key: bytesToBase64(randomBytes(32)) }],
			recoveryRecipient: null
		};
		const bytes = await sealPackage(keys, publicKey, content);
		expect(await openPackage(bytes, invite, keys, pair)).toEqual(content);
	}
});
