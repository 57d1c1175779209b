import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bytesToBase64, randomId, RandomPool } from '$lib/protocol/bytes';
import { generateCode, type Code } from '$lib/protocol/code';
import type { DecisionContent } from '$lib/protocol/decision';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { SeededRandom } from '$lib/protocol/testing/seeded-random';
import { sendInBackground } from './background';
import { DeviceDatabase } from './database';
import { askedOf, isToSend, sentAtOf, type Room } from './room';
import { sendWaiting, type SendReport } from './send-waiting';
import { DeviceStore, type ArrivedAnswer, type Reading, type Written } from './store.svelte';
import { openHub } from '../../hub/hub';
import { bytesInQr, Office, signIn } from './testing/office';
import { inMemory } from '../../../tests/support/in-memory';

const hour = 3_600_000;
const device = { make: 'Logitech', model: 'RoomMate CC1A', serial: '2134LZ01ABC9' };

let now = Date.now();
let office: Office;
let name: string;
let store: DeviceStore;
let code: Code;

const clock = () => now;
const newCode = () => generateCode(new RandomPool());
const value = <T>(written: Written<T>): T => {
	if (!written.ok) throw new Error(written.error.type);
	return written.value;
};
const restart = async () => {
	store.close();
	store = await DeviceStore.open(new DeviceDatabase(name), clock);
};
const roomNow = (id: string) => store.rooms.find((room) => room.id === id)!;
const askedNow = (id: string) => askedOf(roomNow(id))!;
const approval = (): DecisionContent => ({
	verdict: 'approved',
	...signIn,
	decidedAt: now,
	collectBy: now + 12 * hour
});

/** What a service worker does, or a page that is open. */
async function send(over: { again?: boolean } = {}): Promise<SendReport> {
	const report = await sendWaiting(store.database, {
		address: 'http://hub.test',
		fetch: office.fetch,
		clock,
		...over
	});
	await store.refresh();
	return report;
}

/** A room whose details were given: its request waits to be sent. */
async function asking(of: Code = code, details = device): Promise<Room> {
	const { room } = value(await store.enter({ code: of, room: 'Fjord' }));
	value(await store.confirm(room.id));
	value(await store.describe(room.id, details));
	return value(await store.show(room.id));
}

/** Corrects the serial number of a room. */
async function correct(id: string, serial: string): Promise<void> {
	value(await store.correct(id));
	value(await store.describe(id, { ...device, serial }));
	value(await store.show(id));
}

/** The admin decides the request as it stands; gives the text of the decision's QR. */
async function decide(id: string, { atHub }: { atHub: boolean }): Promise<string> {
	const { qrText, code: of } = askedNow(id);
	const decision = await office.decide(qrText, of, approval());
	if (atHub) await office.push(qrText, of, decision, now + 12 * hour);
	return envelopeToQrText('decision', decision);
}

/** What the hub has for a room when it is asked, as a page that is open does. */
async function answerFor(id: string): Promise<ArrivedAnswer> {
	const { askForTicket } = await import('./hub-tickets');
	const { authorizationOf } = await import('./ticket-key');
	const authorization = (await authorizationOf(askedNow(id).code, roomNow(id).hub))!;
	const at = { address: 'http://hub.test', fetch: office.fetch, ticketId: roomNow(id).ticketId };
	const result = await askForTicket({ ...at, authorization });
	if (result.type !== 'answer') throw new Error(JSON.stringify(result));
	return result.answer as ArrivedAnswer;
}
const read = async (id: string): Promise<Reading> => store.readAnswer(id, await answerFor(id));

beforeAll(async () => {
	const database = await inMemory();
	office = await Office.at(await openHub({ database, now: clock }), clock);
});
afterAll(() => office.hub.close());
beforeEach(async () => {
	now = Date.now();
	office.weather = () => 'fine';
	name = `device-${randomId()}`;
	code = newCode();
	store = await DeviceStore.open(new DeviceDatabase(name), clock);
});
afterEach(() => store.close());

/** Requests and receipts that the hub got since. */
async function sinceThen(act: () => Promise<unknown>): Promise<{ requests: string[]; receipts: number }> {
	const before = [(await office.items('request')).length, (await office.items('receipt')).length];
	await act();
	return {
		requests: (await office.items('request')).slice(before[0]).map(({ bytes }) => bytes.join()),
		receipts: (await office.items('receipt')).length - before[1]!
	};
}

describe('a room by hub', () => {
	it('goes its way, restarted at every step, and tells when it was delivered and signed in', async () => {
		await office.knows(code);
		const { id } = await asking();
		await restart();
		expect(isToSend(roomNow(id))).toBe(true);
		expect(await send()).toMatchObject({ waiting: 0, stopped: null });
		await restart();
		expect(sentAtOf(roomNow(id))).toBe(now);
		await decide(id, { atHub: true });
		now += 1_000;
		await restart();
		expect(await read(id)).toMatchObject({ type: 'read' });
		await restart();
		expect(roomNow(id).progress).toMatchObject({ phase: 'approved', answered: { isAutomatic: false } });
		expect(await send()).toMatchObject({ waiting: 0 });
		const deliveredAt = now;
		now += 60_000;
		value(await store.signedIn(id));
		await restart();
		const { progress } = roomNow(id);
		expect(JSON.stringify(roomNow(id))).not.toContain(code);
		expect(await send()).toMatchObject({ waiting: 0 });
		await restart();
		expect(roomNow(id).hub).toMatchObject({ receipts: [], toldAt: now });
		expect(await office.receipts(code)).toEqual([
			['delivered', deliveredAt],
			['signed-in', now]
		]);
		// The QR says the same, byte for byte.
		if (progress.phase !== 'closed' || progress.outcome.type !== 'signed-in') throw new Error();
		const signedIn = (await office.items('receipt')).at(-1);
		expect(bytesInQr(progress.outcome.receiptText)).toBe(signedIn!.bytes.join());
	});

	it('is known to the hub by the same name from the first attempt on, also where its answer was lost', async () => {
		await office.knows(code);
		const { id } = await asking();
		const { requests } = await sinceThen(async () => {
			for (const weather of ['lost', 'answer-lost', 'answer-lost', 'fine'] as const) {
				office.weather = () => weather;
				const { waiting, stopped } = await send();
				expect([waiting, stopped?.type]).toEqual(weather === 'fine' ? [0, undefined] : [1, 'later']);
				await restart();
			}
			await send();
		});
		expect(requests).toEqual([bytesInQr(askedNow(id).qrText)]);
	});

	it('is sent once by a page and a service worker at the same time', async () => {
		await office.knows(code);
		await asking();
		const { requests } = await sinceThen(() => Promise.all([send(), send(), send()]));
		expect(requests).toHaveLength(1);
	});

	it('is sent by a service worker with the page closed; it asks to be woken again where something waits', async () => {
		await office.knows(code);
		const { id } = await asking();
		store.close();
		office.weather = () => 'lost';
		vi.stubGlobal('fetch', office.fetch);
		const scope = 'http://hub.test/';
		await expect(sendInBackground(scope, new DeviceDatabase(name))).rejects.toThrow('still waits');
		office.weather = () => 'fine';
		await sendInBackground(scope, new DeviceDatabase(name));
		vi.unstubAllGlobals();
		await restart();
		expect(sentAtOf(roomNow(id))).not.toBeNull();
	});

	it('that was entered, or shown for a check only, is not sent', async () => {
		await office.knows(code);
		const { room } = value(await store.enter({ code, room: null }));
		value(await store.confirm(room.id));
		expect(await sinceThen(send)).toMatchObject({ requests: [] });
		value(await store.describe(room.id, device));
		expect(await sinceThen(send)).toMatchObject({ requests: [] });
	});

	it('is sent again where the hub has it no longer', async () => {
		await office.knows(code);
		const { id } = await asking();
		await send();
		const { request } = askedNow(id);
		await store.happenedAtHub(id, { type: 'lost', request });
		expect(isToSend(roomNow(id))).toBe(true);
		expect(await sinceThen(send)).toMatchObject({ requests: [] });
		expect(sentAtOf(roomNow(id))).toBe(now);
	});
});

it('six rooms of a basement, over a network that comes and goes: each is sent once, each is answered once', async () => {
	for (const seed of [1, 2, 3]) {
		const random = new SeededRandom(seed);
		office.weather = () => (['fine', 'lost', 'answer-lost', 'no-hub'] as const)[random.below(4)]!;
		const rooms: Room[] = [];
		const codes = Array.from({ length: 6 }, newCode);
		for (const of of codes) {
			await office.knows(of);
			now += 1_000;
			rooms.push(await asking(of));
		}
		const untilSent = async () => {
			for (let tries = 0; (await send()).waiting > 0; tries++) {
				expect(tries).toBeLessThan(500);
				await restart();
			}
		};
		const { requests } = await sinceThen(untilSent);
		expect(requests).toEqual(rooms.map(({ id }) => bytesInQr(askedNow(id).qrText)));
		office.weather = () => 'fine';
		for (const { id } of rooms) {
			await decide(id, { atHub: true });
			expect(await read(id)).toMatchObject({ type: 'read' });
		}
		office.weather = () => (['fine', 'lost', 'answer-lost'] as const)[random.below(3)]!;
		for (const { id } of rooms) value(await store.signedIn(id));
		expect((await sinceThen(untilSent)).receipts).toBe(12);
	}
});

describe('a correction', () => {
	it('after a claim is another request of the same phone, and its decision opens', async () => {
		await office.knows(code);
		const { id } = await asking();
		await send();
		const { device: known } = roomNow(id).hub;
		await correct(id, 'S2');
		await restart();
		const { requests } = await sinceThen(send);
		expect(requests).toEqual([bytesInQr(askedNow(id).qrText)]);
		expect(roomNow(id).hub.device).toBe(known);
		await decide(id, { atHub: true });
		expect(await read(id)).toMatchObject({ type: 'read', room: { progress: { phase: 'approved' } } });
	});

	it('that comes too late is told, and the corrected request can be decided by QR', async () => {
		await office.knows(code);
		const { id } = await asking();
		await send();
		await decide(id, { atHub: true });
		await correct(id, 'S2');
		const { answers } = await send();
		const answer = answers.get(id) as ArrivedAnswer;
		expect(await store.readAnswer(id, answer)).toMatchObject({ type: 'earlier-request' });
		expect(await read(id)).toMatchObject({ type: 'earlier-request' });
		expect(roomNow(id).progress.phase).toBe('awaiting');
		expect(await store.read(await decide(id, { atHub: false }), id)).toMatchObject({ type: 'read' });
	});
});

describe('a grant', () => {
	it('approves at once, automatically, and is told to be delivered', async () => {
		await office.knows(code);
		await office.grants(code, device.serial, now - hour);
		const { id } = await asking();
		const { answers } = await send();
		expect(await store.readAnswer(id, answers.get(id) as ArrivedAnswer)).toMatchObject({ type: 'read' });
		await restart();
		expect(roomNow(id).progress).toMatchObject({
			phase: 'approved',
			room: signIn.room,
			signIn: { signInName: signIn.signInName, password: signIn.password },
			answered: { isAutomatic: true, decidedAt: now }
		});
		await send();
		expect(await office.receipts(code)).toEqual([['delivered', now]]);
	});

	it('for another serial number is not given out: somebody has to decide', async () => {
		await office.knows(code);
		await office.grants(code, 'another', now);
		const { id } = await asking();
		expect((await send()).answers.size).toBe(0);
		await decide(id, { atHub: true });
		expect(await read(id)).toMatchObject({ type: 'read' });
		expect(roomNow(id).progress).toMatchObject({ answered: { isAutomatic: false } });
	});

	it('that is collected too late gives nothing away, and is not said to be delivered', async () => {
		await office.knows(code);
		await office.grants(code, null, now);
		const { id } = await asking();
		const { answers } = await send();
		now += 12 * hour + 1;
		await store.readAnswer(id, answers.get(id) as ArrivedAnswer);
		expect(roomNow(id).progress).toMatchObject({ phase: 'expired' });
		expect(JSON.stringify(roomNow(id))).not.toContain(signIn.password);
		const before = roomNow(id);
		await store.readAnswer(id, answers.get(id) as ArrivedAnswer);
		expect(roomNow(id)).toEqual(before);
		expect((await sinceThen(send)).receipts).toBe(0);
	});

	it('or a decision that is of another code, or no such thing, is not believed', async () => {
		const other = newCode();
		for (const of of [code, other]) {
			await office.knows(of);
			await office.grants(of, null, now);
		}
		const { id } = await asking();
		await asking(other);
		const { answers } = await send();
		const strange = [...answers].find(([room]) => room !== id)![1] as ArrivedAnswer;
		const nonsense = bytesToBase64(new Uint8Array(200));
		for (const answer of [
			strange,
			{ state: 'granted', grant: nonsense, at: now },
			{ state: 'decided', decision: nonsense }
		] satisfies ArrivedAnswer[])
			expect(await store.readAnswer(id, answer)).toEqual({ type: 'damaged' });
		expect(roomNow(id).progress.phase).toBe('awaiting');
	});
});

describe('QR and hub, mixed', () => {
	it('sent by hub and decided by QR: the answer of the hub changes nothing, and the hub hears of the sign-in', async () => {
		await office.knows(code);
		const { id } = await asking();
		await send();
		const text = await decide(id, { atHub: true });
		const answer = await answerFor(id);
		expect(await store.read(text, id)).toMatchObject({ type: 'read' });
		const before = roomNow(id);
		expect(await store.readAnswer(id, answer)).toMatchObject({ type: 'read-before' });
		expect(roomNow(id)).toEqual(before);
		value(await store.signedIn(id));
		await send();
		expect(await office.receipts(code)).toEqual([['signed-in', now]]);
	});

	it('shown by QR without a network, decided at the hub: the answer is there when the network is', async () => {
		await office.knows(code);
		office.weather = () => 'lost';
		const { id } = await asking();
		await send();
		await decide(id, { atHub: true });
		office.weather = () => 'fine';
		const { answers } = await send();
		expect(await store.readAnswer(id, answers.get(id) as ArrivedAnswer)).toMatchObject({ type: 'read' });
	});

	it('shown and decided by QR without a network: nothing is claimed any more, and the receipt waits for a hub that knows the code', async () => {
		office.weather = () => 'lost';
		const { id } = await asking();
		await send();
		const decision = await office.decide(askedNow(id).qrText, code, approval());
		await store.read(envelopeToQrText('decision', decision), id);
		value(await store.signedIn(id));
		office.weather = () => 'fine';
		expect(await sinceThen(send)).toEqual({ requests: [], receipts: 0 });
		await office.knows(code);
		expect((await sinceThen(send)).receipts).toBe(1);
		expect(roomNow(id).hub).toMatchObject({ receipts: [], toldAt: now });
	});

	it('with no hub all is as it was: nothing waits for one that the room has never heard of', async () => {
		const { id } = await asking();
		const decision = await office.decide(askedNow(id).qrText, code, approval());
		await store.read(envelopeToQrText('decision', decision), id);
		value(await store.signedIn(id));
		expect(roomNow(id).hub).toEqual({
			device: null,
			sent: null,
			refusal: null,
			receipts: [],
			toldAt: null
		});
	});
});

describe('a refusal', () => {
	const refusalOf = (id: string) => roomNow(id).hub.refusal;

	it('of a code that the hub does not know yet is tried again by itself', async () => {
		const { id } = await asking();
		expect(await send()).toMatchObject({ waiting: 1, stopped: null });
		expect(refusalOf(id)).toMatchObject({ name: 'ticket-unknown', at: now });
		await restart();
		await office.knows(code);
		expect(await send()).toMatchObject({ waiting: 0 });
		expect([refusalOf(id), sentAtOf(roomNow(id))]).toEqual([null, now]);
	});

	it.each([
		['ticket-expired', () => office.knows(code, { redeemBy: now - 1 }), () => now - 1],
		['ticket-void', () => office.knows(code).then(() => office.voids(code)), () => null],
		[
			'ticket-used',
			async () => {
				await office.knows(code);
				const mine = store;
				store = await DeviceStore.open(new DeviceDatabase(`other-${name}`), clock);
				await asking();
				await send();
				store.close();
				store = mine;
			},
			() => null
		]
	])('is told: %s. It is not tried again by itself, and the QR way stays', async (refused, before, when) => {
		await before();
		const { id } = await asking();
		expect(await send()).toMatchObject({ waiting: 0 });
		expect(refusalOf(id)).toMatchObject({ name: refused, when: when() });
		await restart();
		const calls = office.calls.length;
		await send();
		expect(office.calls).toHaveLength(calls);
		await send({ again: true });
		expect(office.calls).toHaveLength(calls + 1);
		expect(roomNow(id).progress.phase).toBe('awaiting');
		expect(await store.read(await decide(id, { atHub: false }), id)).toMatchObject({ type: 'read' });
	});

	it('of a code that is not valid yet says from when, and it is sent then', async () => {
		await office.knows(code, { notBefore: now + hour });
		const { id } = await asking();
		expect(await send()).toMatchObject({ waiting: 1 });
		expect(refusalOf(id)).toMatchObject({ name: 'ticket-early', when: now + hour });
		now += hour;
		expect(await send()).toMatchObject({ waiting: 0 });
	});

	it('of one room does not keep the others', async () => {
		const other = newCode();
		await office.knows(other);
		const { id } = await asking();
		now += 1;
		const known = await asking(other);
		await send();
		expect([sentAtOf(roomNow(id)), sentAtOf(roomNow(known.id))]).toEqual([null, now]);
	});
});

it('a room that was kept before there were hubs is read, and goes by hub from where it stands', async () => {
	await office.knows(code);
	const { id } = await asking();
	const { rowSealOf } = await import('./seal');
	const seal = await rowSealOf(store.database);
	const row = (await store.database.rooms.get(id))!;
	const { hub, ...older } = (await seal.open(row, row.revision)) as Room;
	expect(hub).toEqual({ device: null, sent: null, refusal: null, receipts: [], toldAt: null });
	await store.database.rooms.put({ ...row, ...(await seal.close(id, row.revision, older)) });
	await restart();
	expect(roomNow(id)).toMatchObject({ progress: { phase: 'awaiting' }, hub: { device: null, receipts: [] } });
	await send();
	expect(sentAtOf(roomNow(id))).toBe(now);
});

it('an answered room that was kept before there were hubs is read', async () => {
	const { id } = await asking();
	await store.read(await decide(id, { atHub: false }), id);
	const { rowSealOf } = await import('./seal');
	const seal = await rowSealOf(store.database);
	const row = (await store.database.rooms.get(id))!;
	const kept = JSON.parse(JSON.stringify(await seal.open(row, row.revision)));
	delete kept.hub;
	delete kept.progress.answered.isAutomatic;
	await store.database.rooms.put({ ...row, ...(await seal.close(id, row.revision, kept)) });
	await restart();
	expect(roomNow(id)).toMatchObject({ progress: { answered: { isAutomatic: false } } });
	value(await store.signedIn(id));
});
