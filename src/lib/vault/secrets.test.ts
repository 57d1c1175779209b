import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64, randomBytes } from '$lib/protocol/bytes';
import { parseSecrets, secretsToBytes, type VaultSecrets } from './secrets';

const good: VaultSecrets = {
	version: 1,
	workspace: '00112233445566778899aabbccddeeff',
	epochs: [
		{ epoch: 1, key: bytesToBase64(randomBytes(32)) },
		{ epoch: 4, key: bytesToBase64(randomBytes(32)) }
	],
	rootKey: bytesToBase64(randomBytes(138)),
	encryptionKey: bytesToBase64(randomBytes(138)),
	recoveryRecipient: `age1${'q'.repeat(58)}`
};
const parse = (value: unknown) => parseSecrets(new TextEncoder().encode(JSON.stringify(value)));

describe('secrets', () => {
	it('read back as they were written', () => {
		expect(parseSecrets(secretsToBytes(good))).toEqual(good);
		const member = { ...good, rootKey: null, recoveryRecipient: null };
		expect(parseSecrets(secretsToBytes(member))).toEqual(member);
	});

	it.each([
		['another version', { ...good, version: 2 }],
		['an unknown field', { ...good, note: 'hello' }],
		['a missing field', { ...good, rootKey: undefined }],
		['a workspace id that is too long', { ...good, workspace: `${good.workspace}0` }],
		['a workspace id after something else', { ...good, workspace: `x${good.workspace}` }],
		['an epoch below 0', { ...good, epochs: [{ ...good.epochs[0], epoch: -1 }] }],
		['half an epoch', { ...good, epochs: [{ ...good.epochs[0], epoch: 1.5 }] }],
		['an epoch with more to it', { ...good, epochs: [{ ...good.epochs[0], note: 1 }] }],
		[
			'the third epoch not after the second',
			{ ...good, epochs: [...good.epochs, { ...good.epochs[1], epoch: 2 }] }
		],
		['a key after something else', { ...good, epochs: [{ epoch: 1, key: `x${good.epochs[0]!.key}` }] }],
		['a key before something else', { ...good, epochs: [{ epoch: 1, key: `${good.epochs[0]!.key}x` }] }],
		['a private key that is too long', { ...good, encryptionKey: 'A'.repeat(1028) }],
		['a recipient after something else', { ...good, recoveryRecipient: `x${good.recoveryRecipient}` }],
		['a recipient that is too long', { ...good, recoveryRecipient: `${good.recoveryRecipient}q` }],
		['a workspace id in capitals', { ...good, workspace: good.workspace.toUpperCase() }],
		['no epoch', { ...good, epochs: [] }],
		['epochs out of order', { ...good, epochs: good.epochs.toReversed() }],
		['an epoch twice', { ...good, epochs: [good.epochs[0], good.epochs[0]] }],
		['a short key', { ...good, epochs: [{ epoch: 1, key: bytesToBase64(randomBytes(16)) }] }],
		['a private key that is no base64', { ...good, encryptionKey: '?' }],
		['an empty private key', { ...good, rootKey: '' }],
		['a recipient of another kind', { ...good, recoveryRecipient: 'ssh-ed25519 AAAA' }]
	])('are refused with %s', (_, value) => {
		expect(parse(value)).toBeNull();
	});

	it('take the smallest and the largest there may be', () => {
		const bounds = {
			...good,
			epochs: [{ ...good.epochs[0]!, epoch: 0 }],
			encryptionKey: 'A'.repeat(1024),
			rootKey: 'AAAA'
		};
		expect(parse(bounds)).toEqual(bounds);
	});

	it('are refused where they are no UTF-8', () => {
		const bytes = secretsToBytes({ ...good, encryptionKey: 'AAAA' });
		expect(parseSecrets(bytes)).not.toBeNull();
		const name = new TextDecoder().decode(bytes).indexOf('AAAA');
		bytes[name] = 0xff;
		expect(parseSecrets(bytes)).toBeNull();
	});

	it('are refused from any other bytes', () => {
		fc.assert(fc.property(fc.uint8Array(), (bytes) => parseSecrets(bytes) === null));
		fc.assert(fc.property(fc.jsonValue(), (value) => parse(value) === null));
	});
});
