import type { RoompassDatabase } from '../database';
import { sequenceOf } from '../sent';

/** The sequence number of each entry on a tablet, with its id. */
export async function sequencesOf(
	database: RoompassDatabase
): Promise<{ readonly id: string; readonly sequence: number }[]> {
	const runs = await database.sent.orderBy('position').toArray();
	const entries = await database.entries.toArray();
	return entries.map((record) => ({ id: record.id, sequence: sequenceOf(record, runs) }));
}
