import type { Result } from '$lib/domain/result';
import type { InboxRecord, RoompassDatabase } from '$lib/journal/database';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { exclusively } from '$lib/sync/exclusively';
import { grantedByHub } from './granted-by-hub';
import { receiveReceipt } from './receive-receipt';
import { receiveRequest } from './receive-request';
import type { ScanRefusal } from './scan-refusal';

/** Ms. What names an OTP that never came is let go: no OTP lives for so long. */
const longestWait = 60 * 86_400_000;

/**
 * Takes in what devices have sent through a hub. What names an OTP that is not known here stays until it is; what is damaged
 * goes; nothing of it stops the rest. The same twice is once.
 * @param now ms since 1970
 */
export function takeInInbox(workspace: Workspace, database: RoompassDatabase, now: number): Promise<void> {
	return exclusively(async () => {
		const records = await database.inbox.orderBy('sequence').toArray();
		if (records.length === 0) return;
		// The OTPs have come with the same pull.
		await workspace.refresh();
		for (const record of records) {
			const outcome = await takeIn(workspace, record);
			if (outcome === 'stop') return;
			const isOld = now - record.at > longestWait;
			if (outcome === 'waits' && !isOld) continue;
			if (outcome !== 'done') console.warn(`item ${record.sequence} of the hub was left out: ${outcome}`);
			await database.inbox.delete(record.sequence);
		}
	}, 'roompass inbox');
}

/** `waits`: it may be known later. `stop`: this tablet cannot store at the moment. */
async function takeIn(
	workspace: Workspace,
	record: InboxRecord
): Promise<'done' | 'waits' | 'stop' | (ScanRefusal | AppendError)['type']> {
	const result = await received(workspace, record);
	if (result.ok) return 'done';
	switch (result.error.type) {
		case 'UnknownTicket':
			return 'waits';
		case 'StorageFull':
		case 'StorageFailed':
		case 'Cancelled':
			return 'stop';
		default:
			return result.error.type;
	}
}

async function received(
	workspace: Workspace,
	{ kind, bytes, at }: InboxRecord
): Promise<Result<unknown, ScanRefusal | AppendError>> {
	if (kind === 'receipt') return receiveReceipt(workspace, bytes);
	const result = await receiveRequest(workspace, bytes, 'hub');
	return result.ok && kind === 'granted-request' ? grantedByHub(workspace, result.value.ref, at) : result;
}
