import { decodeArray, encodeArray, isBytes, isTime, isWhole } from '../cbor';

/**
 * What a member pulls: the items of its workspace's journal in the hub's order. A CBOR array
 * `[1, head, [[sequence, kind, at, bytes], …]]`: `head` is the newest sequence number there is, so a page that does not
 * reach it is followed by another. Sequence numbers start at 1 and have no gaps. `at` is when the hub received it, ms
 * since 1970.
 *
 * | kind | item            | bytes                                                                        |
 * | ---- | --------------- | ---------------------------------------------------------------------------- |
 * | 1    | entry           | an entry envelope, as its author pushed it                                    |
 * | 2    | request         | a device's sealed request, as it claimed a ticket                             |
 * | 3    | granted-request | the same, answered by the hub with the ticket's grant                         |
 * | 4    | receipt         | a device's sealed receipt                                                     |
 *
 * A hub that was set back to a backup gives the numbers of what it has lost to what comes next. So a tablet says with each
 * pull and push how far it is, and when the hub received the item it is at: {@link placeQuery}. Where the hub has none of that
 * number, or one of another moment, it answers `rewound` and does nothing. The tablet then pulls from the start, and pushes
 * what is missing.
 */
export const pullVersion = 1;
export const itemKinds = { entry: 1, request: 2, 'granted-request': 3, receipt: 4 } as const;
export type ItemKind = keyof typeof itemKinds;
const kindsByNumber = new Map<number, ItemKind>(
	Object.entries(itemKinds).map(([kind, number]) => [number, kind as ItemKind])
);
/** The longest page is a little over this, in bytes. */
export const pageBytes = 2 * 1024 * 1024;

export interface HubItem {
	readonly sequence: number;
	readonly kind: ItemKind;
	/** Ms since 1970, by the hub's clock. */
	readonly at: number;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Items in order, and the newest sequence number there is. */
export interface PulledPage {
	readonly head: number;
	readonly items: readonly HubItem[];
}

/** How far a tablet is in a hub's journal. */
export interface Place {
	/** The sequence number up to which it has everything; 0: it has nothing. */
	readonly sequence: number;
	/** The `at` of the item of that number; `null` where the tablet does not know it. */
	readonly at: number | null;
}

/** The query that says where a tablet is, of a pull and of a push: `after=7&received=1764000000000`. */
export function placeQuery({ sequence, at }: Place): string {
	return at === null || sequence === 0 ? `after=${sequence}` : `after=${sequence}&received=${at}`;
}

/** The body of a page. */
export function encodePage({ head, items }: PulledPage): Uint8Array<ArrayBuffer> {
	const rows = items.map(({ sequence, kind, at, bytes }) => [sequence, itemKinds[kind], at, bytes]);
	return encodeArray([pullVersion, head, rows]);
}

/** Parses a page strictly: items follow `after` without a gap; `null` for anything else. */
export function parsePage(bytes: Uint8Array, after: number): PulledPage | null {
	const fields = decodeArray(bytes, 3);
	if (!fields) return null;
	const [version, head, rows] = fields;
	if (version !== pullVersion || !isWhole(head) || !Array.isArray(rows)) return null;
	const items: HubItem[] = [];
	for (const row of rows as unknown[]) {
		if (!Array.isArray(row) || row.length !== 4) return null;
		const [sequence, number, at, itemBytes] = row as unknown[];
		const kind = kindsByNumber.get(number as number);
		if (sequence !== after + items.length + 1 || !kind || !isTime(at) || !isBytes(itemBytes)) return null;
		items.push({ sequence, kind, at, bytes: itemBytes });
	}
	return head >= after + items.length ? { head, items } : null;
}
