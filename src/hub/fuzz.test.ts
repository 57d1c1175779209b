import { expect, it } from 'vitest';
import { serve } from '../../scripts/serve.mjs';
import { bytesToBase64, bytesToBase64Url, bytesToHex } from '$lib/protocol/bytes';
import { encodePush } from '$lib/protocol/hub/push';
import { SeededRandom } from '$lib/protocol/testing/seeded-random';
import { extent } from '../../tests/support/extent';
import { isHubPath } from './hub';
import { newHub } from './testing/new-hub';
import { fetchAt, newCode, TestDevice, TestMember, ticketFor } from './testing/people';

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'];
const types = ['application/json', 'application/cbor', 'text/plain', 'multipart/form-data; boundary=x', ''];

/** In this process by the one engine, over HTTP by the other. */
it.each([
	['pglite', extent({ short: 2_000, whole: 20_000 })],
	['postgres', 2_000]
] as const)(
	'on %s answers %i malformed requests with 4xx, never 5xx, and still serves',
	{ tags: ['soak'] },
	async (engine, count) => {
		const random = new SeededRandom(20_261_124);
		const hub = await newHub(engine, { limits: { unknownTickets: 1_000_000, memberRequests: 1_000_000 } });
		const server =
			engine === 'postgres'
				? await serve({ directory: null, hub: { isHubPath, listener: hub.listener } })
				: undefined;
		const ask = server ? fetchAt(server.url) : hub.fetch;
		const member = await TestMember.found(hub.fetch);
		const code = newCode();
		await member.push([await member.entry()], [await ticketFor(code)]);
		const device = await TestDevice.make(hub.fetch, code);
		const entry = await member.entry();
		const push = encodePush({ entries: [entry], operations: [await ticketFor(newCode())] });

		const pick = <T>(values: readonly T[]): T => values[random.below(values.length)]!;
		const junk = (length: number) => Uint8Array.from({ length }, () => random.below(256));
		const mutated = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
			const copy = new Uint8Array(bytes);
			for (let i = 0; i <= random.below(4); i++) copy[random.below(copy.length)] = random.below(256);
			return pick([copy, copy.slice(0, random.below(copy.length)), new Uint8Array([...copy, ...junk(5)])]);
		};
		const ids = () =>
			pick([
				member.workspace,
				device.ticketId,
				bytesToHex(junk(16)),
				bytesToHex(junk(15)),
				'../..',
				'%00',
				"'; drop table tickets; --",
				'0'.repeat(5_000)
			]);
		const path = () => {
			const known = pick(hub.routes).path.replace(/:\w+/g, () => encodeURIComponent(ids()));
			return pick([
				known,
				known,
				known,
				`${known}/x`,
				known.slice(0, -2),
				`/v1/${encodeURIComponent(ids())}`
			]);
		};
		const json = () =>
			pick([
				'{',
				'null',
				'[]',
				'{"request":1}',
				JSON.stringify({ request: bytesToBase64(mutated(device.sealed)), serialTag: device.serialTag }),
				JSON.stringify({ request: '='.repeat(50), serialTag: 'z' }),
				JSON.stringify({ receipt: bytesToBase64(junk(90)) }),
				JSON.stringify({
					rootKey: bytesToBase64(junk(65)),
					member: member.member,
					signingKey: '',
					proof: ''
				}),
				JSON.stringify({
					rootKey: bytesToBase64(junk(65)),
					member: bytesToHex(junk(16)),
					signingKey: bytesToBase64(junk(65)),
					proof: bytesToBase64(junk(64))
				}),
				JSON.stringify({ invite: bytesToHex(junk(16)), tokenHash: 7 }),
				`{"__proto__":{"request":"AAAA"},"a":${'['.repeat(500)}`,
				'x'.repeat(20_000)
			]);
		const body = () =>
			pick<Uint8Array<ArrayBuffer> | string>([
				json(),
				json(),
				mutated(push),
				mutated(entry),
				junk(random.below(300)),
				''
			]);
		const authorization = () =>
			pick([
				'',
				'Bearer x',
				device.headers.Authorization!,
				`Roompass-Ticket ${bytesToBase64Url(junk(32))}.${bytesToHex(junk(16))}`,
				`Roompass-Invite ${bytesToBase64Url(junk(32))}`,
				`Roompass ${member.member}.${Date.now()}.${bytesToHex(junk(16))}.${bytesToBase64Url(junk(64))}`,
				`Roompass ${'f'.repeat(10_000)}`
			]);

		/** Requests of anybody, and of a member who signs whatever comes. */
		const request = async (): Promise<Request> => {
			const method = pick(methods);
			if (random.next() < 0.3) {
				const inside = pick([
					'/push',
					'/push',
					'/members',
					'/invites',
					`/invites/${bytesToHex(junk(16))}/package`,
					`/pull?after=${pick(['-1', 'x', '1e400', '9007199254740993', '0.5'])}`
				]);
				const content = body();
				const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
				const as = inside.startsWith('/pull') ? 'GET' : inside.endsWith('package') ? 'PUT' : 'POST';
				return member.request(as, inside, bytes, pick(types));
			}
			const headers = { Authorization: authorization(), 'Content-Type': pick(types) };
			const hasBody = method !== 'GET' && method !== 'HEAD';
			return new Request(`http://hub.test${path()}`, { method, headers, body: hasBody ? body() : null });
		};

		const statuses = new Map<number, number>();
		/** What some of them may do, by chance: ask where things stand. */
		const harmless = (asked: Request) =>
			['GET', 'HEAD', 'OPTIONS'].includes(asked.method) ||
			asked.headers.get('Authorization') === device.headers.Authorization;
		let refused = 0;
		/** Routes that have refused nothing yet. */
		const silent = async () => {
			const metrics = await (await hub.fetch(new Request('http://hub.test/metrics'))).text();
			return hub.routes.filter(({ method, path }) => {
				const label = `_count{method="${method}",route="${path}",status="4`;
				return path.startsWith('/v1/') && !metrics.includes(label);
			});
		};
		// Chance may leave a route out for a while.
		while (refused < count || (refused < 5 * count && (await silent()).length > 0)) {
			await Promise.all(
				Array.from({ length: 50 }, async () => {
					const asked = await request();
					const { method, url } = asked;
					const isHarmless = harmless(asked);
					const answer = await ask(asked);
					await answer.body?.cancel();
					statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
					const isRefused = answer.status >= 400 && answer.status < 500;
					if (isRefused) refused++;
					if (
						!isRefused &&
						!(answer.status < 300 && isHarmless) &&
						!(answer.status < 300 && isMutationHarmless(url))
					)
						throw new Error(`${method} ${url}: ${answer.status}`);
				})
			);
		}
		expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
		expect(await silent()).toEqual([]);
		const { items } = await member.pull();
		expect(items[0]!.kind).toBe('entry');
		expect((await member.push([entry])).status).toBe(200);
		expect((await hub.fetch(new Request('http://hub.test/readyz'))).status).toBe(200);
		await server?.stop();
		await hub.close();
	}
);

/** A byte of an envelope's ciphertext or of a hash may be any: the hub cannot know that it was changed. */
function isMutationHarmless(url: string): boolean {
	return /\/(push|claim|invites)$/.test(new URL(url).pathname);
}
