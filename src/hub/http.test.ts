import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../scripts/serve.mjs';
import { isHubPath, openHub, type Hub } from './hub';
import { fetchAt, saidBy, TestDevice, TestMember } from './testing/people';
import { inMemory } from '../../tests/support/in-memory';

describe('a hub over HTTP', () => {
	let hub: Hub;
	let server: Awaited<ReturnType<typeof serve>>;
	beforeAll(async () => {
		hub = await openHub({
			database: await inMemory(),
			allowedOrigins: ['https://app.example'],
			limits: { watchersPerAddress: 2 }
		});
		server = await serve({ directory: null, base: '/roompass', hub: { isHubPath, listener: hub.listener } });
	});
	afterAll(async () => {
		await server.stop();
		await hub.close();
	});
	const at = (path: string, init?: RequestInit) => fetch(`${server.url}/roompass${path}`, init);

	it('says of each answer that it is data, also of a problem', async () => {
		for (const path of ['/healthz', '/v1/nothing', `/v1/tickets/${'ab'.repeat(16)}`]) {
			const { headers } = await at(path);
			expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
			expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
			expect(headers.get('Cache-Control')).toBe('no-store');
		}
	});

	it('lets the apps of its list ask, and no others', async () => {
		const preflight = (origin: string) =>
			at('/v1/workspaces', {
				method: 'OPTIONS',
				headers: {
					Origin: origin,
					'Access-Control-Request-Method': 'POST',
					'Access-Control-Request-Headers': 'authorization,content-type'
				}
			});
		const allowed = await preflight('https://app.example');
		expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
		expect(allowed.headers.get('Access-Control-Allow-Headers')).toContain('Authorization');
		const foreign = await preflight('https://evil.example');
		expect(foreign.headers.get('Access-Control-Allow-Origin')).toBeNull();
		const problem = await at('/v1/nothing', { headers: { Origin: 'https://app.example' } });
		expect(problem.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
	});

	it('refuses a body that is too large, whether it says so or not', async () => {
		const headers = { 'Content-Type': 'application/json' };
		const said = await at('/v1/workspaces', { method: 'POST', headers, body: 'x'.repeat(20_000) });
		expect([said.status, await saidBy(said)]).toEqual([413, 'too-large']);
		const chunk = new TextEncoder().encode('x'.repeat(10_000));
		const body = new ReadableStream({
			pull(controller) {
				controller.enqueue(chunk);
			}
		});
		const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
		const streamed = await at('/v1/workspaces', init).then(
			({ status }) => status,
			() => 'cut off'
		);
		expect([413, 'cut off']).toContain(streamed);
		expect((await at('/healthz')).status).toBe(200);
	});

	it('serves members and devices as it does in this process, and streams events', async () => {
		const member = await TestMember.found(fetchAt(`${server.url}/roompass`));
		expect((await member.push([await member.entry()])).status).toBe(200);
		expect((await member.pullAll()).length).toBe(1);
		const open = async () => member.fetch(await member.request('GET', '/events'));
		const first = await open();
		expect(first.headers.get('Content-Type')).toBe('text/event-stream');
		expect(first.headers.get('X-Content-Type-Options')).toBe('nosniff');
		const reader = first.body!.getReader();
		expect(new TextDecoder().decode((await reader.read()).value)).toContain('data: 1');
		const second = await open();
		expect(await saidBy(await open())).toBe('too-many');
		await Promise.all([reader.cancel(), second.body!.cancel()]);
	});

	it('forgets who has closed a stream, also one that was closed before it was open', async () => {
		const member = await TestMember.found(fetchAt(`${server.url}/roompass`));
		const streams = async () =>
			Number(/^roompass_watchers (\d+)/m.exec(await (await at('/metrics')).text())?.[1]);
		for (let i = 0; i < 20; i++) {
			const request = await member.request('GET', '/events');
			const leaving = new AbortController();
			const { pathname } = new URL(request.url);
			const asked = at(pathname, { headers: request.headers, signal: leaving.signal });
			setTimeout(() => leaving.abort(), i / 2);
			await asked.then((answer) => answer.body?.cancel()).catch(() => undefined);
		}
		await expect.poll(streams).toBe(0);
		// Each of them is allowed its two streams again.
		for (let i = 0; i < 2; i++) {
			const opened = await member.fetch(await member.request('GET', '/events'));
			expect(opened.status).toBe(200);
			await opened.body!.cancel();
		}
	});

	it('counts what it answers, without naming anybody', async () => {
		const device = await TestDevice.make(fetchAt(`${server.url}/roompass`));
		await device.claim();
		const metrics = await (await at('/metrics')).text();
		expect(metrics).toContain('route="/v1/tickets/:ticket/claim",status="404"');
		expect(metrics).not.toContain(device.ticketId);
	});

	it('goes on where a client is slow, silent, or gone', async () => {
		const { port } = new URL(server.url);
		const sockets = Array.from({ length: 50 }, () => connect(Number(port), '127.0.0.1'));
		for (const [i, socket] of sockets.entries()) {
			socket.on('error', () => undefined);
			socket.write(
				'POST /roompass/v1/workspaces HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n'
			);
			if (i % 2) socket.write('Content-Length: 900\r\n\r\n{"rootKey":');
		}
		expect((await at('/healthz')).status).toBe(200);
		for (const socket of sockets) socket.destroy();
		expect((await at('/readyz')).status).toBe(200);
	});
});
