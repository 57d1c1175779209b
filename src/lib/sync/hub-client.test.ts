import { beforeAll, describe, expect, it, vi } from 'vitest';
import { randomId } from '$lib/protocol/bytes';
import { isRequestSignedBy, parseAuthorization } from '$lib/protocol/hub/signed-request';
import { generateSigningKeyPair } from '$lib/protocol/signing';
import { followHead } from './events';
import { HubClient, type HubRequest } from './hub-client';

const tablet = { id: randomId(), signingKey: null as unknown as CryptoKey };
let publicKey: CryptoKey;
beforeAll(async () => {
	const pair = await generateSigningKeyPair(false);
	tablet.signingKey = pair.privateKey;
	({ publicKey } = pair);
});

const get: HubRequest = { method: 'GET', target: '/v1/x?after=7', answerType: 'application/json' };
const clientOf = (fetch: (request: Request) => Promise<Response>) =>
	new HubClient({ address: 'https://hub.test/roompass', fetch, now: () => 1_000_000 }, tablet);
const answers = (body: BodyInit | null, status: number, headers: Record<string, string> = {}) =>
	clientOf(async () => new Response(body, { status, headers }));
const problem = (name: string, more = {}) => JSON.stringify({ type: `/problems/${name}`, ...more });
const asProblem = { 'Content-Type': 'application/problem+json' };
const asJson = { 'Content-Type': 'application/json; charset=utf-8' };

describe('a request', () => {
	it('is signed over method, path below the address, query and body', async () => {
		let seen: Request | undefined;
		const body = new TextEncoder().encode('{"a":1}');
		const client = clientOf(async (request) => ((seen = request), new Response('{}', { headers: asJson })));
		const asked = { ...get, method: 'POST', body, bodyType: 'application/json' } as const;
		expect(await client.askJson(asked)).toEqual({ ok: true, value: {} });
		expect(seen!.url).toBe('https://hub.test/roompass/v1/x?after=7');
		expect([seen!.redirect, seen!.credentials, seen!.cache]).toEqual(['error', 'omit', 'no-store']);
		const authorization = parseAuthorization(seen!.headers.get('Authorization')!)!;
		expect(authorization).toMatchObject({ member: tablet.id, time: 1_000_000 });
		const toSign = { method: 'POST', target: '/v1/x?after=7', body };
		expect(await isRequestSignedBy(authorization, publicKey, toSign)).toBe(true);
	});

	it('is made again with the hub’s time, once', async () => {
		const times: number[] = [];
		const client = clientOf(async (request) => {
			times.push(parseAuthorization(request.headers.get('Authorization')!)!.time);
			return new Response(problem('clock-off', { now: 5_000_000 }), { status: 401, headers: asProblem });
		});
		expect(await client.askJson(get)).toMatchObject({ error: { problem: 'clock-off' } });
		expect(times).toEqual([1_000_000, 5_000_000]);
		expect(client.clockOffset).toBe(4_000_000);
	});

	it('ends when it takes too long, and when nobody wants it any more', async () => {
		const never = clientOf(
			({ signal }) =>
				new Promise((_, reject) => {
					if (signal.aborted) reject(signal.reason as Error);
					signal.addEventListener('abort', () => reject(signal.reason as Error));
				})
		);
		expect(await never.askJson({ ...get, timeout: 5 })).toEqual({
			ok: false,
			error: { type: 'Unreachable' }
		});
		const gone = AbortSignal.abort();
		expect(await never.askJson({ ...get, signal: gone })).toMatchObject({ error: { type: 'Unreachable' } });
	});
});

describe('an answer', () => {
	it.each([
		[
			'a static host’s page',
			'<!doctype html>',
			404,
			{ 'Content-Type': 'text/html' },
			{ type: 'NoHub', status: 404 }
		],
		[
			'a page for every address',
			'<!doctype html>',
			200,
			{ 'Content-Type': 'text/html' },
			{ type: 'NoHub', status: 200 }
		],
		['JSON by name alone', 'oops', 200, asJson, { type: 'NoHub', status: 200 }],
		['another method’s refusal', '', 405, {}, { type: 'NoHub', status: 405 }],
		['a problem of somebody else', '{"type":"about:blank"}', 400, asProblem, { type: 'NoHub', status: 400 }],
		['a proxy without its hub', 'Bad gateway', 502, {}, { type: 'Busy', retryAfter: 0 }],
		[
			'a hub without its database',
			problem('unavailable'),
			503,
			{ ...asProblem, 'Retry-After': '2' },
			{ type: 'Busy', retryAfter: 2_000 }
		],
		[
			'too many',
			problem('too-many'),
			429,
			{ ...asProblem, 'Retry-After': 'soon' },
			{ type: 'Busy', retryAfter: 0 }
		],
		[
			'a stranger’s',
			problem('not-signed', { detail: 'No.' }),
			401,
			asProblem,
			{ type: 'Refused', problem: 'not-signed', detail: 'No.' }
		]
	] as const)('%s is told apart', async (_, body, status, headers, error) => {
		expect(await answers(body, status, headers).askJson(get)).toEqual({ ok: false, error });
	});

	it('that does not come is a hub that is not reached', async () => {
		const client = clientOf(() => Promise.reject(new TypeError('Failed to fetch')));
		expect(await client.askJson(get)).toEqual({ ok: false, error: { type: 'Unreachable' } });
	});
});

describe('events', () => {
	const stream = (...chunks: string[]) =>
		answers(
			new ReadableStream({
				start(controller) {
					for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
					controller.close();
				}
			}),
			200,
			{ 'Content-Type': 'text/event-stream' }
		);

	it('are read however they are cut, and anything else is left out', async () => {
		const heads: number[] = [];
		const onaway = vi.fn();
		const client = stream(
			': hi\n\nevent: he',
			'ad\ndata: 7\n',
			'\nevent: other\ndata: 9\n\nevent: head\ndata: x\n\nevent: problem\ndata: {}\n\n'
		);
		const error = await followHead(
			client,
			'w',
			(head) => heads.push(head),
			onaway,
			new AbortController().signal
		);
		expect(heads).toEqual([7]);
		expect(onaway).toHaveBeenCalledTimes(1);
		expect(error).toEqual({ type: 'Unreachable' });
	});

	it('that never end a line do not fill the memory', async () => {
		const onhead = vi.fn();
		const error = await followHead(
			stream('x'.repeat(10_000), 'y'),
			'w',
			onhead,
			() => undefined,
			new AbortController().signal
		);
		expect(error).toEqual({ type: 'Unreachable' });
		expect(onhead).not.toHaveBeenCalled();
	});
});
