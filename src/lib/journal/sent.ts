import Dexie, { type Collection } from 'dexie';
import type { EntryRecord, RoompassDatabase, SentRecord } from './database';

type Entries = Collection<EntryRecord, number>;

/**
 * Which of this tablet's own entries the hub has, and under which sequence numbers. They are pushed in the order of their
 * positions and get numbers that follow each other, as a rule: so a push is noted as a few runs, and its entries, a thousand
 * of them perhaps, are left as they are. An entry has been sent where its own record has a number, or a run covers it.
 */

/** Up to which position entries without a number of their own have been sent; 0: none. */
export async function sentTo(database: RoompassDatabase): Promise<number> {
	return endOf(await lastRun(database));
}

/** The last position of a run; 0 where there is none. */
export function endOf(run: SentRecord | undefined): number {
	return run ? run.position + run.count - 1 : 0;
}

/**
 * Entries that are not at the hub: the positions of all, in order, and the first records, as many as are asked for, where they
 * could be read in the same turn.
 */
export async function unsentEntries(
	database: RoompassDatabase,
	first: number
): Promise<{ readonly positions: readonly number[]; readonly records: readonly EntryRecord[] }> {
	const [atAnother, atNone] = await unsent(database);
	const [others, { positions, records }] = await Promise.all([
		atAnother.primaryKeys(),
		entriesInOrder(atNone, first)
	]);
	if (others.length === 0) return { positions, records };
	return { positions: [...others, ...positions].sort((a, b) => a - b), records: [] };
}

/** Entries that come in the order of their positions: as a rule without a gap, then the first and the last say all of them. */
async function entriesInOrder(
	entries: Entries,
	first: number
): Promise<{ positions: readonly number[]; records: readonly EntryRecord[] }> {
	const [count, records, [last]] = await Promise.all([
		entries.clone().count(),
		entries.clone().limit(first).toArray(),
		entries.clone().reverse().limit(1).primaryKeys()
	]);
	const start = records[0]?.position;
	if (start === undefined || last === undefined) return { positions: [], records };
	if (last - start + 1 !== count) return { positions: await entries.primaryKeys(), records };
	return { positions: Array.from({ length: count }, (_, i) => start + i), records };
}

/** How many entries are not at the hub. @param to as {@link sentTo} says, where that is known */
export async function unsentCount(database: RoompassDatabase, to?: number): Promise<number> {
	const counts = await Promise.all((await unsent(database, to)).map((part) => part.count()));
	return counts.reduce((sum, count) => sum + count, 0);
}

/** Those that were at a hub before, and those that were at none. */
async function unsent(
	database: RoompassDatabase,
	to?: number
): Promise<[atAnother: Entries, atNone: Entries]> {
	const { minKey, maxKey } = Dexie;
	const places = database.entries.where('[sequence+position]');
	return [
		places.between([minKey, minKey], [0, minKey]),
		places.between([0, to ?? (await sentTo(database))], [0, maxKey], false, true)
	];
}

/** The last run; none where nothing was sent. */
export function lastRun({ sent }: RoompassDatabase): Promise<SentRecord | undefined> {
	return sent.orderBy('position').last();
}

/**
 * The runs of entries that have got sequence numbers.
 * @param positions in order
 * @param sequences one for each
 * @param before the last run so far: it grows where they go on from it
 */
export function runsOf(
	positions: readonly number[],
	sequences: readonly number[],
	before?: SentRecord
): SentRecord[] {
	const runs: { position: number; count: number; sequence: number }[] = before ? [{ ...before }] : [];
	for (const [i, position] of positions.entries()) {
		const sequence = sequences[i]!;
		const run = runs.at(-1);
		if (run && position === run.position + run.count && sequence === run.sequence + run.count) run.count++;
		else runs.push({ position, count: 1, sequence });
	}
	return runs;
}

/** The sequence number of an entry, as {@link sequenceOf} says. */
export async function sequenceAt({ sent }: RoompassDatabase, record: EntryRecord): Promise<number> {
	const run = await sent.where('position').belowOrEqual(record.position!).last();
	return sequenceOf(record, run ? [run] : []);
}

/**
 * The sequence number of an entry, as its record has it (see `EntryRecord`) or a run.
 * @param runs in the order of their positions
 */
export function sequenceOf(
	{ position, sequence }: Pick<EntryRecord, 'position' | 'sequence'>,
	runs: readonly SentRecord[]
): number {
	if (sequence !== 0) return sequence;
	const run = runBefore(runs, position!);
	return run && position! < run.position + run.count ? run.sequence + position! - run.position : 0;
}

/** The last run that begins at a position or before it, by bisection. */
function runBefore(runs: readonly SentRecord[], position: number): SentRecord | undefined {
	let [from, to] = [0, runs.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		if (runs[middle]!.position <= position) from = middle + 1;
		else to = middle;
	}
	return runs[from - 1];
}
