import { readFileSync } from 'node:fs';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from './bytes';
import { hpkeSuite } from './hpke';
import { envelopeToQrText, readQrText } from './qr-text';
import { importSealingKey, unseal } from './sealing';

/** Published vectors; tests/fixtures/vectors/README.md says where each is from. */
const vectors = <T>(name: string) =>
	JSON.parse(readFileSync(`tests/fixtures/vectors/${name}.json`, 'utf8')) as T;

interface HpkeVector {
	kem_id: number;
	kdf_id: number;
	aead_id: number;
	info: string;
	ikmR: string;
	ikmE: string;
	psk: string;
	psk_id: string;
	pkRm: string;
	enc: string;
	encryptions: { aad: string; ciphertext: string; plaintext: string }[];
	exports: { exporter_context: string; L: number; exported_value: string }[];
}

describe('HPKE in PSK mode (RFC 9180)', () => {
	const [a32, ours] = vectors<HpkeVector[]>('hpke-psk-p256');
	const rfcSuite = new CipherSuite({
		kem: new DhkemP256HkdfSha256(),
		kdf: new HkdfSha256(),
		aead: new Aes128Gcm()
	});

	it.each([
		['appendix A.3.2, which has AES-128-GCM', rfcSuite, a32!],
		['the suite of decisions, with AES-256-GCM', hpkeSuite, ours!]
	])('%s', async (_, suite, vector) => {
		const { info, ikmR, ikmE, psk, psk_id, pkRm, enc, encryptions, exports } = vector;
		expect([suite.kem.id, suite.kdf.id, suite.aead.id]).toEqual([
			vector.kem_id,
			vector.kdf_id,
			vector.aead_id
		]);
		const device = await suite.kem.deriveKeyPair(hexToBytes(ikmR).buffer);
		const context = { info: hexToBytes(info), psk: { id: hexToBytes(psk_id), key: hexToBytes(psk) } };
		const sender = await suite.createSenderContext({
			...context,
			recipientPublicKey: await suite.kem.deserializePublicKey(hexToBytes(pkRm)),
			ekm: hexToBytes(ikmE).buffer
		});
		expect(bytesToHex(new Uint8Array(sender.enc))).toBe(enc);
		const recipient = await suite.createRecipientContext({
			...context,
			recipientKey: device,
			enc: hexToBytes(enc)
		});
		for (const { aad, ciphertext, plaintext } of encryptions) {
			const sealed = await sender.seal(hexToBytes(plaintext), hexToBytes(aad));
			expect(bytesToHex(new Uint8Array(sealed))).toBe(ciphertext);
			const opened = await recipient.open(hexToBytes(ciphertext), hexToBytes(aad));
			expect(bytesToHex(new Uint8Array(opened))).toBe(plaintext);
		}
		for (const { exporter_context, L, exported_value } of exports)
			expect(bytesToHex(new Uint8Array(await recipient.export(hexToBytes(exporter_context), L)))).toBe(
				exported_value
			);
	});

	it('opens nothing with another psk, psk id or info', async () => {
		const { info, ikmR, psk, psk_id, enc, encryptions } = ours!;
		const right = { info, psk, psk_id };
		for (const wrong of [
			{ ...right, info: `${info}00` },
			{ ...right, psk: psk.replace(/^../, 'ff') },
			{ ...right, psk_id: `${psk_id}00` }
		]) {
			const recipient = await hpkeSuite.createRecipientContext({
				recipientKey: await hpkeSuite.kem.deriveKeyPair(hexToBytes(ikmR).buffer),
				enc: hexToBytes(enc),
				info: hexToBytes(wrong.info),
				psk: { id: hexToBytes(wrong.psk_id), key: hexToBytes(wrong.psk) }
			});
			const { ciphertext, aad } = encryptions[0]!;
			await expect(recipient.open(hexToBytes(ciphertext), hexToBytes(aad))).rejects.toThrow();
		}
	});
});

describe('HKDF-SHA-256 (RFC 5869, appendix A)', () => {
	const cases = vectors<{ ikm: string; salt: string; info: string; okm: string }[]>('hkdf-sha256');

	it.each(cases.map((vector, i) => [i + 1, vector] as const))(
		'test case %i',
		async (_, { ikm, salt, info, okm }) => {
			const key = await crypto.subtle.importKey('raw', hexToBytes(ikm), 'HKDF', false, ['deriveBits']);
			const params = { name: 'HKDF', hash: 'SHA-256', salt: hexToBytes(salt), info: hexToBytes(info) };
			const bits = await crypto.subtle.deriveBits(params, key, 4 * okm.length);
			expect(bytesToHex(new Uint8Array(bits))).toBe(okm);
		}
	);
});

interface GcmVector {
	key: string;
	iv: string;
	aad: string;
	msg: string;
	ct: string;
	tag: string;
	result: 'valid' | 'invalid';
}

describe.each([['Wycheproof'], ['CAVP']])('AES-256-GCM (%s)', (source) => {
	const all = vectors<GcmVector[]>(`aes-256-gcm-${source.toLowerCase()}`);

	it('opens what is valid to what it says, and nothing that is invalid', async () => {
		expect(new Set(all.map(({ result }) => result))).toEqual(new Set(['valid', 'invalid']));
		for (const { key, iv, aad, msg, ct, tag, result } of all) {
			const sealingKey = await importSealingKey(hexToBytes(key));
			const opened = await unseal(sealingKey, hexToBytes(iv), hexToBytes(ct + tag), hexToBytes(aad));
			expect(opened && bytesToHex(opened)).toBe(result === 'valid' ? msg : null);
		}
	});
});

interface EcdhVector {
	public: string;
	private: string;
	own?: string;
	shared: string;
	result: 'valid' | 'invalid';
}

describe.each([['Wycheproof'], ['CAVP']])('ECDH P-256 (%s)', (source) => {
	const all = vectors<EcdhVector[]>(`ecdh-p256-${source.toLowerCase()}`);

	it('agrees on the shared secret, and takes no point that is not on the curve', async () => {
		expect(new Set(all.map(({ result }) => result))).toEqual(new Set(['valid', 'invalid']));
		for (const vector of all) {
			const publicKey = await hpkeSuite.kem.deserializePublicKey(hexToBytes(vector.public)).catch(() => null);
			if (vector.result === 'invalid') {
				expect(publicKey).toBeNull();
				continue;
			}
			const privateKey = await hpkeSuite.kem.deserializePrivateKey(hexToBytes(vector.private));
			const params = { name: 'ECDH', public: publicKey! };
			const shared = await crypto.subtle.deriveBits(params, privateKey, 256);
			expect(bytesToHex(new Uint8Array(shared))).toBe(vector.shared);
		}
	});
});

describe('base45 (RFC 9285)', () => {
	const { valid, invalid } = vectors<{ valid: { bytes: string; text: string }[]; invalid: string[] }>(
		'base45'
	);

	it('writes and reads the examples', () => {
		for (const { bytes, text } of valid) {
			expect(envelopeToQrText('receipt', hexToBytes(bytes))).toBe(`RP1S${text}`);
			expect(readQrText(`RP1S${text}`)).toEqual({ type: 'receipt', envelope: hexToBytes(bytes) });
		}
	});

	it('names text that is none: damaged', () => {
		for (const text of invalid) expect(readQrText(`RP1S${text}`)).toEqual({ type: 'damaged' });
	});
});
