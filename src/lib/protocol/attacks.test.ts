import { beforeAll, describe, expect, it } from 'vitest';
import { randomBytes, randomId, RandomPool } from './bytes';
import { generateCode, type Code } from './code';
import { grantKeysOf, handOffKeysOf, type HandOffKeys } from './code-keys';
import { comparisonWords } from './comparison-words';
import {
	generateDeviceKeyPair,
	openDecision,
	parseDecision,
	sealDecision,
	type DecisionContent
} from './decision';
import { openGrant, parseGrant, sealGrant } from './grant';
import { envelopeToQrText, readQrText } from './qr-text';
import { openReceipt, parseReceipt, sealReceipt } from './receipt';
import { newRequestId, openRequest, parseRequest, sealRequest, type RequestContent } from './request';
import { exportVerifyingKey } from './signing';

/** What each party can try (docs/attacks.md), as far as envelopes and keys go. */
const workspace = randomId();
const approval: DecisionContent = {
	verdict: 'approved',
	signInName: 'oslo-fjord@contoso.com',
	password: 'kFahm-dRt4n-7bcvk-yhpra',
	room: 'Fjord',
	decidedAt: 1_795_000_000_000,
	collectBy: 1_795_043_200_000
};

interface Asked {
	readonly keyPair: CryptoKeyPair;
	readonly content: RequestContent;
	readonly envelope: Uint8Array<ArrayBuffer>;
}

/** A device that asks with a code. */
async function ask(keys: HandOffKeys, serial: string): Promise<Asked> {
	const keyPair = await generateDeviceKeyPair();
	const content = {
		request: newRequestId(),
		publicKey: await exportVerifyingKey(keyPair.publicKey),
		make: 'Logitech',
		model: 'RoomMate CC1A',
		serial,
		enteredAt: 1_795_000_000_000
	};
	return { keyPair, content, envelope: await sealRequest(keys, content) };
}

/** The admin's answer. */
async function answer(keys: HandOffKeys, { request, publicKey }: RequestContent, what = approval) {
	return parseDecision(await sealDecision({ workspace, request, publicKey }, keys, what))!;
}

let code: Code;
let keys: HandOffKeys;
let technician: Asked;

beforeAll(async () => {
	code = generateCode(new RandomPool());
	keys = await handOffKeysOf(code);
	technician = await ask(keys, '2134LZ01ABC9');
});

describe('a photo of the sheet', () => {
	it('lets its taker ask, under other comparison words and with a serial number of his own', async () => {
		const taker = await ask(await handOffKeysOf(code), 'TAKER');
		expect(await openRequest(parseRequest(taker.envelope)!, keys)).toMatchObject({ serial: 'TAKER' });
		expect(await comparisonWords(taker.envelope)).not.toEqual(await comparisonWords(technician.envelope));
	});

	it('does not open what is answered to the technician, also with photos of both QRs', async () => {
		const decision = await answer(keys, technician.content);
		const taker = await ask(keys, 'TAKER');
		expect(await openRequest(parseRequest(technician.envelope)!, keys)).not.toBeNull();
		expect(await openDecision(decision, taker.keyPair, keys)).toBeNull();
		// He puts the technician's public key before his own private key: HPKE takes both into account.
		const mixed = { publicKey: technician.keyPair.publicKey, privateKey: taker.keyPair.privateKey };
		expect(await openDecision(decision, mixed, keys)).toBeNull();
	});

	it('and of the request lets its taker forge an answer: a decision proves the code, not the admin', async () => {
		const seen = (await openRequest(parseRequest(technician.envelope)!, keys))!;
		const forged = await sealDecision({ ...seen, workspace: randomId() }, keys, {
			...approval,
			signInName: 'somebody@example.com'
		});
		expect(await openDecision(parseDecision(forged)!, technician.keyPair, keys)).toMatchObject({
			signInName: 'somebody@example.com'
		});
	});

	it('lets its taker say that the device has signed in: a receipt is the word of who has the code', async () => {
		const receipt = await sealReceipt(keys, technician.content.request, 1);
		expect(await openReceipt(parseReceipt(receipt)!, keys)).toBe(1);
	});
});

describe('photos of both QRs, without the sheet', () => {
	it('show the public ids and nothing else', async () => {
		const decision = await sealDecision({ workspace, ...technician.content }, keys, approval);
		for (const bytes of [technician.envelope, decision]) {
			const text = new TextDecoder('latin1').decode(bytes);
			for (const secret of ['Logitech', '2134LZ01ABC9', code, approval.signInName, approval.password])
				expect(text).not.toContain(secret);
		}
	});

	it('open with no guessed code, and let nobody answer', async () => {
		const guess = { ...(await handOffKeysOf(generateCode(new RandomPool()))), ticketId: keys.ticketId };
		expect(await openRequest(parseRequest(technician.envelope)!, guess)).toBeNull();
		const forged = await answer(guess, technician.content);
		expect(await openDecision(forged, technician.keyPair, keys)).toBeNull();
	});
});

describe('replay', () => {
	it('of a request is the same request: the same bytes, the same words', async () => {
		const text = envelopeToQrText('request', technician.envelope);
		const replayed = readQrText(text);
		expect(replayed).toEqual({ type: 'request', envelope: technician.envelope });
	});

	it('of a decision does not open for a later request of the same device with the same code', async () => {
		const decision = await answer(keys, technician.content);
		const later = await ask(keys, technician.content.serial);
		expect(await openDecision(decision, later.keyPair, keys)).toBeNull();
		const { request } = later.content;
		expect(await openDecision({ ...decision, request }, later.keyPair, keys)).toBeNull();
		expect(await openDecision({ ...decision, request }, technician.keyPair, keys)).toBeNull();
	});

	it('of a request under the id and key of another is answered to that key alone', async () => {
		const { request, publicKey } = technician.content;
		const taker = await ask(keys, 'TAKER');
		const copied = await sealRequest(keys, { ...taker.content, request, publicKey });
		const decision = await answer(keys, (await openRequest(parseRequest(copied)!, keys))!);
		expect(await openDecision(decision, taker.keyPair, keys)).toBeNull();
		expect(await comparisonWords(copied)).not.toEqual(await comparisonWords(technician.envelope));
	});
});

describe('a lost phone', () => {
	it('leaves the next phone a request of its own, and is answered separately', async () => {
		const next = await ask(keys, technician.content.serial);
		const forLost = await answer(keys, technician.content);
		const forNext = await answer(keys, next.content);
		expect(await openDecision(forLost, next.keyPair, keys)).toBeNull();
		expect(await openDecision(forNext, technician.keyPair, keys)).toBeNull();
		expect(await openDecision(forNext, next.keyPair, keys)).toEqual(approval);
	});

	it('gives up no private key', async () => {
		await expect(crypto.subtle.exportKey('jwk', technician.keyPair.privateKey)).rejects.toThrow();
	});
});

describe('another workspace', () => {
	it('cannot be passed off: a decision is bound to the workspace that it names', async () => {
		const decision = await answer(keys, technician.content);
		const moved = { ...decision, workspace: randomId() };
		expect(await openDecision(moved, technician.keyPair, keys)).toBeNull();
	});

	it('with a code of its own has another ticket, and opens nothing', async () => {
		const other = await handOffKeysOf(generateCode(new RandomPool()));
		expect(other.ticketId).not.toBe(keys.ticketId);
		expect(await openDecision(await answer(other, technician.content), technician.keyPair, keys)).toBeNull();
	});
});

describe('a device key that is none', () => {
	it.each([
		['all zero', new Uint8Array(65)],
		['zero, as a point', Uint8Array.of(4, ...new Uint8Array(64))],
		['random', Uint8Array.of(4, ...randomBytes(64))]
	])('%s: nothing is sealed to it', async (_, publicKey) => {
		const to = { workspace, request: newRequestId(), publicKey };
		await expect(sealDecision(to, keys, approval)).rejects.toThrow();
	});
});

describe('a hub that holds a grant', () => {
	it('cannot read it, nor release it for another ticket; with a photo of the sheet it can', async () => {
		const grantKeys = await grantKeysOf(code);
		const content = {
			signInName: 'oslo@contoso.com',
			password: 'kFahm',
			room: '',
			grantedAt: 1,
			collectWithinHours: 12
		};
		const bytes = await sealGrant({ workspace, serialTag: new Uint8Array(0) }, grantKeys, content);
		const held = parseGrant(bytes)!;
		const other = await grantKeysOf(generateCode(new RandomPool()));
		expect(await openGrant(held, other)).toBeNull();
		expect(await openGrant({ ...held, ticketId: other.ticketId }, other)).toBeNull();
		expect(await openGrant(held, await grantKeysOf(code))).toEqual(content);
	});
});
