import fc from 'fast-check';
import { create } from 'qrcode';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomId, RandomPool } from './bytes';
import { generateCode } from './code';
import { handOffKeysOf, ticketIdOf, type HandOffKeys } from './code-keys';
import { comparisonWords } from './comparison-words';
import {
	generateDeviceKeyPair,
	openDecision,
	parseDecision,
	sealDecision,
	type DecisionContent
} from './decision';
import { envelopeToQrText, readQrText } from './qr-text';
import { openReceipt, parseReceipt, sealReceipt } from './receipt';
import { newRequestId, openRequest, parseRequest, sealRequest, type RequestContent } from './request';
import { exportVerifyingKey } from './signing';

const workspace = randomId();
const approved: DecisionContent = {
	verdict: 'approved',
	signInName: 'oslo-fjord@contoso.com',
	password: 'kFahm-dRt4n-7bcvk-yhpra',
	room: 'Fjord',
	decidedAt: 1_795_000_000_000,
	collectBy: 1_795_043_200_000
};
const rejected: DecisionContent = {
	verdict: 'rejected',
	reason: 'wrong-room',
	text: '',
	decidedAt: 1_795_000_000_000
};

let code: ReturnType<typeof generateCode>;
let keys: HandOffKeys;
let device: CryptoKeyPair;
let content: RequestContent;
let request: Uint8Array<ArrayBuffer>;
let decision: Uint8Array<ArrayBuffer>;

const decide = (
	over: Partial<{ workspace: string; request: string; publicKey: Uint8Array<ArrayBuffer> }> = {},
	what: DecisionContent = approved
) => sealDecision({ workspace, request: content.request, publicKey: content.publicKey, ...over }, keys, what);

beforeAll(async () => {
	code = generateCode(new RandomPool());
	keys = await handOffKeysOf(code);
	device = await generateDeviceKeyPair();
	content = {
		request: newRequestId(),
		publicKey: await exportVerifyingKey(device.publicKey),
		make: 'Logitech',
		model: 'RoomMate CC1A',
		serial: '2134LZ01ABC9',
		enteredAt: 1_795_000_000_000
	};
	request = await sealRequest(keys, content);
	decision = await decide();
});

describe('request', () => {
	it('opens with the code it was made with, found by its ticket', async () => {
		const envelope = parseRequest(request)!;
		expect(envelope.ticketId).toBe(await ticketIdOf(code));
		expect(await openRequest(envelope, keys)).toEqual(content);
	});

	it('cannot be made by somebody who has not the code', async () => {
		const other = await handOffKeysOf(generateCode(new RandomPool()));
		const forged = parseRequest(await sealRequest({ ...other, ticketId: keys.ticketId }, content))!;
		expect(await openRequest(forged, keys)).toBeNull();
	});

	it('shows the same words on both screens, and others for another request', async () => {
		const words = await comparisonWords(request);
		expect(words.every((word) => /^[a-z]{3,8}$/.test(word))).toBe(true);
		expect(await comparisonWords(request.slice())).toEqual(words);
		expect(await comparisonWords(await sealRequest(keys, content))).not.toEqual(words);
	});
});

describe('decision', () => {
	it.each([
		['approved', approved],
		['rejected', rejected]
	])('%s opens on the device that asked', async (_, what) => {
		const envelope = parseDecision(await decide({}, what))!;
		expect(envelope).toMatchObject({ workspace, ticketId: keys.ticketId, request: content.request });
		expect(await openDecision(envelope, device, keys)).toEqual(what);
	});

	it('opens for no other device, code, request, workspace or ticket', async () => {
		const envelope = parseDecision(decision)!;
		const stranger = await generateDeviceKeyPair();
		const otherCode = await handOffKeysOf(generateCode(new RandomPool()));
		expect(await openDecision(envelope, stranger, keys)).toBeNull();
		expect(await openDecision(envelope, device, { ...otherCode, ticketId: keys.ticketId })).toBeNull();
		expect(await openDecision(envelope, device, otherCode)).toBeNull();
		expect(await openDecision({ ...envelope, request: newRequestId() }, device, keys)).toBeNull();
		expect(await openDecision({ ...envelope, workspace: randomId() }, device, keys)).toBeNull();
	});
});

describe('receipt', () => {
	it('opens with the code, for its request', async () => {
		const envelope = parseReceipt(await sealReceipt(keys, content.request, 1_795_000_000_123))!;
		expect(await openReceipt(envelope, keys)).toBe(1_795_000_000_123);
		expect(await openReceipt({ ...envelope, request: newRequestId() }, keys)).toBeNull();
		expect(await openReceipt(envelope, await handOffKeysOf(generateCode(new RandomPool())))).toBeNull();
	});

	it('says what it was sealed to say, and nothing else', async () => {
		for (const what of ['signed-in', 'delivered'] as const) {
			const envelope = parseReceipt(await sealReceipt(keys, content.request, 4, what))!;
			expect(envelope.what).toBe(what);
			expect(await openReceipt(envelope, keys)).toBe(4);
			const other = what === 'delivered' ? 'signed-in' : 'delivered';
			expect(await openReceipt({ ...envelope, what: other }, keys)).toBeNull();
		}
	});
});

describe('QR', () => {
	it('of request and decision stays within version 15 at level M', async () => {
		const longest = {
			...approved,
			signInName: `${'r'.repeat(40)}@rooms.contoso.com`,
			room: 'Conference room, third floor',
			password: 'x'.repeat(40)
		};
		const asked = await sealRequest(keys, { ...content, model: 'M'.repeat(40), serial: 'S'.repeat(40) });
		const versionOf = (text: string) => create(text, { errorCorrectionLevel: 'M' }).version;
		expect(versionOf(envelopeToQrText('request', request))).toBeLessThanOrEqual(11);
		expect(versionOf(envelopeToQrText('decision', decision))).toBeLessThanOrEqual(12);
		expect(versionOf(envelopeToQrText('request', asked))).toBeLessThanOrEqual(15);
		expect(versionOf(envelopeToQrText('decision', await decide({}, longest)))).toBeLessThanOrEqual(15);
	});

	it('is read back, and other things are named for what they are', () => {
		expect(readQrText(envelopeToQrText('request', request))).toEqual({ type: 'request', envelope: request });
		expect(readQrText(envelopeToQrText('decision', decision))).toEqual({
			type: 'decision',
			envelope: decision
		});
		expect(readQrText('https://rooms.contoso.com/app/device/#K7QF9M2X4TBNW3HD')).toEqual({ type: 'sheet' });
		expect(readQrText('https://example.com/menu')).toEqual({ type: 'web-address', host: 'example.com' });
		expect(readQrText('RP2QABC')).toEqual({ type: 'newer-version' });
		expect(readQrText('RP1Q:::')).toEqual({ type: 'damaged' });
		expect(readQrText('WIFI:T:WPA;S:x;;')).toEqual({ type: 'foreign' });
	});

	it('any bytes survive the text', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				const read = readQrText(envelopeToQrText('receipt', bytes));
				expect(read.type === 'receipt' && [...read.envelope]).toEqual([...bytes]);
			})
		);
	});
});

describe('changed or random bytes', () => {
	const isRefused = async (bytes: Uint8Array<ArrayBuffer>) => {
		const asked = parseRequest(bytes);
		const decided = parseDecision(bytes);
		const received = parseReceipt(bytes);
		return (
			(!asked || (await openRequest(asked, keys)) === null) &&
			(!decided || (await openDecision(decided, device, keys)) === null) &&
			(!received || (await openReceipt(received, keys)) === null)
		);
	};

	it('are refused by name, never by an exception', async () => {
		const changed = (bytes: Uint8Array<ArrayBuffer>) =>
			fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
				const copy = bytes.slice();
				copy[at]! ^= by;
				return copy;
			});
		const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => new Uint8Array(bytes));
		await fc.assert(
			fc.asyncProperty(fc.oneof(changed(request), changed(decision), noise), async (bytes) => {
				expect(await isRefused(bytes)).toBe(true);
			}),
			{ numRuns: 2_000 }
		);
	});
});
