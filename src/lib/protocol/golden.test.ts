import { readFileSync } from 'node:fs';
import { hkdfSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from './bytes';
import type { Code } from './code';
import { grantKeysOf, handOffKeysOf, ticketIdOf, type GrantKeys, type HandOffKeys } from './code-keys';
import { comparisonWords } from './comparison-words';
import { openDecision, parseDecision, type DecisionContent } from './decision';
import { isGrantFor, openGrant, parseGrant, type GrantContent } from './grant';
import { envelopeToQrText, readQrText } from './qr-text';
import { openReceipt, parseReceipt } from './receipt';
import { openRequest, parseRequest } from './request';
import { serialTagOf } from './serial-tag';

/** Envelopes of version 1, made once: every later version must still open them. tests/fixtures/protocol/v1/README.md */
const folder = 'tests/fixtures/protocol/v1/';
const golden = (name: string) => hexToBytes(readFileSync(`${folder}${name}.hex`, 'utf8').trim());
const opened = JSON.parse(readFileSync(`${folder}opened.json`, 'utf8')) as {
	code: Code;
	workspace: string;
	deviceKey: JsonWebKey;
	derived: Record<'ticketId' | 'claimToken' | 'requestKey' | 'psk' | 'grantKey' | 'serialTagKey', string>;
	comparisonWords: string[];
	qrTexts: Record<'request' | 'decision' | 'receipt', string>;
	serialTag: string;
	request: {
		request: string;
		make: string;
		model: string;
		serial: string;
		enteredAt: number;
		publicKey: string;
	};
	'decision-approved': DecisionContent;
	'decision-rejected': DecisionContent;
	receipt: { request: string; signedInAt: number };
	delivery: { request: string; deliveredAt: number };
	grant: GrantContent;
};

let keys: HandOffKeys;
let grantKeys: GrantKeys;
let device: CryptoKeyPair;

beforeAll(async () => {
	keys = await handOffKeysOf(opened.code);
	grantKeys = await grantKeysOf(opened.code);
	const curve = { name: 'ECDH', namedCurve: 'P-256' };
	const { kty, crv, x, y } = opened.deviceKey;
	device = {
		privateKey: await crypto.subtle.importKey('jwk', opened.deviceKey, curve, false, ['deriveBits']),
		publicKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, true, [])
	};
});

describe('keys of a code, version 1', () => {
	it('have the labels, salt and hash of the specification, by another implementation of HKDF', () => {
		const derive = (label: string, length = 32) =>
			Buffer.from(hkdfSync('sha256', opened.code, 'roompass/1', label, length)).toString('hex');
		expect({
			ticketId: derive('ticket id', 16),
			claimToken: derive('claim token'),
			requestKey: derive('request key'),
			psk: derive('psk'),
			grantKey: derive('grant key'),
			serialTagKey: derive('serial tag')
		}).toEqual(opened.derived);
	});

	it('are what the app derives', async () => {
		expect(await ticketIdOf(opened.code)).toBe(opened.derived.ticketId);
		expect(keys.ticketId).toBe(opened.derived.ticketId);
		expect(grantKeys.ticketId).toBe(opened.derived.ticketId);
		expect(bytesToHex(keys.psk)).toBe(opened.derived.psk);
		const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) };
		const raw = (hex: string) =>
			crypto.subtle.importKey('raw', hexToBytes(hex), 'AES-GCM', false, ['encrypt']);
		for (const [derived, expected] of [
			[keys.requestKey, opened.derived.requestKey],
			[grantKeys.grantKey, opened.derived.grantKey]
		] as const) {
			const sealed = async (key: CryptoKey) =>
				bytesToHex(new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(16))));
			expect(await sealed(derived)).toBe(await sealed(await raw(expected)));
		}
		expect(bytesToHex(await serialTagOf(grantKeys, opened.request.serial))).toBe(opened.serialTag);
	});
});

describe('envelopes of version 1 still open', () => {
	it('request, with its comparison words', async () => {
		const bytes = golden('request');
		const envelope = parseRequest(bytes)!;
		expect(envelope.ticketId).toBe(opened.derived.ticketId);
		const { publicKey, ...rest } = opened.request;
		expect(await openRequest(envelope, keys)).toEqual({ ...rest, publicKey: hexToBytes(publicKey) });
		expect(await comparisonWords(bytes)).toEqual(opened.comparisonWords);
	});

	it.each(['decision-approved', 'decision-rejected'] as const)('%s', async (name) => {
		const envelope = parseDecision(golden(name))!;
		expect(envelope.workspace).toBe(opened.workspace);
		expect(envelope.request).toBe(opened.request.request);
		expect(await openDecision(envelope, device, keys)).toEqual(opened[name]);
	});

	it('receipt', async () => {
		const envelope = parseReceipt(golden('receipt'))!;
		expect(envelope).toMatchObject({ what: 'signed-in', request: opened.receipt.request });
		expect(await openReceipt(envelope, keys)).toBe(opened.receipt.signedInAt);
	});

	it('receipt of a delivery', async () => {
		const envelope = parseReceipt(golden('delivery'))!;
		expect(envelope).toMatchObject({ what: 'delivered', request: opened.delivery.request });
		expect(await openReceipt(envelope, keys)).toBe(opened.delivery.deliveredAt);
	});

	it('grant for any device', async () => {
		const envelope = parseGrant(golden('grant'))!;
		expect(envelope.workspace).toBe(opened.workspace);
		expect(isGrantFor(envelope, new Uint8Array(16))).toBe(true);
		expect(await openGrant(envelope, grantKeys)).toEqual(opened.grant);
	});

	it('grant for one serial number', async () => {
		const envelope = parseGrant(golden('grant-for-serial'))!;
		expect(bytesToHex(envelope.serialTag)).toBe(opened.serialTag);
		expect(isGrantFor(envelope, hexToBytes(opened.serialTag))).toBe(true);
		expect(isGrantFor(envelope, new Uint8Array(16))).toBe(false);
		expect(await openGrant(envelope, grantKeys)).toEqual(opened.grant);
	});

	it('QR texts', () => {
		for (const [type, name] of [
			['request', 'request'],
			['decision', 'decision-approved'],
			['receipt', 'receipt']
		] as const) {
			expect(envelopeToQrText(type, golden(name))).toBe(opened.qrTexts[type]);
			expect(readQrText(opened.qrTexts[type])).toEqual({ type, envelope: golden(name) });
		}
	});
});
