import type { LocalRow, RoompassDatabase } from '$lib/journal/database';
import type { Place } from '$lib/protocol/hub/pull';
import type { HubErrorType } from './hub-client';

/** What this tablet knows of the hub it is connected to: the `local` row `hub`. No row: not connected. Times are ms since 1970. */
export interface HubState {
	/** 32 hex digits. */
	readonly workspace: string;
	readonly connectedAt: number;
	/** The sequence number up to which everything has been pulled. */
	readonly pulledTo: number;
	/** When the hub received the item of that number, by its clock; `null`: not known. */
	readonly pulledAt: number | null;
	/** Whether all was pulled once since it was connected. Until then nothing is pushed: the hub may have it already. */
	readonly isCaughtUp: boolean;
	/** Whether it is still to be told of what is under way, for which the workspace must be unlocked; see operations. */
	readonly needsOperations: boolean;
	/** The rule of auto-approval that the grants at the hub are of (ruleIdentity); `null`: it was not told of any. */
	readonly toldRule: string | null;
	/** `null`: never. */
	readonly lastSyncedAt: number | null;
	/** The hub's clock less the tablet's, in ms, as far as a refusal has told. */
	readonly clockOffset: number;
	/** What has gone wrong since `failingSince`; `null`: nothing. */
	readonly failure: HubErrorType | null;
	readonly failingSince: number | null;
}

/** This tablet as the hub knows it: the part of the `local` row `tablet` that signs. */
export interface TabletKey {
	/** Member id, 32 hex digits. */
	readonly id: string;
	/** Never extractable. */
	readonly signingKey: CryptoKey;
}

const key = 'hub';

/** The state of a new connection. */
export function newHubState(workspace: string, connectedAt: number): HubState {
	return {
		workspace,
		connectedAt,
		pulledTo: 0,
		pulledAt: null,
		isCaughtUp: false,
		needsOperations: true,
		toldRule: null,
		lastSyncedAt: null,
		clockOffset: 0,
		failure: null,
		failingSince: null
	};
}

/** The hub's state; `null` where none is connected. */
export async function readHubState(database: RoompassDatabase): Promise<HubState | null> {
	return ((await database.local.get(key))?.value ?? null) as HubState | null;
}

/** Where a tablet in this state is in the hub's journal. */
export function placeOf({ pulledTo, pulledAt }: HubState): Place {
	// A state that an earlier version has written does not know the time.
	return { sequence: pulledTo, at: pulledAt ?? null };
}

/** The row of a state. */
export function hubRow(value: HubState): LocalRow {
	return { key, value };
}

/** Writes the state, which connects; inside a transaction on `local` it is part of that. */
export async function putHubState(database: RoompassDatabase, value: HubState): Promise<void> {
	await database.local.put(hubRow(value));
}

/** Deletes the state, which disconnects. */
export async function deleteHubState(database: RoompassDatabase): Promise<void> {
	await database.local.delete(key);
}

/**
 * Changes the state of the connection that is meant; does nothing where it was disconnected or connected anew since.
 * @returns whether it was changed
 */
export function changeHubState(
	database: RoompassDatabase,
	meant: HubState,
	change: (state: HubState) => HubState
): Promise<boolean> {
	return database.transaction(
		'rw',
		database.local,
		async () => (await changeStateWithin(database, meant, change)) !== null
	);
}

/**
 * The same as a part of a transaction on `local`.
 * @returns the state as it is then; `null` where another one was meant
 */
export async function changeStateWithin(
	database: RoompassDatabase,
	{ connectedAt, workspace }: HubState,
	change: (state: HubState) => HubState
): Promise<HubState | null> {
	const state = await readHubState(database);
	if (state?.connectedAt !== connectedAt || state.workspace !== workspace) return null;
	const changed = change(state);
	if (changed !== state) await putHubState(database, changed);
	return changed;
}

/** This tablet's key; `null` where it is in no workspace. Needs no unlocking. */
export async function readTabletKey(database: RoompassDatabase): Promise<TabletKey | null> {
	return ((await database.local.get('tablet'))?.value ?? null) as TabletKey | null;
}
