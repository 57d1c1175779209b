import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { HubEnv } from './context';
import { openSink, type Sink } from './sink';

it('a reader that never reads is cut off, one that does is not', async () => {
	const sinks: Sink[] = [];
	const closed: number[] = [];
	const app = new Hono<HubEnv>().get('/', (c) => {
		const n = sinks.length;
		const { sink, response } = openSink(c, () => void closed.push(n));
		sinks.push(sink);
		return response;
	});
	const listener = getRequestListener(async (request, nodes) => {
		const env: HubEnv['Bindings'] = { ...(nodes as HubEnv['Bindings']) };
		const response = await app.fetch(request, env);
		env.openStream!(response.headers);
		return RESPONSE_ALREADY_SENT;
	}) as RequestListener;
	const server = createServer(listener).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const open = async (reads: boolean) => {
		const count = sinks.length;
		const socket = connect(port, '127.0.0.1');
		socket.on('error', () => undefined);
		if (reads) socket.resume();
		socket.write('GET / HTTP/1.1\r\nHost: hub\r\n\r\n');
		await expect.poll(() => sinks.length).toBe(count + 1);
		return socket;
	};
	const idle = await open(false);
	const reading = await open(true);
	const event = `event: head\ndata: ${'7'.repeat(20_000)}\n\n`;
	// Until the system's own buffers are full.
	await expect
		.poll(
			() => {
				for (const sink of sinks) sink.send(event);
				return closed;
			},
			{ interval: 1 }
		)
		.toEqual([0]);
	sinks[0]!.send(event);
	sinks[1]!.end();
	await once(reading, 'end');
	await expect.poll(() => closed).toEqual([0, 1]);
	idle.destroy();
	reading.destroy();
	await new Promise((resolve) => server.close(resolve));
});
