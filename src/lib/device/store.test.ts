import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomId, RandomPool } from '$lib/protocol/bytes';
import { generateCode, type Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { comparisonWords } from '$lib/protocol/comparison-words';
import { sealDecision, type DecisionContent } from '$lib/protocol/decision';
import { envelopeToQrText, readQrText } from '$lib/protocol/qr-text';
import { openReceipt, parseReceipt } from '$lib/protocol/receipt';
import { openRequest, parseRequest } from '$lib/protocol/request';
import { DeviceDatabase } from './database';
import { signInLifetime, type Room } from './room';
import { DeviceStore, type Reading, type Written } from './store.svelte';

const start = 1_795_000_000_000;
const device = { make: 'Logitech', model: 'RoomMate CC1A', serial: '2134LZ01ABC9' };
const password = 'kFahm-dRt4n-7bcvk-yhpra';
const approved = (now: number): DecisionContent => ({
	verdict: 'approved',
	signInName: 'fjord@contoso.com',
	password,
	room: 'Fjord',
	decidedAt: now,
	collectBy: now + 43_200_000
});
const rejected: DecisionContent = { verdict: 'rejected', reason: 'wrong-room', text: '', decidedAt: start };

let now: number;
let name: string;
let store: DeviceStore;
let code: Code;

const open = () => DeviceStore.open(new DeviceDatabase(name), () => now);
const value = <T>(written: Written<T>): T => {
	if (!written.ok) throw new Error(written.error.type);
	return written.value;
};
const restart = async () => {
	store.close();
	store = await open();
};
const newCode = () => generateCode(new RandomPool());
const roomNow = (id: string) => store.rooms.find((room) => room.id === id)!;

/** The admin's half: opens the request in a QR and seals a decision to it. */
async function decide(
	room: Room,
	over: { code?: Code; content?: DecisionContent; workspace?: string } = {}
): Promise<string> {
	if (!('asked' in room.progress)) throw new Error(room.progress.phase);
	const { asked } = room.progress;
	const keys = await handOffKeysOf(over.code ?? asked.code);
	const scanned = readQrText(asked.qrText);
	if (scanned.type !== 'request') throw new Error(scanned.type);
	expect(await comparisonWords(scanned.envelope)).toEqual(asked.words);
	const content = await openRequest(parseRequest(scanned.envelope)!, await handOffKeysOf(asked.code));
	expect(content).toMatchObject({ ...device, enteredAt: room.enteredAt });
	const to = {
		workspace: over.workspace ?? randomId(),
		request: content!.request,
		publicKey: content!.publicKey
	};
	return envelopeToQrText('decision', await sealDecision(to, keys, over.content ?? approved(now)));
}

/** A room whose request is being shown. */
async function awaiting(of: Code = code, room: string | null = 'Fjord'): Promise<Room> {
	const entered = value(await store.enter({ code: of, room }));
	value(await store.confirm(entered.room.id));
	value(await store.describe(entered.room.id, device));
	return value(await store.show(entered.room.id));
}

beforeEach(async () => {
	now = start;
	name = `device-${randomId()}`;
	code = newCode();
	store = await open();
});
afterEach(() => store.close());

describe('a room', () => {
	it('is where it was after a restart at every step', async () => {
		const { room } = value(await store.enter({ code, room: 'Fjord' }));
		const phases: string[] = [];
		const step = async (written: Promise<unknown>) => {
			await written;
			const before = roomNow(room.id);
			await restart();
			expect(roomNow(room.id)).toEqual(before);
			phases.push(before.progress.phase);
		};
		await step(Promise.resolve());
		await step(store.confirm(room.id));
		await step(store.draft(room.id, { ...device, serial: '21' }));
		await step(store.describe(room.id, device));
		await step(store.show(room.id));
		await step(store.read(await decide(roomNow(room.id)), room.id));
		await step(store.signedIn(room.id));
		expect(phases).toEqual(['entered', 'entered', 'entered', 'ready', 'awaiting', 'approved', 'closed']);
	});

	it('keeps nothing readable on disk, and no private key that could be taken away', async () => {
		const room = await awaiting();
		await store.read(await decide(room), room.id);
		for (const row of await store.database.rooms.toArray()) {
			const text = JSON.stringify(row) + new TextDecoder('latin1').decode(row.ciphertext);
			for (const secret of [code, password, 'fjord@contoso.com', 'Logitech', room.ticketId, 'Fjord'])
				expect(text).not.toContain(secret);
			// There is nothing left to open with it.
			expect(row.keyPair).toBeNull();
		}
		const other = await awaiting(newCode());
		const { keyPair } = (await store.database.rooms.get(other.id))!;
		expect(keyPair!.privateKey.extractable).toBe(false);
		const keys = await store.database.keys.toArray();
		expect(keys.map(({ key }) => key.extractable)).toEqual([false]);
	});

	it('asks the same request as often as it is shown, and another once it is corrected', async () => {
		const room = await awaiting();
		await restart();
		expect(value(await store.describe(room.id, { ...device, serial: 'other' }))).toEqual(roomNow(room.id));
		expect(roomNow(room.id)).toEqual(room);
		const answer = await decide(room);
		value(await store.correct(room.id));
		value(await store.describe(room.id, device));
		expect(await store.read(answer, room.id)).toMatchObject({ type: 'earlier-request' });
		expect(roomNow(room.id).progress.phase).toBe('ready');
	});

	it('entered again is the same room', async () => {
		const room = await awaiting();
		const again = value(await store.enter({ code, room: null }));
		expect(again).toEqual({ room, isKnown: true });
	});

	it('entered again from a sheet that names it has its name', async () => {
		const { room } = value(await store.enter({ code, room: null }));
		expect(room.name).toBeNull();
		const again = value(await store.enter({ code, room: 'Fjord' }));
		expect(again).toMatchObject({ room: { id: room.id, name: 'Fjord' }, isKnown: true });
		await restart();
		expect(roomNow(room.id)).toEqual(again.room);
		// What it was called first stays: a sheet whose address was changed renames nothing.
		expect(value(await store.enter({ code, room: 'Birch' })).room.name).toBe('Fjord');
	});

	it('is removed for good', async () => {
		const room = await awaiting();
		value(await store.remove(room.id));
		await restart();
		expect(store.rooms).toEqual([]);
		expect((await store.show(room.id)).ok).toBe(false);
	});

	it('stands beside others, the newest first', async () => {
		const ids: string[] = [];
		for (let i = 0; i < 3; i++) {
			now += 1_000;
			ids.unshift((await awaiting(newCode())).id);
		}
		expect(store.rooms.map(({ id }) => id)).toEqual(ids);
	});

	it('that was damaged is named, and the others stay', async () => {
		const room = await awaiting();
		const other = await awaiting(newCode());
		const row = (await store.database.rooms.get(room.id))!;
		row.ciphertext[3]! ^= 1;
		await store.database.rooms.put(row);
		await restart();
		expect(store.damaged).toEqual([room.id]);
		expect(store.rooms.map(({ id }) => id)).toEqual([other.id]);
		value(await store.remove(room.id));
		expect(store.damaged).toEqual([]);
	});

	it('of an older revision cannot be put back', async () => {
		const room = await awaiting();
		const answer = await decide(room);
		const old = (await store.database.rooms.get(room.id))!;
		await store.read(answer, room.id);
		const { revision } = (await store.database.rooms.get(room.id))!;
		await store.database.rooms.put({ ...old, revision });
		await restart();
		expect(store.damaged).toEqual([room.id]);
	});
});

describe('a decision', () => {
	it('approves, with the sign-in', async () => {
		const room = await awaiting();
		expect(await store.read(await decide(room), room.id)).toMatchObject({ type: 'read' });
		expect(roomNow(room.id).progress).toMatchObject({
			phase: 'approved',
			room: 'Fjord',
			signIn: { signInName: 'fjord@contoso.com', password }
		});
	});

	it('rejects, with the reason', async () => {
		const room = await awaiting();
		await store.read(await decide(room, { content: rejected }), room.id);
		expect(roomNow(room.id).progress).toMatchObject({ phase: 'rejected', reason: 'wrong-room' });
	});

	it('replayed changes nothing', async () => {
		const room = await awaiting();
		const [answer, other] = [await decide(room), await decide(room, { content: rejected })];
		await store.read(answer, room.id);
		const before = roomNow(room.id);
		for (const text of [answer, other])
			expect(await store.read(text, room.id)).toEqual({ type: 'read-before', room: before });
		value(await store.didNotWork(room.id, 'refused'));
		expect(await store.read(answer, room.id)).toMatchObject({ type: 'read-before' });
		expect(roomNow(room.id).progress.phase).toBe('closed');
	});

	it('for another room is not read before it is meant', async () => {
		const room = await awaiting();
		const other = await awaiting(newCode());
		const answer = await decide(other);
		expect(await store.read(answer, room.id)).toEqual({ type: 'other-room', room: other });
		expect(store.rooms.map(({ progress }) => progress.phase)).toEqual(['awaiting', 'awaiting']);
		expect(await store.read(answer, other.id)).toMatchObject({ type: 'read' });
	});

	it('for a code that is not here is refused: another phone, another workspace', async () => {
		const room = await awaiting();
		const elsewhere = await awaiting(newCode());
		const answer = await decide(elsewhere);
		value(await store.remove(elsewhere.id));
		expect(await store.read(answer, room.id)).toEqual({ type: 'another-phone' });
	});

	it('for another device with the same code is refused', async () => {
		const room = await awaiting();
		value(await store.remove(room.id));
		const again = await awaiting();
		expect(await store.read(await decide(room), again.id)).toMatchObject({ type: 'another-device' });
	});

	it('that names this request and was made otherwise does not open, and changes nothing', async () => {
		const room = await awaiting();
		const scanned = readQrText(await decide(room));
		if (scanned.type !== 'decision') throw new Error();
		const changed = scanned.envelope.slice();
		changed[changed.length - 1]! ^= 1;
		const reading = await store.read(envelopeToQrText('decision', changed), room.id);
		expect(reading).toEqual({ type: 'does-not-open', room });
		expect(roomNow(room.id)).toEqual(room);
	});
});

describe('a wrong QR', () => {
	it.each<[Reading['type'], () => string]>([
		['sheet', () => `https://rooms.contoso.com/device/#${newCode()}/Birch`],
		['sheet', () => newCode().toLowerCase()],
		['wrong-code', () => 'https://rooms.contoso.com/device/#K7QF9M2X4TBNW3HX'],
		['web-address', () => 'https://example.com/menu'],
		['newer-version', () => 'RP2DABC'],
		['damaged', () => 'RP1D:::'],
		['damaged', () => envelopeToQrText('decision', new Uint8Array(200))],
		['foreign', () => 'WIFI:T:WPA;S:x;;']
	])('is named: %s', async (type, text) => {
		const room = await awaiting();
		expect(await store.read(text(), room.id)).toMatchObject({ type });
		expect(roomNow(room.id)).toEqual(room);
	});

	it('is named where it is one of ours that is not due', async () => {
		const room = await awaiting();
		if (room.progress.phase !== 'awaiting') throw new Error();
		expect(await store.read(room.progress.asked.qrText, room.id)).toEqual({
			type: 'request',
			ticketId: room.ticketId
		});
	});
});

describe('the sign-in', () => {
	const opened = async () => {
		const room = await awaiting();
		await store.read(await decide(room), room.id);
		return room.id;
	};
	const signInOf = (id: string) => {
		const { progress } = roomNow(id);
		return progress.phase === 'approved' ? progress.signIn : undefined;
	};

	it('is forgotten when its time is over, also with the page closed meanwhile', async () => {
		const id = await opened();
		now += signInLifetime - 1;
		await store.tick();
		expect(signInOf(id)).toMatchObject({ password });
		now += 1;
		await restart();
		expect(signInOf(id)).toBeNull();
		now = start;
		await restart();
		expect(signInOf(id)).toBeNull();
	});

	it('is forgotten on closing, which makes a receipt that the admin can open', async () => {
		const id = await opened();
		now += 60_000;
		const { progress } = value(await store.signedIn(id));
		if (progress.phase !== 'closed' || progress.outcome.type !== 'signed-in') throw new Error();
		expect(JSON.stringify(progress)).not.toContain(password);
		const scanned = readQrText(progress.outcome.receiptText);
		if (scanned.type !== 'receipt') throw new Error();
		const envelope = parseReceipt(scanned.envelope)!;
		expect(envelope.request).toBe(progress.answered.request);
		expect(await openReceipt(envelope, await handOffKeysOf(code))).toBe(now);
	});
});

describe('storage', () => {
	it('that is full is said, and nothing is shown that is not on disk', async () => {
		const room = await awaiting();
		const answer = await decide(room);
		store.database.rooms.hook('updating', () => {
			throw new DOMException('', 'QuotaExceededError');
		});
		expect(await store.read(answer, room.id)).toEqual({
			type: 'not-stored',
			error: { type: 'StorageFull' }
		});
		expect(roomNow(room.id)).toEqual(room);
	});

	it('that is gone is said, whatever was asked of it', async () => {
		const room = await awaiting();
		const entered = value(await store.enter({ code: newCode(), room: null })).room;
		const answer = await decide(room);
		store.database.close();
		const error = { type: 'StorageFailed', detail: 'DatabaseClosedError' };
		expect(await store.read(answer, room.id)).toEqual({ type: 'not-stored', error });
		expect(await store.describe(entered.id, device)).toEqual({ ok: false, error });
		expect(await store.show(room.id)).toEqual({ ok: false, error });
	});

	it('without a room that another tab has removed is said', async () => {
		const { room } = value(await store.enter({ code, room: null }));
		value(await store.remove(room.id));
		const gone = { ok: false, error: { type: 'StorageFailed', detail: 'NotFoundError' } };
		expect(await store.describe(room.id, device)).toEqual(gone);
		expect(await store.signedIn(room.id)).toEqual(gone);
	});

	it('shows each step as soon as it is written, however many are under way', async () => {
		const rooms: Room[] = [];
		for (let n = 0; n < 12; n++) rooms.push(await awaiting(newCode()));
		const shown = await Promise.all(
			rooms.map(async ({ id }) => {
				value(await store.say(id, 'expired'));
				return roomNow(id).progress.phase;
			})
		);
		expect(shown).toEqual(rooms.map(() => 'expired'));
	});

	it('is shared by two tabs: a step of one is never undone by the other', async () => {
		const room = await awaiting();
		const other = await open();
		value(await other.say(room.id, 'expired'));
		value(await store.confirm(room.id));
		expect(value(await store.correct(room.id)).progress.phase).toBe('expired');
		other.close();
	});
});

it('remembers makes and models, sealed', async () => {
	await awaiting();
	await restart();
	expect(store.consoles).toEqual([{ make: 'Logitech', model: 'RoomMate CC1A' }]);
	const [row] = await store.database.remembered.toArray();
	expect(new TextDecoder('latin1').decode(row!.ciphertext)).not.toContain('Logitech');
});
