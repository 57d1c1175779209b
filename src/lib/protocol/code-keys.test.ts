import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, RandomPool } from './bytes';
import { generateCode } from './code';
import { ticketIdOf } from './code-keys';

describe('ticket id', () => {
	it('is what another implementation of HKDF derives', async () => {
		for (let i = 0; i < 20; i++) {
			const code = generateCode(new RandomPool());
			expect(await ticketIdOf(code)).toBe(
				Buffer.from(hkdfSync('sha256', code, 'roompass/1', 'ticket id', 16)).toString('hex')
			);
		}
	});

	it('rests on an HKDF that gives test case 1 of RFC 5869', async () => {
		const key = await crypto.subtle.importKey('raw', hexToBytes('0b'.repeat(22)), 'HKDF', false, [
			'deriveBits'
		]);
		const params = {
			name: 'HKDF',
			hash: 'SHA-256',
			salt: hexToBytes('000102030405060708090a0b0c'),
			info: hexToBytes('f0f1f2f3f4f5f6f7f8f9')
		};
		expect(bytesToHex(new Uint8Array(await crypto.subtle.deriveBits(params, key, 42 * 8)))).toBe(
			'3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'
		);
	});
});
