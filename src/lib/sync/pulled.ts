import type { EntryRecord, RoompassDatabase } from '$lib/journal/database';
import { parseEntryEnvelope } from '$lib/protocol/entry-envelope';
import type { HubItem, PulledPage } from '$lib/protocol/hub/pull';
import { changeHubState, type HubState } from './hub-state';

/**
 * Stores a page, all or nothing: entries that are new here, the sequence numbers of those that are not, what devices have sent,
 * and how far we are. The same page again changes nothing.
 * @param after what the page was asked for with; a page that is no longer the next one is left out
 * @param now ms since 1970
 */
export async function storePage(
	database: RoompassDatabase,
	state: HubState,
	after: number,
	{ items }: PulledPage,
	now: number
): Promise<void> {
	const entries = items.filter(({ kind }) => kind === 'entry');
	const records = new Map<string, EntryRecord>();
	for (const { sequence, bytes } of entries) {
		const id = parseEntryEnvelope(bytes)?.id;
		// Without an id there is nothing to keep it by. Only a hub that makes entries up has such.
		if (id === undefined) console.warn(`item ${sequence} of the hub is no entry`);
		else records.set(id, { id, sequence, receivedAt: now, bytes });
	}
	const fromDevices = items.filter(isFromDevice);
	await database.transaction('rw', database.entries, database.inbox, database.local, async () => {
		const isNext = await changeHubState(database, state, (current) =>
			current.pulledTo === after
				? { ...current, pulledTo: after + items.length, pulledAt: items.at(-1)?.at ?? current.pulledAt }
				: current
		);
		if (!isNext) return;
		const known = await database.entries
			.where('id')
			.anyOf([...records.keys()])
			.toArray();
		const renumbered: { key: number; changes: { sequence: number } }[] = [];
		for (const { id, position, sequence } of known) {
			const { sequence: pulled } = records.get(id)!;
			if (sequence !== pulled) renumbered.push({ key: position!, changes: { sequence: pulled } });
			records.delete(id);
		}
		if (renumbered.length > 0) await database.entries.bulkUpdate(renumbered);
		if (records.size > 0) await database.entries.bulkAdd([...records.values()]);
		if (fromDevices.length > 0) await database.inbox.bulkPut(fromDevices);
	});
}

type DeviceItem = HubItem & { readonly kind: Exclude<HubItem['kind'], 'entry'> };

function isFromDevice(item: HubItem): item is DeviceItem {
	return item.kind !== 'entry';
}
