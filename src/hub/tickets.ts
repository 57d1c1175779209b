import { Hono, type Context } from 'hono';
import {
	ackBodySchema,
	claimBodySchema,
	parseTicketAuthorization,
	type TicketAnswer
} from '$lib/protocol/hub/ticket';
import { parseReceipt } from '$lib/protocol/receipt';
import { parseRequest } from '$lib/protocol/request';
import { base64Of, bytesOfBase64, bytesOfHex, hashOf } from './bytes';
import { idOf, jsonBody, type HubContext, type HubEnv } from './context';
import { withRetries } from './database/retry';
import { bodyUpTo, maxJsonBytes, TokenBuckets } from './limits';
import { Problem } from './problems';
import type { TicketProof, TicketRow } from './ticket-states';

/** Tickets, as devices see them: protocol/hub/ticket. */
export function tickets(hub: HubContext): Hono<HubEnv> {
	const app = new Hono<HubEnv>();
	const { unknownTickets, unknownTicketEvery } = hub.limits;
	// Who asks for tickets that there are is never held up by somebody at the same address who does not.
	const unknown = new TokenBuckets(unknownTickets, unknownTicketEvery, hub.now);

	const unknownTicket = (c: Context): Problem => {
		const address = hub.addressOf(c);
		return unknown.take(address)
			? new Problem(
					'ticket-unknown',
					'Check the code. If it is right, the tablet that made it has not been in touch with this hub yet.'
				)
			: new Problem(
					'too-many',
					'Too many unknown codes came from this address.',
					{},
					unknown.retryAfter(address)
				);
	};

	/** The answer for a device, or the problem that there is none. */
	const answer = (c: Context, row: TicketRow): TicketAnswer => {
		if (row.state === 'unknown') throw unknownTicket(c);
		return toAnswer(row);
	};

	app.post('/v1/tickets/:ticket/claim', bodyUpTo(maxJsonBytes), async (c) => {
		const { ticket, token, device } = ticketKeyOf(c);
		const body = await jsonBody(c, claimBodySchema);
		const request = bytesOfBase64(body.request);
		if (parseRequest(request)?.ticketId !== ticket)
			throw new Problem('malformed', 'The request is none of version 1, or is for another ticket.');
		const claimed = await hub.commits.claim({
			ticket,
			token,
			device,
			request: hashOf(request, 16),
			bytes: request,
			tag: body.serialTag
		});
		return c.json(answer(c, claimed));
	});

	app.get('/v1/tickets/:ticket', async (c) => {
		const key = ticketKeyOf(c);
		return c.json(answer(c, await hub.events.stateOf(key)));
	});

	app.get('/v1/tickets/:ticket/events', async (c) => {
		const key = ticketKeyOf(c);
		const row = await hub.events.stateOf(key);
		answer(c, row);
		return hub.events.stream(c, {
			topic: key.ticket,
			device: key,
			first: ticketEvent(row),
			current: async () => ticketEvent(await hub.events.stateOf(key))
		});
	});

	app.post('/v1/tickets/:ticket/ack', bodyUpTo(maxJsonBytes), async (c) => {
		const { ticket, token, device } = ticketKeyOf(c);
		const { receipt } = await jsonBody(c, ackBodySchema);
		const bytes = bytesOfBase64(receipt);
		if (parseReceipt(bytes)?.ticketId !== ticket)
			throw new Problem('malformed', 'The receipt is none of version 1, or is for another ticket.');
		const parameters = [...[ticket, token, device, hashOf(bytes, 16)].map(bytesOfHex), bytes, hub.now()];
		const [row] = await withRetries(() =>
			hub.database.query<{ outcome: 'taken' | 'unknown' | 'used' | 'too-many' }>(
				'select add_receipt($1, $2, $3, $4, $5, $6::bigint) as outcome',
				parameters
			)
		);
		if (row!.outcome === 'too-many') throw tooManySent();
		if (row!.outcome === 'unknown') throw unknownTicket(c);
		if (row!.outcome === 'used')
			throw new Problem('ticket-used', 'Only the device that has claimed the ticket can say so.');
		return c.body(null, 204);
	});

	return app;
}

function ticketKeyOf(c: Context): TicketProof {
	const ticket = idOf(c, 'ticket');
	const key = parseTicketAuthorization(c.req.header('Authorization'));
	if (!key) throw new Problem('malformed', 'Authorization: Roompass-Ticket … is missing; see /openapi.json.');
	return { ticket, token: hashOf(key.claimToken), device: hashOf(key.device) };
}

/** A ticket's state as an event. A problem is one too: the stream is open already. */
export function ticketEvent(row: TicketRow): string {
	try {
		return `event: ticket\ndata: ${JSON.stringify(toAnswer(row))}\n\n`;
	} catch (thrown) {
		if (!(thrown instanceof Problem)) throw thrown;
		return `event: problem\ndata: ${JSON.stringify({ type: `/problems/${thrown.problem}`, detail: thrown.detail })}\n\n`;
	}
}

function toAnswer({ state, at, bytes }: TicketRow): TicketAnswer {
	switch (state) {
		case 'open':
			return { state };
		case 'waiting':
			return { state, decideBy: at };
		case 'decided':
			return { state, decision: base64Of(bytes!) };
		case 'granted':
			return { state, at, grant: base64Of(bytes!) };
		case 'expired':
			throw new Problem('ticket-expired', 'Ask for a new code.', { at });
		case 'used':
			throw new Problem('ticket-used', 'Ask the admin which device it was, and for a new code.');
		case 'void':
			throw new Problem('ticket-void', 'Ask for the newest sheet or a new code.');
		case 'early':
			throw new Problem('ticket-early', 'Come back when the code holds.', { at });
		case 'too-many':
			throw tooManySent();
		case 'unknown':
			throw new Problem('ticket-unknown', 'Check the code.');
	}
}

function tooManySent(): Problem {
	return new Problem('too-many', 'This device has sent very much for one code. Ask for a new one.', {}, 5);
}
