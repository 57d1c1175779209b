import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { randomId, RandomPool } from '$lib/protocol/bytes';
import { generateCode, type Code } from '$lib/protocol/code';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { Courier } from './courier.svelte';
import { DeviceDatabase } from './database';
import { askedOf, sentAtOf, type Room } from './room';
import { DeviceStore, type Written } from './store.svelte';
import { openHub } from '../../hub/hub';
import { Office, signIn } from './testing/office';
import { inMemory } from '../../../tests/support/in-memory';

const hour = 3_600_000;
let office: Office;
let store: DeviceStore;
let courier: Courier;
let code: Code;
let isThere: boolean | null;
let waited: number;
/** What the page shows, as +page.svelte says it to the courier whenever something changes. */
let view: { roomId: string | null; isVisible: boolean };
let looking: ReturnType<typeof setInterval>;

const value = <T>(written: Written<T>): T => {
	if (!written.ok) throw new Error(written.error.type);
	return written.value;
};
const newCode = () => generateCode(new RandomPool());
const roomNow = (id: string) => store.rooms.find((room) => room.id === id)!;
const phaseOf = (id: string) => roomNow(id).progress.phase;
const until = (isSo: () => unknown) => vi.waitUntil(isSo, { interval: 10 });
const pause = () => new Promise((resolve) => setTimeout(resolve, 300));

async function asking(of: Code = code): Promise<Room> {
	const { room } = value(await store.enter({ code: of, room: 'Fjord' }));
	value(await store.confirm(room.id));
	value(await store.describe(room.id, { make: 'Logitech', model: 'Tap', serial: 'S1' }));
	return value(await store.show(room.id));
}

async function approve(id: string): Promise<string> {
	const { qrText, code: of } = askedOf(roomNow(id))!;
	const now = Date.now();
	const content = { verdict: 'approved', ...signIn, decidedAt: now, collectBy: now + 12 * hour } as const;
	const decision = await office.decide(qrText, of, content);
	await office.push(qrText, of, decision, now + 12 * hour);
	return envelopeToQrText('decision', decision);
}

beforeAll(async () => {
	const database = await inMemory();
	office = await Office.at(await openHub({ database }));
});
afterAll(() => office.hub.close());
beforeEach(async () => {
	code = newCode();
	await office.knows(code);
	office.weather = () => 'fine';
	office.calls.length = 0;
	isThere = true;
	waited = 0;
	view = { roomId: null, isVisible: true };
	store = await DeviceStore.open(new DeviceDatabase(`device-${randomId()}`));
	courier = new Courier(store, {
		address: 'http://hub.test',
		fetch: office.fetch,
		isThere: async () => isThere,
		onwaiting: () => waited++,
		random: () => 0.01
	});
	let seen = '';
	looking = setInterval(() => {
		const now = { rooms: store.rooms, ...view };
		if (JSON.stringify(now) !== seen) courier.see(now);
		seen = JSON.stringify(now);
	}, 5);
});
afterEach(() => {
	clearInterval(looking);
	courier.close();
	store.close();
});

it('sends a room as soon as its details are given, and reads the answer when it is made', async () => {
	const { id } = await asking();
	view = { roomId: id, isVisible: true };
	await until(() => sentAtOf(roomNow(id)) !== null);
	expect(phaseOf(id)).toBe('awaiting');
	await until(() => office.calls.includes('GET events'));
	await approve(id);
	await until(() => phaseOf(id) === 'approved');
	await until(() => roomNow(id).hub.receipts.length === 0);
	value(await store.signedIn(id));
	await until(() => roomNow(id).hub.toldAt !== null);
	expect((await office.receipts(code)).map(([what]) => what)).toEqual(['delivered', 'signed-in']);
	expect(office.calls.filter((call) => call === 'POST claim')).toHaveLength(1);
});

it('opens no answer that nobody looks at: neither with the page hidden nor for another room', async () => {
	const { id } = await asking();
	view = { roomId: id, isVisible: true };
	await until(() => office.calls.includes('GET events'));
	view = { roomId: id, isVisible: false };
	await pause();
	await approve(id);
	await pause();
	expect(phaseOf(id)).toBe('awaiting');
	view = { roomId: null, isVisible: true };
	await until(() => courier.hasAnswer(id));
	expect(phaseOf(id)).toBe('awaiting');
	expect(await office.receipts(code)).toEqual([]);
	view = { roomId: id, isVisible: true };
	await until(() => phaseOf(id) === 'approved');
	expect(courier.hasAnswer(id)).toBe(false);
});

it('sends again by itself where there was no network, says since when, and wakes nobody once all is sent', async () => {
	office.weather = () => 'lost';
	const { id } = await asking();
	await until(() => courier.unreachableSince !== null);
	expect(sentAtOf(roomNow(id))).toBeNull();
	expect(waited).toBeGreaterThan(0);
	office.weather = () => 'fine';
	await until(() => sentAtOf(roomNow(id)) !== null);
	expect(courier.unreachableSince).toBeNull();
	const before = waited;
	await pause();
	expect(waited).toBe(before);
});

it('sends what was refused once more when somebody comes back to it, and by itself while the page is open', async () => {
	await office.voids(code);
	const { id } = await asking();
	await until(() => roomNow(id).hub.refusal?.name === 'ticket-void');
	courier.wake();
	await until(() => office.calls.length === 2);
	view = { roomId: id, isVisible: true };
	// The admin has looked at its QR.
	await approve(id);
	await until(() => phaseOf(id) === 'approved');
	expect(office.calls).not.toContain('GET events');
});

it('follows a stream that breaks, and is told of what was decided meanwhile', async () => {
	const { id } = await asking();
	view = { roomId: id, isVisible: true };
	await until(() => office.calls.includes('GET events'));
	office.weather = () => 'lost';
	courier.wake();
	await pause();
	await approve(id);
	expect(phaseOf(id)).toBe('awaiting');
	office.weather = () => 'fine';
	await until(() => phaseOf(id) === 'approved');
});

it('says that the answer is for the request before the correction, and leaves the QR', async () => {
	const { id } = await asking();
	await until(() => sentAtOf(roomNow(id)) !== null);
	await approve(id);
	value(await store.correct(id));
	value(await store.describe(id, { make: 'Logitech', model: 'Tap', serial: 'S2' }));
	value(await store.show(id));
	view = { roomId: id, isVisible: true };
	await until(() => roomNow(id).hub.refusal?.name === 'earlier-request');
	expect(phaseOf(id)).toBe('awaiting');
});

it('a decision scanned first ends the watch; the same by hub changes nothing', async () => {
	const { id } = await asking();
	view = { roomId: id, isVisible: true };
	await until(() => office.calls.includes('GET events'));
	office.weather = () => 'lost';
	const text = await approve(id);
	expect(await store.read(text, id)).toMatchObject({ type: 'read' });
	office.weather = () => 'fine';
	courier.wake();
	await pause();
	expect(phaseOf(id)).toBe('approved');
	expect(await office.receipts(code)).toEqual([]);
});

it('with no hub there is nothing to it: nothing is sent, nothing is said', async () => {
	isThere = false;
	const { id } = await asking();
	view = { roomId: id, isVisible: true };
	await pause();
	courier.wake();
	await pause();
	expect(courier.isThere).toBe(false);
	expect(office.calls).toEqual([]);
	expect(roomNow(id).hub.device).toBeNull();
});

it('takes a page that is none of the hub’s for no hub, until somebody comes back', async () => {
	office.weather = () => 'no-hub';
	const { id } = await asking();
	await until(() => roomNow(id).hub.device !== null);
	await until(() => !courier.isThere);
	office.weather = () => 'fine';
	await pause();
	expect(office.calls).toEqual([]);
	courier.wake();
	await until(() => sentAtOf(roomNow(id)) !== null);
	expect(courier.isThere).toBe(true);
});
