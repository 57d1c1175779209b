import type { AccountId } from '$lib/domain/ids';
import { generateOtps } from '$lib/commands/generate-otps';
import { RoompassDatabase } from '$lib/journal/database';
import type { WorkspaceKeys } from '$lib/journal/keys';
import { Workspace } from '$lib/journal/workspace.svelte';
import { connectWorkspace } from '$lib/commands/connect-hub';
import { roomAt, roomsCsv } from '../support/building';
import { portsOf, sync, tabletOnHub } from '../support/hub-tablet';
import { importCsv } from '../support/import-csv';
import type { Side } from '../support/page';
import { loadPouchDb, type PouchDb } from '../support/pouchdb';

const count = 10_000;

let keys: WorkspaceKeys;
let local: PouchDb;
let remote: string;

/** 10,000 accounts with an OTP each are on the hub, or as many documents with the same fields on the peer's server. */
export async function prepare(side: Side): Promise<void> {
	if (side === 'work') {
		const tablet = await tabletOnHub('first');
		({ keys } = tablet);
		await importCsv(tablet.workspace, new Blob([roomsCsv(count)]));
		const issued = await generateOtps(tablet.workspace, {
			accounts: [...tablet.workspace.state.accounts.keys()] as AccountId[],
			batchName: 'Everything',
			notBefore: 0,
			expirationHours: 8,
			passwords: 'generate'
		});
		if (!issued.ok) throw new Error(issued.error.type);
		await sync(tablet.database);
		tablet.workspace.close();
		return;
	}
	const pouchDb = await loadPouchDb();
	remote = `${location.origin}/rooms${Date.now()}`;
	const documents = Array.from({ length: count }, (_, n) => ({
		_id: `room${n}`,
		...roomAt(n),
		otp: { code: 'K7QF9M2X4TBNW3HD', redeemBy: Date.now(), batch: 'Everything' }
	}));
	for (let i = 0; i < count; i += 1_000) await pouchDb(remote).bulkDocs(documents.slice(i, i + 1_000));
	local = pouchDb('rooms');
}

/** The same member on an empty tablet, as one is that has just been let in: from nothing to the state that screens read. */
export async function work(): Promise<number> {
	const database = new RoompassDatabase('second');
	await database.local.put({
		key: 'tablet',
		value: { id: keys.member, name: 'Tablet', signingKey: keys.signingKey }
	});
	const workspace = await Workspace.open(database, keys);
	const connected = await connectWorkspace(workspace, {
		...portsOf(database),
		rootKey: null,
		tablet: { id: keys.member, signingKey: keys.signingKey }
	});
	if (!connected.ok) throw new Error(connected.error.type);
	await sync(database);
	await workspace.refresh();
	const { accounts, currentOtps } = workspace.state;
	if (accounts.size !== count || currentOtps.size !== count) throw new Error(`${accounts.size} accounts`);
	return accounts.size;
}

/** PouchDB replicates the documents, and has them in memory. */
export async function peer(): Promise<number> {
	await local.replicate.from(remote, { batch_size: 1_000 });
	const { rows } = await local.allDocs({ include_docs: true });
	if (rows.length !== count) throw new Error(`${rows.length} documents`);
	return rows.length;
}
