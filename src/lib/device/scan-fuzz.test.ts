import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { bytesToHex, randomBytes, randomId, RandomPool } from '$lib/protocol/bytes';
import { encodeArray } from '$lib/protocol/cbor';
import { generateCode, type Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { generateDeviceKeyPair, sealDecision } from '$lib/protocol/decision';
import { envelopeToQrText, readQrText } from '$lib/protocol/qr-text';
import { sealReceipt } from '$lib/protocol/receipt';
import { newRequestId, openRequest, parseRequest } from '$lib/protocol/request';
import { sheetLink } from '$lib/protocol/sheet-link';
import { exportVerifyingKey } from '$lib/protocol/signing';
import { byteMutations } from '$lib/protocol/testing/mutated-bytes';
import { textMutations } from '$lib/protocol/testing/mutated-text';
import { SeededRandom } from '$lib/protocol/testing/seeded-random';
import { DeviceDatabase } from './database';
import { askedOf, type Asked, type Room } from './room';
import { DeviceStore, type Reading, type Written } from './store.svelte';

const seed = Number(process.env.FUZZ_SEED ?? 20_261_124);
const runs = 4_000;
const device = { make: 'Logitech', model: 'RoomMate', serial: 'DEVICE-A' };
const approval = {
	verdict: 'approved',
	signInName: 'fjord@contoso.com',
	password: 'kFahm-dRt4n',
	room: 'Fjord',
	decidedAt: 1,
	collectBy: 4_000_000_000_000
} as const;

function value<T>(written: Written<T>): T {
	if (!written.ok) throw new Error(written.error.type);
	return written.value;
}

/** A decision on what a room asks, as the text of its QR; by default one that it would read. */
async function answerTo(
	{ code, qrText }: Asked,
	over: { code?: Code; publicKey?: Uint8Array<ArrayBuffer>; request?: string } = {}
): Promise<string> {
	const scanned = readQrText(qrText);
	if (scanned.type !== 'request') throw new Error(scanned.type);
	const keys = await handOffKeysOf(code);
	const content = (await openRequest(parseRequest(scanned.envelope)!, keys))!;
	const { ticketId } = keys;
	const decision = await sealDecision(
		{
			workspace: randomId(),
			request: over.request ?? content.request,
			publicKey: over.publicKey ?? content.publicKey
		},
		{ ...(await handOffKeysOf(over.code ?? code)), ticketId },
		approval
	);
	return envelopeToQrText('decision', decision);
}

it(`${runs} changed, foreign and forged texts change nothing on the phone (seed ${seed})`, async () => {
	const store = await DeviceStore.open(new DeviceDatabase(`device-${randomId()}`));
	const newCode = () => generateCode(new RandomPool());
	const awaiting = async (): Promise<Room> => {
		const { room } = value(await store.enter({ code: newCode(), room: 'Fjord' }));
		value(await store.describe(room.id, device));
		return value(await store.show(room.id));
	};
	const corrected = await awaiting();
	const beforeCorrection = askedOf(corrected)!;
	value(await store.correct(corrected.id));
	value(await store.describe(corrected.id, device));
	const room = value(await store.show(corrected.id));
	const answered = await awaiting();
	const readBefore = await answerTo(askedOf(answered)!);
	expect(await store.read(readBefore, answered.id)).toMatchObject({ type: 'read' });
	const other = await awaiting();
	const gone = await awaiting();
	const toAnotherPhone = await answerTo(askedOf(gone)!);
	value(await store.remove(gone.id));

	const asked = askedOf(room)!;
	const stranger = await exportVerifyingKey((await generateDeviceKeyPair()).publicKey);
	const ours = await answerTo(asked);
	const texts = [
		await answerTo(beforeCorrection),
		await answerTo(asked, { request: newRequestId() }),
		// For our request, and sealed with another code or to another device.
		await answerTo(asked, { code: newCode() }),
		await answerTo(asked, { publicKey: stranger }),
		await answerTo(askedOf(other)!),
		readBefore,
		toAnotherPhone,
		asked.qrText,
		envelopeToQrText('receipt', await sealReceipt(await handOffKeysOf(asked.code), asked.request, 1)),
		envelopeToQrText('invite', encodeArray([1, randomBytes(16), randomBytes(100)])),
		sheetLink('https://rooms.contoso.com', newCode()),
		newCode()
	];
	const originals = [ours, ...texts];
	const scannable = originals.map(readQrText).filter((scanned) => 'envelope' in scanned);
	const opens = readQrText(ours);
	if (opens.type !== 'decision') throw new Error(opens.type);
	const isOurs = (text: string) => {
		const scanned = readQrText(text);
		return 'envelope' in scanned && bytesToHex(scanned.envelope) === bytesToHex(opens.envelope);
	};
	const rows = await store.database.rooms.toArray();
	const rooms = store.rooms;

	const random = new SeededRandom(seed);
	const answers = new Set<Reading['type']>();
	for (let run = 0; run < runs; run++) {
		const [scanned, another] = [random.pick(scannable), random.pick(scannable)];
		const byBytes = byteMutations[random.pick(Object.keys(byteMutations))]!;
		const byText = textMutations[random.pick(Object.keys(textMutations))]!;
		const text =
			texts[run] ??
			(random.below(3) > 0
				? envelopeToQrText(scanned.type, byBytes(random, scanned.envelope, another.envelope))
				: byText(random, random.pick(originals), random.pick(originals)));
		// What has come out whole is what would be read.
		if (isOurs(text)) continue;
		const { type } = await store.read(text, room.id);
		if (type === 'read' || type === 'not-stored') expect.fail(`run ${run}: ${type} ${JSON.stringify(text)}`);
		answers.add(type);
	}
	expect(await store.database.rooms.toArray()).toEqual(rows);
	expect(store.rooms).toEqual(rooms);
	expect([...answers].sort()).toEqual([
		'another-device',
		'another-phone',
		'damaged',
		'does-not-open',
		'earlier-request',
		'foreign',
		'invite',
		'newer-version',
		'other-room',
		'read-before',
		'receipt',
		'request',
		'sheet',
		'web-address',
		'wrong-code'
	]);
	// And the one that was meant is still read.
	expect(await store.read(ours, room.id)).toMatchObject({ type: 'read' });
	store.close();
});
