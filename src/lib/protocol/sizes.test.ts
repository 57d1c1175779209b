import { readFileSync } from 'node:fs';
import { create } from 'qrcode';
import { beforeAll, expect, it } from 'vitest';
import { randomId, RandomPool } from './bytes';
import { generateCode } from './code';
import { grantKeysOf, handOffKeysOf, type GrantKeys, type HandOffKeys } from './code-keys';
import { generateDeviceKeyPair, openDecision, parseDecision, sealDecision } from './decision';
import { sealGrant } from './grant';
import { envelopeToQrText, type HandOffKind } from './qr-text';
import { sealReceipt } from './receipt';
import { openRequest, parseRequest, sealRequest } from './request';
import { exportVerifyingKey } from './signing';

const at = 1_795_000_000_000;
const document = readFileSync('docs/protocol.md', 'utf8');
const to = { workspace: randomId(), request: randomId(), publicKey: new Uint8Array(65) };
let keys: HandOffKeys;
let grantKeys: GrantKeys;
let device: CryptoKeyPair;

beforeAll(async () => {
	const code = generateCode(new RandomPool());
	keys = await handOffKeysOf(code);
	grantKeys = await grantKeysOf(code);
	device = await generateDeviceKeyPair();
	to.publicKey = await exportVerifyingKey(device.publicKey);
});

const request = (make: string, model: string, serial: string) =>
	sealRequest(keys, { request: to.request, publicKey: to.publicKey, make, model, serial, enteredAt: at });
const approved = (signInName: string, password: string, room: string) =>
	sealDecision(to, keys, { verdict: 'approved', signInName, password, room, decidedAt: at, collectBy: at });
const rejected = (text: string) =>
	sealDecision(to, keys, { verdict: 'rejected', reason: 'unexpected-make-or-model', text, decidedAt: at });
const granted = (serialTag: Uint8Array<ArrayBuffer>) => {
	const content = { signInName: 'oslo-fjord@contoso.com', password: 'x'.repeat(23), room: 'Fjord' };
	return sealGrant({ workspace: to.workspace, serialTag }, grantKeys, {
		...content,
		grantedAt: at,
		collectWithinHours: 12
	});
};

/** What docs/protocol.md states, row by row. A QR at level M. */
const rows: readonly [string, HandOffKind, () => Promise<Uint8Array>, number][] = [
	['request, typical', 'request', () => request('Logitech', 'RoomMate CC1A', '2134LZ01ABC9'), 10],
	['request, longest', 'request', () => request('M'.repeat(64), 'N'.repeat(64), 'S'.repeat(64)), 14],
	[
		'approval, typical',
		'decision',
		() => approved('oslo-fjord@contoso.com', 'kFahm-dRt4n-7bcvk-yhpra', 'Fjord'),
		11
	],
	[
		'approval, longest sign-in name and room, password of 64',
		'decision',
		() => approved('s'.repeat(113), 'p'.repeat(64), '会'.repeat(200)),
		15
	],
	['rejection without words', 'decision', () => rejected(''), 10],
	['rejection, longest', 'decision', () => rejected('x'.repeat(200)), 15],
	['receipt', 'receipt', () => sealReceipt(keys, to.request, at), 5]
];

it.each(rows)('%s: QR within version 15, as documented', async (what, kind, make, version) => {
	const bytes = await make();
	const text = envelopeToQrText(kind, bytes);
	const drawn = create(text, { errorCorrectionLevel: 'M' }).version;
	expect(drawn).toBe(version);
	expect(drawn).toBeLessThanOrEqual(15);
	expect(document.replace(/ +\|/g, ' |')).toContain(
		`| ${what} | ${bytes.length} B | ${text.length} | ${version} |`
	);
});

it('a grant is as long as documented', async () => {
	for (const [what, tag] of [
		['grant, typical', 0],
		['grant for one serial number', 16]
	] as const)
		expect(document.replace(/ +\|/g, ' |')).toContain(
			`| ${what} | ${(await granted(new Uint8Array(tag))).length} B |`
		);
});

it('what was sealed can be read, however long its words were', async () => {
	const asked = parseRequest(await request('漢'.repeat(64), '漢'.repeat(64), '漢'.repeat(64)))!;
	expect(await openRequest(asked, keys)).toMatchObject({ make: `${'漢'.repeat(20)}…` });
	for (const bytes of [
		await approved('s'.repeat(113), '漢'.repeat(256), '漢'.repeat(256)),
		await rejected('漢'.repeat(200))
	])
		expect(await openDecision(parseDecision(bytes)!, device, keys)).not.toBeNull();
});
