import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePush } from '$lib/protocol/hub/push';
import { startHub, type HubProcess } from '../../src/hub/testing/hub-process';
import { newCode, TestDevice, TestMember, ticketFor, type Fetch } from '../../src/hub/testing/people';
import type { Answer, Question } from './support/ask';
import { startCaddy } from './support/caddy';
import { startNginx } from './support/nginx';

interface Proxy {
	readonly ask: (path: string, more?: Partial<Question>) => Promise<Answer>;
	readonly askPlainly: (path: string) => Promise<Answer>;
	stop(): Promise<void>;
}

/** The reverse proxies that docs/ has a configuration for, in front of `npm start`. */
const proxies: readonly (readonly [string, (hub: string) => Promise<Proxy>])[] = [
	['docs/nginx-proxy.conf', (hub) => startNginx('nginx-proxy.conf', { '127.0.0.1:4173': hub })],
	['docs/Caddyfile', (hub) => startCaddy('Caddyfile', { ROOMPASS_HUB: hub })]
];

describe.each(proxies)('%s', (_, start) => {
	let folder: string;
	let hub: HubProcess;
	let proxy: Proxy;
	let throughProxy: Fetch;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'roompass-proxy-'));
		hub = await startHub({ DATA_DIR: join(folder, 'data'), TRUST_PROXY: 'on' }, undefined, 'start');
		proxy = await start(hub.url.replace('http://', ''));
		throughProxy = async (request) => {
			const body = new Uint8Array(await request.arrayBuffer());
			const { pathname, search } = new URL(request.url);
			const headers = Object.fromEntries(request.headers);
			const { method } = request;
			const hasBody = method !== 'GET' && method !== 'HEAD';
			const answer = await proxy.ask(pathname + search, { method, headers, ...(hasBody && { body }) });
			return new Response(new Uint8Array(answer.body), { status: answer.status });
		};
	});
	afterAll(async () => {
		await proxy?.stop();
		await hub?.kill('SIGTERM');
		rmSync(folder, { recursive: true, force: true });
	});

	it('serves the app and says that it has a hub', async () => {
		const page = await proxy.ask('/device/', { headers: { 'Accept-Encoding': 'br' } });
		expect([page.status, page.headers['content-encoding']]).toEqual([200, 'br']);
		expect(page.headers['content-security-policy']).toBe("frame-ancestors 'none'");
		expect(page.headers['strict-transport-security']).toContain('max-age');
		expect(JSON.parse((await proxy.ask('/hub.json')).body.toString())).toEqual({ hub: true });
		const { status, headers } = await proxy.askPlainly('/device/');
		expect([301, 308]).toContain(status);
		expect(headers.location).toMatch(/^https:\/\//);
	});

	it('passes on a push as large as the hub takes, and none that is larger', async () => {
		const member = await TestMember.found(throughProxy);
		const limit = 8 * 1024 ** 2;
		const entries: Uint8Array<ArrayBuffer>[] = [];
		for (let size = 0; size < limit - 1_100_000; size += 1_000_000)
			entries.push(await member.entry('x'.repeat(1_000_000 - 1_000)));
		const without = encodePush({ entries, operations: [] }).length;
		const overhead = (await member.entry('')).length + 16;
		entries.push(await member.entry('x'.repeat(limit - without - overhead)));
		const size = encodePush({ entries, operations: [] }).length;
		expect(size).toBeGreaterThan(limit - 32);
		expect(size).toBeLessThanOrEqual(limit);
		expect((await member.push(entries)).status).toBe(200);
		expect((await member.pull()).head).toBe(entries.length);
		entries.push(await member.entry('one more'));
		expect((await member.push(entries)).status).toBe(413);
	});

	it('passes on events as they come', async () => {
		const { device } = await waitingDevice(throughProxy);
		const stream = await proxy.ask(`/v1/tickets/${device.ticketId}/events`, {
			headers: device.headers,
			first: true
		});
		expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream']);
		expect(stream.body.toString()).toContain('"waiting"');
	});

	it('lets limits be of whoever asks, whatever that says of itself', async () => {
		const { device } = await waitingDevice(throughProxy);
		const said = new Set<number>();
		for (let i = 0; i < 200 && !said.has(429); i++) {
			const headers = { ...device.headers, 'X-Forwarded-For': `10.0.0.${i}` };
			said.add((await proxy.ask(`/v1/tickets/${'ab'.repeat(16)}`, { headers })).status);
		}
		expect([...said]).toEqual([404, 429]);
	});

	it('keeps the metrics inside, however they are asked for', async () => {
		expect((await fetch(`${hub.url}/metrics`)).status).toBe(200);
		for (const path of [
			'/metrics',
			'/metrics/',
			'/metrics?x=1',
			'/metrics#x',
			'//metrics',
			'///metrics',
			'/%6detrics',
			'/%6Detrics',
			'/v1/../metrics',
			'/v1/%2e%2e/metrics',
			'/./metrics',
			'/x\\..\\metrics',
			'\\metrics',
			'/\\metrics',
			'/.\\metrics',
			'/x/..\\metrics',
			'/metrics\\',
			'/metrics\\.',
			'/metrics/.',
			'/x%5c..%5cmetrics',
			'/v1/..%2fmetrics',
			'http://localhost/metrics'
		]) {
			const { status, body } = await proxy.ask(path).catch(() => ({ status: 400, body: '' }));
			expect([path, [400, 404].includes(status), body.toString()]).toEqual([
				path,
				true,
				expect.not.stringContaining('process_cpu')
			]);
		}
	});
});

/** A device that waits at the hub for its decision. */
async function waitingDevice(through: Fetch): Promise<{ device: TestDevice }> {
	const member = await TestMember.found(through);
	const code = newCode();
	await member.push([], [await ticketFor(code)]);
	const device = await TestDevice.make(through, code);
	await device.claim();
	return { device };
}
