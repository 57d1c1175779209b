import type { RoompassDatabase, EntryRecord, OperationRecord } from '$lib/journal/database';
import { endOf, lastRun, runsOf, sentTo, unsentCount, unsentEntries } from '$lib/journal/sent';
import { maxPushEntries, maxPushOperations } from '$lib/protocol/hub/push';
import type { Place } from '$lib/protocol/hub/pull';
import { changeStateWithin, placeOf, readHubState, type HubState } from './hub-state';

/** Bytes of entries in one push; one entry more at most. Half of what a hub takes. */
const bytesPerPush = 3 * 1024 * 1024;
/** Read at once, beside others: the database reads on while the first are handed over. */
const entriesPerRead = 100;
/** So many are read at first; then as many as fit into the push, if the others are as long. */
const entriesAtFirst = 50;

/** What goes to the hub in one push. */
export interface TakenPush {
	readonly entries: readonly EntryRecord[];
	readonly operations: readonly OperationRecord[];
	/** Where the tablet was. */
	readonly place: Place;
}

/**
 * Takes the next push: entries in the order in which they were made, and the operations that belong to them or to entries
 * that the hub has. In the same transaction decisions among them are marked as being on their way, so that nobody takes one
 * back that a device may have. `null`: everything has been sent, or no hub is connected.
 */
export function takePush(database: RoompassDatabase): Promise<TakenPush | null> {
	const { entries, operations, local, sent } = database;
	return database.transaction('rw', entries, operations, local, sent, async () => {
		const [state, queued, { positions, records: first }] = await Promise.all([
			readHubState(database),
			operations.orderBy('order').limit(maxPushOperations).toArray(),
			unsentEntries(database, entriesAtFirst)
		]);
		if (!state) return null;
		const place = placeOf(state);
		const taken: EntryRecord[] = [];
		let bytes = 0;
		// With as many operations as fit, those of the last entry may not all be here: it waits for the next push.
		const last = queued.length === maxPushOperations ? queued.at(-1)!.entry : null;
		let next = entriesAtFirst;
		read: for (let from = 0; from < Math.min(positions.length, maxPushEntries);) {
			const isRead = from === 0 && first.length > 0;
			const records = isRead ? first : await recordsAt(database, positions.slice(from, from + next));
			from += isRead ? first.length : next;
			for (const record of records) {
				if (last !== null && (last === '' || record.id === last)) break read;
				taken.push(record);
				bytes += record.bytes.length;
				if (taken.length >= maxPushEntries || bytes >= bytesPerPush) break read;
			}
			const usual = bytes / taken.length;
			next = Math.max(1, Math.floor((bytesPerPush - bytes) / usual));
		}
		const ready = await readyOperations(database, queued, taken);
		if (taken.length === 0 && ready.length === 0) {
			const alone = await entries.get(positions[0] ?? 0);
			return alone ? { entries: [alone], operations: [], place } : null;
		}
		await operations.bulkUpdate(
			ready
				.filter(({ operation, sending }) => operation.type === 'decision' && sending === 0)
				.map(({ order }) => ({ key: order!, changes: { sending: 1 as const } }))
		);
		return { entries: taken, operations: ready, place };
	});
}

/** How things stand when a push is settled. */
export interface Settled {
	/** The sequence number up to which the tablet has everything. */
	readonly pulledTo: number;
	/** Whether more waits. */
	readonly hasMore: boolean;
}

/**
 * The hub has taken a push: its entries get their sequence numbers, its operations go.
 * @param sequences one for each entry
 * @param times when the hub received each entry; empty where it does not say
 * @returns `null` where the tablet was disconnected meanwhile, or connected anew: nothing was changed then
 */
export function settlePush(
	database: RoompassDatabase,
	state: HubState,
	{ entries, operations }: TakenPush,
	sequences: readonly number[],
	times: readonly number[]
): Promise<Settled | null> {
	const { local, sent } = database;
	return database.transaction('rw', database.entries, database.operations, local, sent, async () => {
		const settled = changeStateWithin(database, state, (now) => {
			const own = new Map(sequences.map((sequence, i) => [sequence, times[i] ?? null]));
			let { pulledTo } = now;
			// What we have just pushed need not be pulled.
			while (own.has(pulledTo + 1)) pulledTo++;
			return pulledTo === now.pulledTo ? now : { ...now, pulledTo, pulledAt: own.get(pulledTo)! };
		});
		const [changed, before] = await Promise.all([settled, lastRun(database)]);
		if (!changed) return null;
		const all = entries.map((record, i) => ({ record, sequence: sequences[i]! }));
		const own = all.filter(({ record }) => record.sequence === 0);
		const ofOthers = all.filter(({ record }) => record.sequence !== 0);
		const runs = runsOf(
			own.map(({ record }) => record.position!),
			own.map(({ sequence }) => sequence),
			before
		);
		const [, , , unsent] = await Promise.all([
			sent.bulkPut(runs),
			// Those that were at another hub. Whole records, as nothing else ever changes: an update would read each first.
			database.entries.bulkPut(ofOthers.map(({ record, sequence }) => ({ ...record, sequence }))),
			database.operations.bulkDelete(operations.map(({ order }) => order!)),
			unsentCount(database, endOf(runs.at(-1)))
		]);
		const hasMore = unsent > 0 || (await database.operations.count()) > 0;
		return { pulledTo: changed.pulledTo, hasMore };
	});
}

/** The hub has refused a push whole: nothing of it has left the tablet. */
export async function releasePush(database: RoompassDatabase, { operations }: TakenPush): Promise<void> {
	await database.operations.bulkUpdate(
		operations
			.filter(({ operation, sending }) => operation.type === 'decision' && sending === 0)
			.map(({ order }) => ({ key: order!, changes: { sending: 0 as const } }))
	);
}

/**
 * Takes back what a hub was to know of an entry, unless it may have left the tablet. For the guard of an append.
 * @param entry its id
 * @returns whether it had not left; else nothing was changed
 */
export async function takeBack(database: RoompassDatabase, entry: string): Promise<boolean> {
	const { entries, operations } = database;
	const record = await entries.where('id').equals(entry).first();
	if (record && (record.sequence !== 0 || record.position! <= (await sentTo(database)))) return false;
	const queued = await operations.where('entry').equals(entry).toArray();
	if (queued.some(({ sending }) => sending === 1)) return false;
	await operations.bulkDelete(queued.map(({ order }) => order!));
	return true;
}

/** How many entries wait to be sent; where there are none, how many operations. */
export async function waitingToSend(database: RoompassDatabase): Promise<number> {
	return (await unsentCount(database)) || database.operations.count();
}

/** The entries at positions, as a rule one after the other: these are read at once, which is several times as quick. */
async function recordsAt(
	{ entries }: RoompassDatabase,
	positions: readonly number[]
): Promise<EntryRecord[]> {
	const [first, last] = [positions[0]!, positions.at(-1)!];
	if (last - first === positions.length - 1) {
		const reads = [];
		for (let from = first; from <= last; from += entriesPerRead) {
			const to = Math.min(last + 1, from + entriesPerRead);
			reads.push(entries.where('position').between(from, to).toArray());
		}
		return (await Promise.all(reads)).flat();
	}
	return (await entries.bulkGet([...positions])).filter((record) => record !== undefined);
}

async function readyOperations(
	database: RoompassDatabase,
	queued: readonly OperationRecord[],
	taken: readonly EntryRecord[]
): Promise<OperationRecord[]> {
	const going = new Set(taken.map(({ id }) => id));
	const others = [...new Set(queued.map(({ entry }) => entry))].filter((id) => id !== '' && !going.has(id));
	const known = others.length > 0 ? await database.entries.where('id').anyOf(others).toArray() : [];
	const sent = known.length > 0 ? await sentTo(database) : 0;
	for (const { id, sequence, position } of known)
		if (sequence > 0 || (sequence === 0 && position! <= sent)) going.add(id);
	return queued.filter(({ entry }) => entry === '' || going.has(entry));
}
