import { beforeAll, describe, expect, it } from 'vitest';
import { extent } from '../../../tests/support/extent';
import { bytesToHex, randomBytes, randomId, RandomPool } from './bytes';
import { encodeArray } from './cbor';
import { formatCode, generateCode, parseCode, type Code } from './code';
import { grantKeysOf, handOffKeysOf, type GrantKeys, type HandOffKeys } from './code-keys';
import { generateDeviceKeyPair, openDecision, parseDecision, sealDecision } from './decision';
import { openGrant, parseGrant, sealGrant } from './grant';
import { envelopeToQrText, readQrText, type Scanned } from './qr-text';
import { openReceipt, parseReceipt, sealReceipt } from './receipt';
import { newRequestId, openRequest, parseRequest, sealRequest } from './request';
import { codeFromSheetLink, sheetLink } from './sheet-link';
import { serialTagOf } from './serial-tag';
import { exportVerifyingKey } from './signing';
import { byteMutations } from './testing/mutated-bytes';
import { textMutations } from './testing/mutated-text';
import { SeededRandom } from './testing/seeded-random';

/** `FUZZ_SEED=n npx vitest run src/lib/protocol/fuzz.test.ts` tries another hundred thousand; the titles name the seed. */
const seed = Number(process.env.FUZZ_SEED ?? 20_261_124);
const runs = {
	envelopes: extent({ short: 5_000, whole: 100_000 }),
	texts: extent({ short: 5_000, whole: 20_000 }),
	codes: 10_000
};

const code = generateCode(new RandomPool());
const link = sheetLink('https://rooms.contoso.com/app', code);
let keys: HandOffKeys;
let grantKeys: GrantKeys;
let device: CryptoKeyPair;
/** Every envelope that was really made: only these bytes may open. */
let made: Uint8Array<ArrayBuffer>[];
let isMade: Set<string>;
let qrTexts: string[];

beforeAll(async () => {
	keys = await handOffKeysOf(code);
	grantKeys = await grantKeysOf(code);
	device = await generateDeviceKeyPair();
	const publicKey = await exportVerifyingKey(device.publicKey);
	const workspace = randomId();
	const [first, second] = [newRequestId(), newRequestId()];
	const details = { publicKey, make: 'Logitech', model: 'RoomMate', serial: '2134LZ01ABC9', enteredAt: 1 };
	const approval = {
		signInName: 'oslo@contoso.com',
		password: 'kFahm-dRt4n',
		room: 'Oslo',
		decidedAt: 2,
		collectBy: 3
	};
	const granted = {
		signInName: 'oslo@contoso.com',
		password: 'kFahm-dRt4n',
		room: 'Oslo',
		grantedAt: 2,
		collectWithinHours: 12
	};
	const to = { workspace, request: first, publicKey };
	const serialTag = await serialTagOf(grantKeys, details.serial);
	const requests = [
		await sealRequest(keys, { ...details, request: first }),
		await sealRequest(keys, { ...details, request: second })
	];
	const decisions = [
		await sealDecision(to, keys, { verdict: 'approved', ...approval }),
		await sealDecision(to, keys, { verdict: 'rejected', reason: 'other', text: 'No', decidedAt: 2 })
	];
	const receipts = [await sealReceipt(keys, first, 4), await sealReceipt(keys, second, 5)];
	const grants = [
		await sealGrant({ workspace, serialTag }, grantKeys, granted),
		await sealGrant({ workspace, serialTag: new Uint8Array(0) }, grantKeys, granted)
	];
	// Opening a decision takes twenty times what the others take: it gets a smaller share.
	const cheap = [...requests, ...receipts, ...grants];
	made = [...cheap, ...cheap, ...cheap, ...cheap, ...decisions];
	isMade = new Set(made.map(bytesToHex));
	qrTexts = [
		envelopeToQrText('request', requests[0]!),
		envelopeToQrText('decision', decisions[0]!),
		envelopeToQrText('receipt', receipts[0]!),
		// Not an invitation, and nothing that these read.
		envelopeToQrText('invite', encodeArray([1, randomBytes(16), randomBytes(100)])),
		link
	];
});

/** How many readings of the bytes are believed. Rejects where any of them throws. */
async function believed(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
	const request = parseRequest(bytes);
	const decision = parseDecision(bytes);
	const receipt = parseReceipt(bytes);
	const grant = parseGrant(bytes);
	const opened = [
		request && (await openRequest(request, keys)),
		decision && (await openDecision(decision, device, keys)),
		receipt && (await openReceipt(receipt, keys)),
		grant && (await openGrant(grant, grantKeys))
	];
	return opened.filter((content) => content !== null).length;
}

describe(`seed ${seed}`, { tags: ['soak'] }, () => {
	it(`${runs.envelopes} changed and random envelopes: refused, unless not a bit has changed`, async () => {
		const random = new SeededRandom(seed);
		const names = Object.keys(byteMutations);
		const refused = new Map<string, number>();
		for (let run = 0; run < runs.envelopes; run++) {
			const name = random.pick(names);
			const bytes = byteMutations[name]!(random, random.pick(made), random.pick(made));
			const expected = isMade.has(bytesToHex(bytes)) ? 1 : 0;
			const count = await believed(bytes);
			if (count !== expected) expect.fail(`run ${run}, ${name}: ${count} believed of ${bytesToHex(bytes)}`);
			if (count === 0) refused.set(name, (refused.get(name) ?? 0) + 1);
		}
		expect([...refused.keys()].sort()).toEqual(names.sort());
		expect(await Promise.all(made.map(believed))).toEqual(made.map(() => 1));
	});

	it(`${runs.texts} changed and random QR texts: named for what they are, and refused`, async () => {
		const random = new SeededRandom(seed + 1);
		const names = Object.keys(textMutations);
		const named = new Set<Scanned['type']>();
		for (let run = 0; run < runs.texts; run++) {
			const name = random.pick(names);
			const text = textMutations[name]!(random, random.pick(qrTexts), random.pick(qrTexts));
			const scanned = readQrText(text);
			named.add(scanned.type);
			if (!('envelope' in scanned)) continue;
			const expected = isMade.has(bytesToHex(scanned.envelope)) ? 1 : 0;
			const count = await believed(scanned.envelope);
			if (count !== expected)
				expect.fail(`run ${run}, ${name}: ${count} believed of ${JSON.stringify(text)}`);
		}
		expect([...named].sort()).toEqual([
			'damaged',
			'decision',
			'foreign',
			'invite',
			'newer-version',
			'receipt',
			'request',
			'sheet',
			'web-address'
		]);
	});

	it(`${runs.codes} changed and random codes and links: a code that adds up, or a named error`, () => {
		const random = new SeededRandom(seed + 2);
		const names = Object.keys(textMutations);
		const errors = new Set<string>();
		// Each once: a change that comes out the same, such as `http` before the rest of a code, is drawn hundreds of times.
		const accidents = new Set<string>();
		for (let run = 0; run < runs.codes; run++) {
			const name = random.pick(names);
			const original = random.pick([code, formatCode(code), link]);
			const text = textMutations[name]!(random, original, random.pick([code, link]));
			for (const read of [parseCode(text), codeFromSheetLink(text)]) {
				if (!read.ok) errors.add(read.error.type);
				else if (read.value !== code) {
					// Five bits of check: of many symbols changed at once, one in 32 adds up. It is then the code of no OTP.
					accidents.add(read.value);
					expect(read.value).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
					expect(parseCode(read.value)).toEqual({ ok: true, value: read.value satisfies Code });
					expect(['one character changed', 'neighbours swapped']).not.toContain(name);
				}
			}
		}
		expect([...errors].sort()).toEqual([
			'CodeHasForeignSymbol',
			'CodeMistyped',
			'CodeTooLong',
			'CodeTooShort',
			'NotASheetLink'
		]);
		expect(accidents.size).toBeLessThan(runs.codes / 100);
	});
});
