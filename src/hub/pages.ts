import { itemKinds, type HubItem, type ItemKind } from '$lib/protocol/hub/pull';
import { bytesOfHex } from './bytes';
import type { Database } from './database/database';
import { withRetries } from './database/retry';

/** Which part of a journal. */
export interface PageAsked {
	/** 32 hex digits. */
	readonly workspace: string;
	/** The sequence numbers: greater than the one, and less than the other. */
	readonly after: number;
	readonly before?: number;
	/** So many items at the most, and so many bytes, but for one item. */
	readonly most: { readonly items: number; readonly bytes: number };
}

/** A part of a journal. */
export interface Page {
	/** The newest sequence number there is. */
	readonly head: number;
	/** When the item with the number `after` was received; `null` where there is none. */
	readonly received: number | null;
	readonly items: readonly HubItem[];
}

const kindNames = new Map<number, ItemKind>(
	Object.entries(itemKinds).map(([name, number]) => [number, name as ItemKind])
);

/** Reads a part of a workspace's journal, in order and without gaps. */
export async function readPage(
	database: Database,
	{ workspace, after, before = Number.MAX_SAFE_INTEGER, most }: PageAsked
): Promise<Page> {
	// One statement, so that the head, and all that is in order below it, are of one moment; one row, as a row for each item took
	// longer to read than to find.
	const [row] = await withRetries(() =>
		database.query<PageRow>(
			`select w.head, there.at as received, p.kinds, p.times, p.lengths, p.bytes from workspaces w
			left join items there on there.workspace = w.id and there.sequence = $2::bigint
			cross join lateral (
				select string_agg(kind::text, ',' order by sequence) as kinds, string_agg(at::text, ',' order by sequence) as times,
					string_agg(length(bytes)::text, ',' order by sequence) as lengths, string_agg(bytes, '' order by sequence) as bytes
				from (
					select *, sum(length(bytes)) over (order by sequence) - length(bytes) as earlier from (
						select sequence, kind, at, bytes from items
						where workspace = w.id and sequence > $2::bigint and sequence <= least(w.head, $3::bigint - 1)
						order by sequence limit $4::bigint
					) found
				) summed where earlier < $5::bigint
			) p
			where w.id = $1`,
			[bytesOfHex(workspace), after, before, most.items, most.bytes]
		)
	);
	return { head: row!.head, received: row!.received, items: itemsIn(row!, after) };
}

/** Kinds, times and lengths have commas between them, bytes come one after the other; `null` where there is no item. */
interface PageRow {
	readonly [column: string]: unknown;
	readonly head: number;
	readonly received: number | null;
	readonly kinds: string | null;
	readonly times: string | null;
	readonly lengths: string | null;
	readonly bytes: Uint8Array | null;
}

function itemsIn({ kinds, times, lengths, bytes }: PageRow, after: number): HubItem[] {
	const [kind, at, length] = [kinds, times, lengths].map((text) => text?.split(',').map(Number) ?? []);
	const all = new Uint8Array(bytes ?? []);
	let end = 0;
	return length!.map((length, i) => ({
		// Without gaps, see push_all and claim_tickets.
		sequence: after + i + 1,
		kind: kindNames.get(kind![i]!)!,
		at: at![i]!,
		bytes: all.subarray(end, (end += length))
	}));
}
