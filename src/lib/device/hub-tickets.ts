import * as v from 'valibot';
import { parseProblem } from '$lib/protocol/hub/problem';
import { ticketAnswerSchema, type ClaimBody, type TicketAnswer } from '$lib/protocol/hub/ticket';
import type { Refusal } from './at-hub';

/** What a hub says about a ticket. */
export type TicketResult =
	| { readonly type: 'answer'; readonly answer: TicketAnswer }
	| { readonly type: 'refused'; readonly refusal: Refusal; readonly retryAfter: number | null }
	| Unanswered;

/** Nothing was said about the ticket. */
export type Unanswered =
	/** Not reached, or not able at the moment. `retryAfter`: it asks for so many ms; `null` where it does not say. */
	| { readonly type: 'later'; readonly retryAfter: number | null }
	/** Somebody answered who is no hub, such as a host of static files or the page of a hotel's network. */
	| { readonly type: 'no-hub' };

export type AckResult =
	{ readonly type: 'taken' } | { readonly type: 'refused'; readonly refusal: Refusal } | Unanswered;

/** What speaks to a hub. */
export interface HubCalls {
	/** The hub's, without a slash at its end. */
	readonly address: string;
	readonly fetch: typeof fetch;
}

/** One ticket at a hub, and the header that opens it. */
export interface TicketAt extends HubCalls {
	readonly ticketId: string;
	readonly authorization: string;
}

/** How long an answer may take, in ms; of a stream until it begins. */
const patience = 20_000;

/** An answer that has come whole. `value` is undefined where it is no JSON. */
interface Answered {
	readonly status: number;
	/** In ms; `null` where it does not say. */
	readonly retryAfter: number | null;
	readonly value: unknown;
}

/** Claims a ticket; the same claim again gets the same answer. */
export async function claimTicket(at: TicketAt, body: ClaimBody): Promise<TicketResult> {
	return toTicketResult(await call(at, '/claim', { method: 'POST', body: JSON.stringify(body) }, readWhole));
}

/** Where a ticket stands. */
export async function askForTicket(at: TicketAt, signal?: AbortSignal): Promise<TicketResult> {
	return toTicketResult(await call(at, '', { signal }, readWhole));
}

/** Hands in a receipt, base64; the same one again changes nothing. */
export async function acknowledge(at: TicketAt, receipt: string): Promise<AckResult> {
	const init = { method: 'POST', body: JSON.stringify({ receipt }) };
	const answered = await call(at, '/ack', init, readWhole);
	if (answered?.status === 204) return { type: 'taken' };
	const result = toTicketResult(answered);
	if (result.type === 'answer') return { type: 'no-hub' };
	if (result.type !== 'refused' || result.refusal.name !== 'too-many') return result;
	return { type: 'later', retryAfter: result.retryAfter };
}

/** Opens the stream of a ticket's changes; a result where there is none. Whoever reads the stream cancels it. */
export async function openEvents(at: TicketAt, signal: AbortSignal): Promise<Response | TicketResult> {
	const init = { signal, headers: { Accept: 'text/event-stream' } };
	const opened = await call(at, '/events', init, async (answered) => {
		const isStream = answered.ok && answered.headers.get('Content-Type')?.startsWith('text/event-stream');
		return isStream ? answered : readWhole(answered);
	});
	return opened instanceof Response ? opened : toTicketResult(opened);
}

/** What the data of a stream's event says: an answer or a problem. */
export function resultOfEvent(data: string): TicketResult {
	let value: unknown;
	try {
		value = JSON.parse(data);
	} catch {
		return { type: 'no-hub' };
	}
	return resultOf(value, null);
}

/**
 * Asks a hub, and takes of its answer what is wanted, all within the same patience: an answer that begins and breaks off is
 * none. `undefined` where there was none.
 */
async function call<T>(
	{ address, fetch, ticketId, authorization }: TicketAt,
	path: string,
	{ headers, signal, ...init }: RequestInit,
	read: (answered: Response) => Promise<T>
): Promise<T | undefined> {
	const ending = new AbortController();
	const end = () => ending.abort();
	const timer = setTimeout(end, patience);
	signal?.addEventListener('abort', end);
	if (signal?.aborted) end();
	try {
		const answered = await fetch(`${address}/v1/tickets/${ticketId}${path}`, {
			...init,
			headers: {
				Authorization: authorization,
				...(init.body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...headers
			},
			cache: 'no-store',
			credentials: 'omit',
			signal: ending.signal
		});
		return await read(answered);
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', end);
	}
}

async function readWhole(answered: Response): Promise<Answered> {
	const text = await answered.text();
	const { status } = answered;
	const retryAfter = retryAfterOf(answered);
	try {
		return { status, retryAfter, value: JSON.parse(text) };
	} catch {
		return { status, retryAfter, value: undefined };
	}
}

function toTicketResult(answered: Answered | undefined): TicketResult {
	if (!answered) return { type: 'later', retryAfter: null };
	const { status, retryAfter, value } = answered;
	const result = resultOf(value, retryAfter);
	// A reverse proxy speaks for a hub that is being started.
	return result.type === 'no-hub' && status >= 500 ? { type: 'later', retryAfter } : result;
}

function resultOf(value: unknown, retryAfter: number | null): TicketResult {
	const answer = v.safeParse(ticketAnswerSchema, value);
	if (answer.success) return { type: 'answer', answer: answer.output };
	const problem = parseProblem(value);
	if (!problem) return { type: 'no-hub' };
	switch (problem.name) {
		case 'ticket-unknown':
		case 'ticket-used':
		case 'ticket-expired':
		case 'ticket-void':
		case 'ticket-early':
		case 'too-many':
			return { type: 'refused', refusal: { name: problem.name, when: problem.at ?? null }, retryAfter };
		case 'unavailable':
		case 'internal':
		case 'quota-used-up':
			return { type: 'later', retryAfter };
		default:
			return { type: 'refused', refusal: { name: 'not-understood', when: null }, retryAfter };
	}
}

/** Seconds, as our hub gives them; a date counts as nothing said. */
function retryAfterOf(answered: Response): number | null {
	const seconds = Number(answered.headers.get('Retry-After') ?? NaN);
	return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
