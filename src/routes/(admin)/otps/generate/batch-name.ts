/** The words a proposed name is put together from; handed in, for they are the reader's. */
export interface BatchNameWords {
	/** The batch's day, e.g. `9 Mar 2026`. */
	readonly day: string;
	/** Names as a sentence joins them, e.g. `Oslo and Bergen`. */
	list(names: readonly string[]): string;
	/** A batch of several places: `Oslo and 3 more`. */
	more(first: string, others: number): string;
	/** Where a batch is: `Oslo, 9 Mar 2026`. */
	named(place: string, day: string): string;
	/** A batch of rooms that no place is known of. */
	readonly rooms: string;
}

const maxPlaces = 3;

/**
 * A name for a new batch: its sites and its day, and a number where that name is taken.
 * @param sites one per account, empty where it is not known
 * @param taken names of the batches there are
 */
export function proposedBatchName(
	sites: Iterable<string>,
	taken: Iterable<string>,
	words: BatchNameWords
): string {
	const name = words.named(placeOf(sites, words), words.day);
	const names = new Set(taken);
	if (!names.has(name)) return name;
	let count = 2;
	while (names.has(`${name} (${count})`)) count++;
	return `${name} (${count})`;
}

/** The site with the most accounts first. */
function placeOf(sites: Iterable<string>, words: BatchNameWords): string {
	const countBySite = new Map<string, number>();
	for (const site of sites) if (site !== '') countBySite.set(site, (countBySite.get(site) ?? 0) + 1);
	const names = [...countBySite].sort(([, a], [, b]) => b - a).map(([site]) => site);
	const [first] = names;
	if (first === undefined) return words.rooms;
	return names.length > maxPlaces ? words.more(first, names.length - 1) : words.list(names);
}
