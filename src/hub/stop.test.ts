import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { encodePush } from '$lib/protocol/hub/push';
import { startHub } from './testing/hub-process';
import { fetchAt, newCode, TestDevice, TestMember, ticketFor } from './testing/people';
import { createDatabase } from './testing/postgres-server';
import { postgresUrl } from './testing/postgres-url';

/** A request of which the hub has the head and waits for the body. */
async function begin(url: string, request: Request) {
	const body = new Uint8Array(await request.arrayBuffer());
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	let answer = '';
	socket.on('data', (chunk) => (answer += chunk.toString()));
	const ended = once(socket, 'close');
	const headers = [...request.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
	socket.write(
		`POST ${new URL(request.url).pathname} HTTP/1.1\r\nHost: hub\r\nContent-Length: ${body.length}\r\n` +
			`Expect: 100-continue\r\n${headers}\r\n`
	);
	await expect.poll(() => answer).toContain('100 Continue');
	return {
		/** Sends the body; resolves with the status when the hub has closed the connection. */
		async finish(): Promise<number> {
			socket.write(body);
			await ended;
			return Number(/HTTP\/1\.1 (?!100)(\d+)/.exec(answer)?.[1]);
		}
	};
}

it('a hub that is asked to stop answers what is under way, ends its streams, and keeps everything', async () => {
	const environment = { DATABASE_URL: await createDatabase(postgresUrl()) };
	const hub = await startHub(environment);
	const member = await TestMember.found(fetchAt(hub.url));
	const code = newCode();
	await member.push([], [await ticketFor(code)]);
	const device = await TestDevice.make(fetchAt(hub.url), code);
	const streams = [await member.fetch(await member.request('GET', '/events')), await device.events()];
	const pushes = await Promise.all(
		Array.from({ length: 5 }, async () => {
			const body = encodePush({ entries: [await member.entry()], operations: [] });
			return begin(hub.url, await member.request('POST', '/push', body));
		})
	);
	let claim: Request | undefined;
	await Object.assign(Object.create(device) as TestDevice, {
		fetch: async (request: Request) => ((claim = request), new Response())
	}).claim();
	const claimed = await begin(hub.url, claim!);

	const exited = hub.kill('SIGTERM');
	await Promise.all(streams.map((stream) => stream.text()));
	await expect(fetch(`${hub.url}/healthz`)).rejects.toThrow();
	expect(await Promise.all([...pushes, claimed].map((request) => request.finish()))).toEqual(
		Array.from({ length: 6 }, () => 200)
	);
	expect(await exited).toBe(0);

	const again = await startHub(environment);
	const there = await Object.assign(Object.create(member) as TestMember, {
		fetch: fetchAt(again.url)
	}).pullAll();
	expect(there.map(({ kind }) => kind).toSorted()).toEqual([
		...Array.from({ length: 5 }, () => 'entry'),
		'request'
	]);
	await again.kill();
});
