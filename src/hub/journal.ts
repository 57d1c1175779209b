import { Buffer } from 'node:buffer';
import { Hono, type Context } from 'hono';
import { parseEntryEnvelope } from '$lib/protocol/entry-envelope';
import { encodePage, pageBytes, type Place } from '$lib/protocol/hub/pull';
import { maxNews } from '$lib/protocol/hub/push-answer';
import { maxPushBytes, parsePush, type HubOperation } from '$lib/protocol/hub/push';
import { base64Of, bytesOfHex, hexOf } from './bytes';
import type { Pushed } from './commits';
import type { HubContext, HubEnv } from './context';
import { withRetries } from './database/retry';
import { bodyUpTo } from './limits';
import type { Members } from './members';
import { readPage } from './pages';
import { Problem } from './problems';

/** Of a pull. */
const most = { items: 2_000, bytes: pageBytes };
/** What would undo what was said since, if somebody repeated the request that says it. */
const undoing: ReadonlySet<HubOperation['type']> = new Set(['extend', 'withdraw-grant']);

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
			const asksForNews = c.req.query('news') !== undefined;
			const news = asksForNews ? { news: await newsFor(hub, workspace, place.sequence, pushed) } : {};
			return c.json({ head, sequences, times, ...news });
		}
	);

	app.get('/v1/workspaces/:workspace/pull', members.signed, async (c) => {
		const { sequence: after, at } = placeOf(c);
		const { head, received, items } = await readPage(hub.database, {
			workspace: c.var.workspace,
			after,
			most
		});
		if (at !== null && received !== at) throw rewound();
		hub.metrics.pulledItems.inc(items.length);
		return c.body(encodePage({ head: Math.max(head, after), items }), 200, {
			'Content-Type': 'application/cbor'
		});
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

/** What lies between a tablet's place and the first of its entries that follows it, see protocol/hub/push-answer. */
async function newsFor(
	hub: HubContext,
	workspace: string,
	after: number,
	{ head, sequences }: Pushed
): Promise<string> {
	const before = Math.min(head + 1, ...sequences.filter((sequence) => sequence > after));
	const page =
		before <= after + 1
			? { head: Math.max(head, after), items: [] }
			: await readPage(hub.database, { workspace, after, before, most: maxNews });
	hub.metrics.pulledItems.inc(page.items.length);
	return base64Of(encodePage(page));
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
