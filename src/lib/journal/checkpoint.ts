import { encode } from 'cborg';
import type { Account } from '$lib/domain/account';
import { seal, unseal } from '$lib/protocol/sealing';
import { compareByName } from './account-list';
import { checkpointVersion, pagesToState, stateToPages } from './checkpoint-pages';
import type { CheckpointRecord, RoompassDatabase } from './database';
import type { WorkspaceKeys } from './keys';
import { isListed, type WorkspaceState } from './state';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Binds a page to its place; a page of another checkpoint, workspace or number does not open. */
function associated(
	workspace: string,
	position: number,
	page: number,
	pages: number
): Uint8Array<ArrayBuffer> {
	return new Uint8Array(encode([checkpointVersion, 'checkpoint', workspace, position, page, pages]));
}

/**
 * Writes the state as the checkpoint, in one transaction, unless `isStale` says between two pages that the state has
 * changed meanwhile. The entries it stands for remain.
 * @param position entries up to this position are in the state
 * @param rest lets the screen breathe between pages
 * @returns whether it was written
 */
export async function writeCheckpoint(
	database: RoompassDatabase,
	keys: WorkspaceKeys,
	{ state, position, pending }: { state: WorkspaceState; position: number; pending: readonly number[] },
	rest: () => Promise<void>,
	isStale: () => boolean
): Promise<boolean> {
	const texts: string[] = [];
	for (const { page, json } of stateToPages(state, pending, inListOrder(state))) {
		texts[page] = json;
		await rest();
		if (isStale()) return false;
	}
	const records: CheckpointRecord[] = [];
	for (const [page, json] of texts.entries()) {
		const context = associated(keys.workspace, position, page, texts.length);
		const sealed = await seal(keys.epochs.get(keys.epoch)!, encoder.encode(json), context);
		records.push({ page, position, pages: texts.length, ...sealed });
		texts[page] = '';
	}
	await database.transaction('rw', database.checkpoint, async () => {
		await database.checkpoint.clear();
		await database.checkpoint.bulkPut(records);
	});
	return true;
}

/** The checkpoint as it rests, sealed. Needs no key, so it can be read while the passphrase is typed. */
export function loadCheckpoint(database: RoompassDatabase): Promise<CheckpointRecord[]> {
	return database.checkpoint.orderBy('page').toArray();
}

/** The checkpoint's state, or `null` where there is none or it cannot be used: then the journal is folded. */
export async function openCheckpoint(
	records: readonly CheckpointRecord[],
	keys: WorkspaceKeys
): Promise<{ state: WorkspaceState; position: number; pending: readonly number[] } | null> {
	const position = records[0]?.position;
	if (position === undefined || records[0]!.pages !== records.length) return null;
	const key = keys.epochs.get(keys.epoch)!;
	const pages = records.map(async ({ page, nonce, ciphertext }) => {
		const context = associated(keys.workspace, position, page, records.length);
		const bytes = await unseal(key, nonce, ciphertext, context);
		return bytes && decoder.decode(bytes);
	});
	const read = await pagesToState(pages);
	return read && { ...read, position };
}

/** Accounts in the order the list opens with, so that showing it is no sorting; deleted ones last. */
function inListOrder(state: WorkspaceState): Account[] {
	return [...state.accounts.values()].sort(
		(a, b) => Number(isListed(b)) - Number(isListed(a)) || compareByName(a, b)
	);
}
