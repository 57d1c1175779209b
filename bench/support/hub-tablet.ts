import { connectWorkspace } from '$lib/commands/connect-hub';
import type { RoompassDatabase } from '$lib/journal/database';
import type { WorkspaceKeys } from '$lib/journal/keys';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { syncWithHub, type SyncPorts } from '$lib/sync/engine';
import { tellLiveOperations } from '$lib/sync/connection';
import { readHubState } from '$lib/sync/hub-state';
import { foundWorkspace } from './bench-workspace';

/** What a tablet syncs with, in this page: the hub that has served it. */
export function portsOf(database: RoompassDatabase): SyncPorts {
	return {
		database,
		address: location.origin,
		fetch: (request) => fetch(request),
		now: Date.now,
		isOnline: () => true,
		exclusively: (task) => task()
	};
}

/** A tablet with a new workspace that is on the hub. @param name of its database */
export async function tabletOnHub(
	name: string
): Promise<{ workspace: Workspace; database: RoompassDatabase; keys: WorkspaceKeys }> {
	const { workspace, database, tablet, keys, rootKey } = await foundWorkspace(name);
	await database.local.put({ key: 'tablet', value: tablet });
	const connected = await connectWorkspace(workspace, { ...portsOf(database), rootKey, tablet });
	if (!connected.ok) throw new Error(connected.error.type);
	await tellLiveOperations(database, (await readHubState(database))!, workspace.state, Date.now());
	return { workspace, database, keys };
}

/** Syncs until all is sent and fetched. */
export async function sync(database: RoompassDatabase): Promise<void> {
	const synced = await syncWithHub(portsOf(database));
	if (!synced.ok) throw new Error(JSON.stringify(synced.error));
}
