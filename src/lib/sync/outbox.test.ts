import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { RoompassDatabase } from '$lib/journal/database';
import { randomId } from '$lib/protocol/bytes';
import { maxPushEntries, maxPushOperations, type HubOperation } from '$lib/protocol/hub/push';
import { newHubState, putHubState, readHubState } from './hub-state';
import { settlePush, takeBack, takePush, waitingToSend, type TakenPush } from './outbox';

let database: RoompassDatabase;
let databases = 0;
beforeEach(async () => {
	database = new RoompassDatabase(`outbox ${databases++}`);
	await putHubState(database, newHubState('ab'.repeat(16), 1));
});

const voided = (): HubOperation => ({ type: 'void', ticketId: randomId() });

async function addEntries(count: number, size = 10, operations = 0): Promise<string[]> {
	const ids = Array.from({ length: count }, randomId);
	for (const id of ids) {
		await database.entries.add({ id, sequence: 0, receivedAt: 1, bytes: new Uint8Array(size) });
		await database.operations.bulkAdd(
			Array.from({ length: operations }, () => ({ entry: id, operation: voided(), sending: 0 }))
		);
	}
	return ids;
}

/** Everything, in the pushes in which it goes. */
async function pushAll(): Promise<TakenPush[]> {
	const pushes: TakenPush[] = [];
	let head = 0;
	for (let taken = await takePush(database); taken; taken = await takePush(database)) {
		pushes.push(taken);
		const state = (await readHubState(database))!;
		await settlePush(
			database,
			state,
			taken,
			taken.entries.map(() => ++head),
			taken.entries.map(() => 1_000 * head)
		);
	}
	return pushes;
}

describe('pushes', () => {
	it('hold entries in their order, and as many as a hub takes', async () => {
		const ids = await addEntries(maxPushEntries + 5);
		const pushes = await pushAll();
		expect(pushes.map(({ entries }) => entries.length)).toEqual([maxPushEntries, 5]);
		expect(pushes.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual(ids);
		expect(await waitingToSend(database)).toBe(0);
		expect(await readHubState(database)).toMatchObject({
			pulledTo: ids.length,
			pulledAt: 1_000 * ids.length
		});
	});

	it('are of a few megabytes, and one large entry is a push of its own', async () => {
		await addEntries(6, 1_500_000);
		await addEntries(1, 4_000_000);
		expect((await pushAll()).map(({ entries }) => entries.length)).toEqual([3, 3, 1]);
	});

	it('hold the operations of their entries, all of an entry’s in one, none before its entry', async () => {
		const ids = await addEntries(9, 10, 2_000);
		const pushes = await pushAll();
		const sent = new Set<string>();
		for (const { entries, operations } of pushes) {
			for (const { id } of entries) sent.add(id);
			expect(operations.length).toBeLessThanOrEqual(maxPushOperations);
			for (const { entry } of operations) expect(sent.has(entry)).toBe(true);
			for (const { id } of entries)
				expect(operations.filter(({ entry }) => entry === id)).toHaveLength(2_000);
		}
		expect(pushes.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual(ids);
		expect(await waitingToSend(database)).toBe(0);
	});

	it('take an entry whose operations are more than fit, and then those', async () => {
		await addEntries(1, 10, 2 * maxPushOperations + 7);
		await addEntries(1, 10, 1);
		const pushes = await pushAll();
		expect(pushes[0]!.entries).toHaveLength(1);
		expect(pushes.flatMap(({ entries }) => entries)).toHaveLength(2);
		const orders = pushes.flatMap(({ operations }) => operations.map(({ order }) => order!));
		expect(orders).toHaveLength(2 * maxPushOperations + 8);
		expect(orders).toEqual([...orders].sort((a, b) => a - b));
		expect(await database.operations.count()).toBe(0);
	});

	it('hold those that were at another hub, whose numbers there are not in the order of their arrival', async () => {
		const ids = await addEntries(5);
		// The first and the last of these numbers are as far apart as there are entries, with another one between them.
		for (const [position, sequence] of [
			[1, -3],
			[2, 7],
			[3, -1],
			[5, -2]
		] as const)
			await database.entries.update(position, { sequence });
		const [pushed] = await pushAll();
		expect(pushed!.entries.map(({ id }) => id)).toEqual([0, 2, 3, 4].map((i) => ids[i]));
	});

	it('begin with what belongs to no entry', async () => {
		await database.operations.bulkAdd(
			Array.from({ length: maxPushOperations + 10 }, () => ({ entry: '', operation: voided(), sending: 0 }))
		);
		await addEntries(2, 10, 1);
		const pushes = await pushAll();
		expect(pushes.map(({ entries, operations }) => [entries.length, operations.length])).toEqual([
			[0, maxPushOperations],
			[2, 12]
		]);
	});

	it('go on where operations wait for entries that are far behind', async () => {
		const late = await addEntries(1);
		await database.operations.bulkAdd(
			Array.from({ length: maxPushOperations }, () => ({
				entry: late[0]!,
				operation: voided(),
				sending: 0
			}))
		);
		await addEntries(3, 10, 1);
		await pushAll();
		expect(await waitingToSend(database)).toBe(0);
		expect(await database.operations.count()).toBe(0);
	});

	it('that come back after the tablet was disconnected change nothing', async () => {
		await addEntries(1, 10, 1);
		const taken = (await takePush(database))!;
		await settlePush(database, newHubState('ab'.repeat(16), 2), taken, [1], [1_000]);
		expect(await waitingToSend(database)).toBe(1);
		expect(await database.operations.count()).toBe(1);
	});
});

describe('taking back', () => {
	it('is refused for what was at a hub before', async () => {
		const [id] = await addEntries(1);
		await database.entries.toCollection().modify({ sequence: -7 });
		expect(await takeBack(database, id!)).toBe(false);
	});

	it('takes away what the hub was to know', async () => {
		const [id] = await addEntries(2, 10, 1);
		expect(await takeBack(database, id!)).toBe(true);
		expect(await database.operations.count()).toBe(1);
	});
});
