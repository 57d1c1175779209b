import { afterEach, expect, it, vi } from 'vitest';
import { acknowledge, askForTicket, claimTicket, resultOfEvent, type TicketAt } from './hub-tickets';

afterEach(() => vi.useRealTimers());

const asked: Request[] = [];
const at = (answer: () => Response | Promise<Response>): TicketAt => ({
	address: 'https://hub.contoso.com/roompass',
	ticketId: 'a'.repeat(32),
	authorization: 'Roompass-Ticket x.y',
	fetch: async (input, init) => {
		asked.push(new Request(input as string, init));
		return answer();
	}
});
const json =
	(value: unknown, status = 200, headers: HeadersInit = {}) =>
	() =>
		new Response(JSON.stringify(value), { status, headers });
const problem = (name: string, status: number, more: object = {}, headers: HeadersInit = {}) =>
	json({ type: `/problems/${name}`, title: '', status, detail: '', ...more }, status, headers);
const page = (status: number) => () => new Response('<!doctype html><title>Not found</title>', { status });

it('asks below the hub’s address, with the ticket’s own header and nothing else of the browser’s', async () => {
	await claimTicket(at(json({ state: 'waiting', decideBy: 7 })), { request: 'AAAA', serialTag: 'f' });
	const { url, method, headers, credentials } = asked.at(-1)!;
	expect(url).toBe(`https://hub.contoso.com/roompass/v1/tickets/${'a'.repeat(32)}/claim`);
	expect([method, credentials, headers.get('Authorization')]).toEqual([
		'POST',
		'omit',
		'Roompass-Ticket x.y'
	]);
	expect(await asked.at(-1)!.json()).toEqual({ request: 'AAAA', serialTag: 'f' });
});

it.each([
	['an answer', json({ state: 'open' }), { type: 'answer', answer: { state: 'open' } }],
	[
		'a refusal',
		problem('ticket-early', 425, { at: 7 }),
		{ type: 'refused', refusal: { name: 'ticket-early', when: 7 }, retryAfter: null }
	],
	[
		'too many, and when to come back',
		problem('too-many', 429, {}, { 'Retry-After': '30' }),
		{ type: 'refused', refusal: { name: 'too-many', when: null }, retryAfter: 30_000 }
	],
	[
		'a database that is away',
		problem('unavailable', 503, {}, { 'Retry-After': '2' }),
		{ type: 'later', retryAfter: 2_000 }
	],
	[
		'a hub of another version',
		problem('malformed', 400),
		{ type: 'refused', refusal: { name: 'not-understood', when: null }, retryAfter: null }
	],
	['a proxy whose hub is away', page(502), { type: 'later', retryAfter: null }],
	['a host of files', page(404), { type: 'no-hub' }],
	['the page of a hotel’s network', page(200), { type: 'no-hub' }],
	['an answer with something more in it', json({ state: 'open', password: 'x' }), { type: 'no-hub' }],
	['no network', () => Promise.reject(new TypeError('Failed to fetch')), { type: 'later', retryAfter: null }]
])('tells %s for what it is', async (_, answer, result) => {
	expect(await askForTicket(at(answer))).toEqual(result);
});

it('knows when a receipt was taken', async () => {
	const none = () => new Response(null, { status: 204 });
	expect(await acknowledge(at(none), 'AAAA')).toEqual({ type: 'taken' });
	expect(await acknowledge(at(page(404)), 'AAAA')).toEqual({ type: 'no-hub' });
	expect(await acknowledge(at(problem('too-many', 429)), 'AAAA')).toMatchObject({ type: 'later' });
	expect(await acknowledge(at(problem('ticket-used', 409)), 'AAAA')).toMatchObject({ type: 'refused' });
});

it('reads answers and problems out of a stream', () => {
	expect(resultOfEvent('{"state":"waiting","decideBy":7}')).toMatchObject({ type: 'answer' });
	expect(resultOfEvent('{"type":"/problems/ticket-void","detail":"x"}')).toMatchObject({ type: 'refused' });
	expect(resultOfEvent('<html>')).toEqual({ type: 'no-hub' });
});

it.each([
	['breaks off', (body: ReadableStreamDefaultController) => body.error(new TypeError('network error'))],
	['never ends', () => void vi.advanceTimersByTimeAsync(60_000)]
])(
	'takes an answer that begins and %s for no answer, and not for a host that is no hub',
	async (_, happen) => {
		vi.useFakeTimers();
		const broken: TicketAt = {
			...at(json({})),
			fetch: async (_, init) => {
				const body = new ReadableStream({
					start(controller) {
						controller.enqueue(new TextEncoder().encode('{"state":'));
						// As a browser does with the body of a request that is given up.
						init!.signal!.addEventListener('abort', () => controller.error(init!.signal!.reason));
						setTimeout(() => happen(controller), 1);
					}
				});
				return new Response(body, { headers: { 'Content-Type': 'application/json' } });
			}
		};
		const asking = askForTicket(broken);
		await vi.advanceTimersByTimeAsync(1);
		expect(await asking).toEqual({ type: 'later', retryAfter: null });
	}
);
