import { renameWorkspace } from '$lib/commands/rename-workspace';
import type { RoompassDatabase } from '$lib/journal/database';
import { waitingToSend } from '$lib/sync/outbox';
import { roomAt } from '../support/building';
import { sync, tabletOnHub } from '../support/hub-tablet';
import type { Side } from '../support/page';
import { loadPouchDb, type PouchDb } from '../support/pouchdb';

const count = 1_000;

let database: RoompassDatabase;
let local: PouchDb;
let remote: string;

/** 1,000 entries, or as many documents, that were made while there was no network. */
export async function prepare(side: Side): Promise<void> {
	if (side === 'work') {
		const tablet = await tabletOnHub('first');
		({ database } = tablet);
		await sync(database);
		await Promise.all(
			Array.from({ length: count }, (_, n) => renameWorkspace(tablet.workspace, `Contoso ${n}`))
		);
		const waiting = await waitingToSend(database);
		if (waiting !== count) throw new Error(`${waiting} entries wait`);
		return;
	}
	const pouchDb = await loadPouchDb();
	remote = `${location.origin}/changes${Date.now()}`;
	local = pouchDb('changes');
	await pouchDb(remote).allDocs({ include_docs: false });
	await local.bulkDocs(Array.from({ length: count }, (_, n) => ({ _id: `room${n}`, ...roomAt(n) })));
}

/** Until the hub has acknowledged all of them, and that is on disk. */
export async function work(): Promise<number> {
	await sync(database);
	const waiting = await waitingToSend(database);
	if (waiting > 0) throw new Error(`${waiting} entries still wait`);
	return count;
}

/** Until PouchDB says that they are there. */
export async function peer(): Promise<number> {
	const { docs_written: written } = await local.replicate.to(remote, { batch_size: count });
	if (written !== count) throw new Error(`${written} documents were written`);
	return written;
}
