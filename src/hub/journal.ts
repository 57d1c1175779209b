import { Buffer } from 'node:buffer';
import { Hono, type Context } from 'hono';
import { parseEntryEnvelope } from '$lib/protocol/entry-envelope';
import {
	encodePage,
	itemKinds,
	pageBytes,
	type HubItem,
	type ItemKind,
	type Place
} from '$lib/protocol/hub/pull';
import { maxPushBytes, parsePush, type HubOperation } from '$lib/protocol/hub/push';
import { bytesOfHex, hexOf } from './bytes';
import type { HubContext, HubEnv } from './context';
import { withRetries } from './database/retry';
import { bodyUpTo } from './limits';
import type { Members } from './members';
import { Problem } from './problems';

const maxItems = 2_000;
/** What would undo what was said since, if somebody repeated the request that says it. */
const undoing: ReadonlySet<HubOperation['type']> = new Set(['extend', 'withdraw-grant']);
const kindNames = new Map<number, ItemKind>(
	Object.entries(itemKinds).map(([name, number]) => [number, name as ItemKind])
);

/** The journal of a workspace: pushed by its members, pulled in order. */
export function journal(hub: HubContext, members: Members): Hono<HubEnv> {
	const app = new Hono<HubEnv>();

	app.post(
		'/v1/workspaces/:workspace/push',
		members.known,
		bodyUpTo(maxPushBytes),
		members.signed,
		async (c) => {
			const { workspace, nonce } = c.var;
			const place = placeOf(c);
			if (!/^application\/cbor\b/i.test(c.req.header('Content-Type') ?? ''))
				throw new Problem('media-type', 'Send the body as application/cbor.');
			// Of a Buffer the parser makes views; of another array a copy for each of some thousand fields.
			const push = parsePush(Buffer.from(await c.req.arrayBuffer()));
			if (!push) throw new Problem('malformed', 'The body is no push; see /openapi.json.');
			const ids = push.entries.map((bytes) => {
				const envelope = parseEntryEnvelope(bytes);
				if (!envelope) throw new Problem('malformed', 'One of the entries is no entry of version 1.');
				if (envelope.workspace !== workspace)
					throw new Problem('malformed', 'One of the entries is of another workspace.');
				return envelope.id;
			});
			const entries = push.entries.map((bytes, i) => ({ id: ids[i]!, bytes }));
			const operations = push.operations.map(toRow);
			const once = push.operations.some(({ type }) => undoing.has(type)) ? nonce : null;
			const pushed = await hub.commits.push({ workspace, entries, operations, place, once });
			if (pushed.outcome === 'quota')
				throw new Problem(
					'quota-used-up',
					'Ask the operator of this hub for more room. Nothing of this push was taken.'
				);
			if (pushed.outcome === 'rewound') throw rewound();
			const { head, sequences, times } = pushed;
			hub.metrics.pushedEntries.inc(push.entries.length);
			hub.events.headReached(workspace, head);
			for (const { type, ticketId } of push.operations)
				if (type === 'decision') hub.events.ticketChanged(ticketId);
			return c.json({ head, sequences, times });
		}
	);

	app.get('/v1/workspaces/:workspace/pull', members.signed, async (c) => {
		const { sequence: after, at } = placeOf(c);
		// One statement, so that the head, and all that is in order below it, are of one moment; one row, as a row for each item
		// took longer to read than to find.
		const [row] = await withRetries(() =>
			hub.database.query<PullRow>(
				`select w.head, there.at as received, p.kinds, p.times, p.lengths, p.bytes from workspaces w
				left join items there on there.workspace = w.id and there.sequence = $2::bigint
				cross join lateral (
					select string_agg(kind::text, ',' order by sequence) as kinds, string_agg(at::text, ',' order by sequence) as times,
						string_agg(length(bytes)::text, ',' order by sequence) as lengths, string_agg(bytes, '' order by sequence) as bytes
					from (
						select *, sum(length(bytes)) over (order by sequence) - length(bytes) as before from (
							select sequence, kind, at, bytes from items
							where workspace = w.id and sequence > $2::bigint and sequence <= w.head
							order by sequence limit ${maxItems}
						) page
					) summed where before < ${pageBytes}
				) p
				where w.id = $1`,
				[bytesOfHex(c.var.workspace), after]
			)
		);
		if (at !== null && row!.received !== at) throw rewound();
		const items = itemsIn(row!, after);
		hub.metrics.pulledItems.inc(items.length);
		const head = Math.max(row!.head, after);
		return c.body(encodePage({ head, items }), 200, { 'Content-Type': 'application/cbor' });
	});

	app.get('/v1/workspaces/:workspace/events', members.signed, async (c) => {
		const { workspace, member } = c.var;
		return hub.events.stream(c, {
			topic: workspace,
			member,
			current: async () => {
				const [place] = await withRetries(() =>
					hub.database.query<{ head: number }>('select head from workspaces where id = $1', [
						bytesOfHex(workspace)
					])
				);
				return `event: head\ndata: ${place!.head}\n\n`;
			}
		});
	});

	return app;
}

/**
 * What a pull finds: the newest sequence number, when the item was received that the tablet is at, and the items that follow it,
 * in order: their kinds, times and lengths with commas between, and their bytes one after the other; `null` where there is none.
 */
interface PullRow {
	readonly [column: string]: unknown;
	readonly head: number;
	readonly received: number | null;
	readonly kinds: string | null;
	readonly times: string | null;
	readonly lengths: string | null;
	readonly bytes: Uint8Array | null;
}

function itemsIn({ kinds, times, lengths, bytes: all }: PullRow, after: number): HubItem[] {
	const [kind, at, length] = [kinds, times, lengths].map((text) => text?.split(',').map(Number) ?? []);
	const blob = new Uint8Array(all ?? []);
	let end = 0;
	return length!.map((length, i) => ({
		// Without gaps, see push_all and claim_tickets.
		sequence: after + i + 1,
		kind: kindNames.get(kind![i]!)!,
		at: at![i]!,
		bytes: blob.subarray(end, (end += length))
	}));
}

/** Where the tablet that asks says that it is. Ends the request where that is malformed. */
function placeOf(c: Context): Place {
	const numberIn = (name: string): number | null => {
		const text = c.req.query(name);
		if (text === undefined) return null;
		const value = text === '' ? NaN : Number(text);
		if (!Number.isSafeInteger(value) || value < 0)
			throw new Problem('malformed', `\`${name}\` must be a whole number.`);
		return value;
	};
	return { sequence: numberIn('after') ?? 0, at: numberIn('received') };
}

function rewound(): Problem {
	return new Problem('rewound', 'Pull from the start, and push what is missing.');
}

/** An operation as the SQL function reads it. */
function toRow(operation: HubOperation): Record<string, unknown> {
	const { type, ticketId: ticket } = operation;
	switch (type) {
		case 'ticket': {
			const { tokenHash, notBefore, redeemBy, decideWithin } = operation;
			return { type, ticket, token: hexOf(tokenHash), notBefore, redeemBy, decideWithin };
		}
		case 'extend':
			return { type, ticket, redeemBy: operation.redeemBy };
		case 'decision': {
			const { requestHash: request, decision, collectBy } = operation;
			return { type, ticket, request, bytes: hexOf(decision), collectBy };
		}
		case 'grant': {
			const { grant, serialTag, perHour, window = { from: 0, until: 0 } } = operation;
			return { type, ticket, bytes: hexOf(grant), tag: hexOf(serialTag), perHour, ...window };
		}
		case 'void':
		case 'withdraw-grant':
			return { type, ticket };
	}
}
