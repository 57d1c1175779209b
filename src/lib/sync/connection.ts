import Dexie from 'dexie';
import type { RoompassDatabase } from '$lib/journal/database';
import { sequenceOf } from '$lib/journal/sent';
import type { WorkspaceState } from '$lib/journal/state';
import { changeHubState, deleteHubState, newHubState, putHubState, type HubState } from './hub-state';
import { liveOperations } from './operations';

/**
 * Notes that the workspace is connected to a hub, which may be another one than before: what it has already is seen by
 * pulling all there is, and what it does not have is pushed.
 * @param now ms since 1970
 */
export async function connectHub(database: RoompassDatabase, workspace: string, now: number): Promise<void> {
	const { entries, operations, inbox, local, sent } = database;
	await database.transaction('rw', [entries, operations, inbox, local, sent], async () => {
		await operations.clear();
		await inbox.clear();
		await forgetSequences(database);
		await putHubState(database, newHubState(workspace, now));
	});
}

/** The hub has forgotten what it had: all begins anew, on the same connection. */
export async function startOver(database: RoompassDatabase, state: HubState): Promise<void> {
	await database.transaction('rw', database.entries, database.local, database.sent, async () => {
		const isMeant = await changeHubState(database, state, (now) => ({
			...now,
			pulledTo: 0,
			pulledAt: null,
			isCaughtUp: false,
			needsOperations: true,
			toldRule: null
		}));
		if (isMeant) await forgetSequences(database);
	});
}

/** Forgets a hub: what the outbox and the inbox hold for it goes, entries stay. */
export async function disconnectHub(database: RoompassDatabase): Promise<void> {
	const { operations, inbox, local } = database;
	await database.transaction('rw', operations, inbox, local, async () => {
		await deleteHubState(database);
		await operations.clear();
		await inbox.clear();
	});
}

/** Puts everything that is under way into the outbox. What the hub knows already changes nothing there. */
export async function tellLiveOperations(
	database: RoompassDatabase,
	hub: HubState,
	state: WorkspaceState,
	now: number
): Promise<void> {
	const live = await liveOperations(state, now);
	await database.transaction('rw', database.operations, database.local, async () => {
		const isMeant = await changeHubState(database, hub, (hub) => ({ ...hub, needsOperations: false }));
		if (isMeant && live.length > 0) await database.operations.bulkAdd([...live]);
	});
}

/** Sequence numbers become negative: a number that an entry had, so that it has left the tablet. */
async function forgetSequences({ entries, sent }: RoompassDatabase): Promise<void> {
	const runs = await sent.orderBy('position').toArray();
	await entries
		.where('[sequence+position]')
		.aboveOrEqual([0, Dexie.minKey])
		.modify((record) => {
			const sequence = sequenceOf(record, runs);
			if (sequence > 0) record.sequence = -sequence;
			return sequence > 0;
		});
	await sent.clear();
}
