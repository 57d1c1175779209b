import { Decrypter } from 'age-encryption';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { bytesToHex, randomBytes } from '$lib/protocol/bytes';
import { ageInThread as age } from './age';

const passphrase = (passphrase: string) => ({ type: 'passphrase' as const, passphrase, workFactor: 2 });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('age', () => {
	it('gives back what was encrypted to a recipient', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (plaintext) => {
				const { identity, recipient } = await age.newIdentity();
				const file = await age.encrypt(new Uint8Array(plaintext), { type: 'recipient', recipient });
				expect(await age.decrypt(file, { type: 'identity', identity })).toEqual({
					ok: true,
					value: plaintext
				});
			}),
			{ numRuns: 20 }
		);
	});

	it('gives back more than one chunk of 64 KiB', async () => {
		const plaintext = randomBytes(200_000);
		const file = await age.encrypt(plaintext.slice(), passphrase('long file'));
		const opened = await age.decrypt(file, passphrase('long file'));
		expect(opened.ok && bytesToHex(opened.value)).toBe(bytesToHex(plaintext));
	});

	it('uses the plaintext up', async () => {
		const plaintext = bytes('secret');
		await age.encrypt(plaintext, passphrase('correct horse'));
		expect(plaintext.every((byte) => byte === 0)).toBe(true);
	});

	it('takes a passphrase however its accents are composed', async () => {
		const file = await age.encrypt(bytes('secret'), passphrase('caf\u00e9 au lait'));
		const opened = await age.decrypt(file, passphrase('cafe\u0301 au lait'));
		expect(opened.ok && text(opened.value)).toBe('secret');
	});

	it('tells a wrong key from a damaged file', async () => {
		const file = await age.encrypt(bytes('secret'), passphrase('correct horse'));
		const { identity } = await age.newIdentity();
		expect(await age.decrypt(file, passphrase('wrong horse'))).toEqual({
			ok: false,
			error: { type: 'WrongKey' }
		});
		expect(await age.decrypt(file, { type: 'identity', identity })).toEqual({
			ok: false,
			error: { type: 'WrongKey' }
		});
		const damaged = { ok: false, error: { type: 'Damaged' } };
		expect(await age.decrypt(file.slice(0, -1), passphrase('correct horse'))).toEqual(damaged);
		expect(await age.decrypt(bytes('no age file'), passphrase('correct horse'))).toEqual(damaged);
		expect(await age.decrypt(new Uint8Array(0), passphrase('correct horse'))).toEqual(damaged);
	});

	it('hands over bytes of their own, which can be moved', async () => {
		const file = await age.encrypt(bytes('secret'), passphrase('correct horse'));
		const opened = await age.decrypt(file, passphrase('correct horse'));
		expect(file.buffer.byteLength).toBe(file.length);
		expect(opened.ok && opened.value.buffer.byteLength).toBe(6);
	});

	it.each([
		[new RangeError('Array buffer allocation failed'), true],
		[new RangeError('WebAssembly.Memory(): could not get memory'), true],
		[new RangeError('Invalid array length'), false],
		[new Error('out of memory'), false]
	])('does not call a file damaged where there is no memory: %s', async (error, isThrown) => {
		const file = await age.encrypt(bytes('secret'), passphrase('correct horse'));
		const decrypt = vi.spyOn(Decrypter.prototype, 'decrypt').mockRejectedValue(error);
		const opening = age.decrypt(file, passphrase('correct horse'));
		if (isThrown) await expect(opening).rejects.toBe(error);
		else expect(await opening).toEqual({ ok: false, error: { type: 'Damaged' } });
		decrypt.mockRestore();
	});

	it('spends age’s own work on a passphrase unless told otherwise', async () => {
		const file = await age.encrypt(bytes('secret'), { type: 'passphrase', passphrase: 'correct horse' });
		expect(text(file.slice(0, 80))).toMatch(/-> scrypt \S+ 18\n/);
	}, 60_000);
});
