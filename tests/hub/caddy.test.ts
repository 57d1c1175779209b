import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startChild } from '../../scripts/child.mjs';
import { ensureProgram } from '../../scripts/debian.mjs';
import { startHub } from '../../src/hub/testing/hub-process';
import { fetchAt, newCode, TestDevice, TestMember, ticketFor } from '../../src/hub/testing/people';
import { freePort } from '../../src/hub/testing/free-port';

const file = fileURLToPath(new URL('../../docs/Caddyfile', import.meta.url));

it('docs/Caddyfile serves a hub over HTTPS, streams and all, and keeps its metrics inside', async () => {
	const caddyProgram = ensureProgram('caddy');
	const home = mkdtempSync(join(tmpdir(), 'roompass-caddy-'));
	const hub = await startHub({ DATA_DIR: join(home, 'data'), TRUST_PROXY: 'on' });
	const port = await freePort();
	const caddy = startChild(caddyProgram.path, ['run', '--config', file, '--adapter', 'caddyfile'], {
		env: {
			...process.env,
			...caddyProgram.env,
			HOME: home,
			XDG_DATA_HOME: home,
			ROOMPASS_SITE: `https://localhost:${port}`,
			ROOMPASS_HUB: hub.url.replace('http://', '')
		},
		stdio: 'ignore'
	});
	try {
		for (let tries = 0; (await ask(port, '/healthz').catch(() => null))?.status !== 200; tries++) {
			if (tries > 100) throw new Error('Caddy does not answer');
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		expect((await ask(port, '/metrics')).status).toBe(404);
		const member = await TestMember.found(fetchAt(hub.url));
		const code = newCode();
		await member.push([], [await ticketFor(code)]);
		const device = await TestDevice.make(fetchAt(hub.url), code);
		await device.claim();
		const stream = await ask(port, `/v1/tickets/${device.ticketId}/events`, device.headers);
		expect(stream.status).toBe(200);
		expect(stream.headers['strict-transport-security']).toContain('max-age');
		expect(stream.first).toContain('"waiting"');
		// Limits are of whoever asks, not of the proxy.
		const unknown = (forwarded: string) =>
			ask(port, `/v1/tickets/${'ab'.repeat(16)}`, {
				Authorization: device.headers.Authorization!,
				'X-Forwarded-For': forwarded
			});
		const said = new Set<number>();
		for (let i = 0; i < 200 && !said.has(429); i++) said.add((await unknown(`10.0.0.${i}`)).status);
		expect([...said]).toEqual([404, 429]);
		expect((await fetch(`${hub.url}/metrics`)).status).toBe(200);
		for (const path of ['/metrics', '//metrics', '/%6detrics', '/v1/../metrics', '/./metrics'])
			expect([path, (await ask(port, path)).status]).toEqual([path, 404]);
	} finally {
		const exited = once(caddy, 'exit');
		// Asked kindly, it waits for its event streams.
		caddy.kill('SIGKILL');
		await exited;
		await hub.kill('SIGTERM');
		rmSync(home, { recursive: true, force: true });
	}
});

/** Asks through the proxy, whose certificate is of its own making; resolves with the first piece of the answer. */
function ask(port: number, path: string, headers: Record<string, string> = {}) {
	return new Promise<{ status: number; headers: Record<string, unknown>; first: string }>(
		(resolve, reject) => {
			const asked = request(
				{ host: 'localhost', port, path, headers, rejectUnauthorized: false },
				(response) => {
					const answer = (first: string) => {
						resolve({ status: response.statusCode ?? 0, headers: response.headers, first });
						asked.destroy();
					};
					response.once('data', (chunk: Buffer) => answer(chunk.toString()));
					response.once('end', () => answer(''));
				}
			);
			asked.on('error', reject);
			asked.end();
		}
	);
}
