import { get, type ClientRequest } from 'node:http';
import { expect, it, vi } from 'vitest';
import { ticketAuthorization } from '$lib/protocol/hub/ticket';
import { randomBytes, randomId } from '$lib/protocol/bytes';
import { claimKeysOf } from '$lib/protocol/code-keys';
import { hashOf } from '../../src/hub/bytes';
import { startHub } from '../../src/hub/testing/hub-process';
import {
	fetchAt,
	hour,
	newCode,
	saidBy,
	TestDevice,
	TestMember,
	ticketFor
} from '../../src/hub/testing/people';
import { createDatabase } from '../../src/hub/testing/postgres-server';
import { extent } from '../support/extent';
import { postgresUrl } from '../../src/hub/testing/postgres-url';

const watchers = extent({ short: 2_000, whole: 10_000 });
/** So many watch one code, as if a sheet lay open: keys for ten thousand would take longer than all the rest. */
const perTicket = 100;

it(
	`serves as before while ${watchers} watch, tells the one that is decided, and forgets those who go`,
	{ tags: ['soak'] },
	async () => {
		const hub = await startHub({ DATABASE_URL: await createDatabase(postgresUrl()) });
		const streams: ClientRequest[] = [];
		try {
			const member = await TestMember.found(fetchAt(hub.url));
			const codes = Array.from({ length: watchers / perTicket }, newCode);
			await member.push([], await Promise.all(codes.map((code) => ticketFor(code))));
			const tickets = await Promise.all(codes.map((code) => claimKeysOf(code)));
			const watch = (n: number) =>
				new Promise<void>((resolve, reject) => {
					const { ticketId, claimToken } = tickets[n % tickets.length]!;
					const headers = { Authorization: ticketAuthorization({ claimToken, device: randomId() }) };
					const asked = get(
						`${hub.url}/v1/tickets/${ticketId}/events`,
						{ headers, agent: false },
						(stream) => {
							stream.once('data', () => resolve());
							stream.resume();
							stream.on('error', () => undefined);
							if (stream.statusCode !== 200)
								reject(new Error(`a stream was answered with ${stream.statusCode}`));
						}
					);
					asked.on('error', reject);
					streams.push(asked);
				});
			for (let from = 0; from < watchers; from += 200)
				await Promise.all(Array.from({ length: 200 }, (_, i) => watch(from + i)));
			expect(await openStreams(hub.url)).toBe(watchers);

			expect((await member.push([await member.entry()])).status).toBe(200);
			const device = await TestDevice.make(fetchAt(hub.url), codes[7]);
			expect(await saidBy(await device.claim())).toBe('waiting');
			expect((await member.pull()).head).toBe(2);
			const events = (await device.events()).body!.pipeThrough(new TextDecoderStream()).getReader();
			await heard(events, '"waiting"');
			const requestHash = hashOf(device.sealed, 16);
			const decision = randomBytes(190);
			const collectBy = Date.now() + 12 * hour;
			const { ticketId } = device;
			await member.push([], [{ type: 'decision', ticketId, requestHash, decision, collectBy }]);
			await heard(events, '"decided"');
			await events.cancel();
		} finally {
			for (const stream of streams) stream.destroy();
			await vi.waitFor(async () => expect(await openStreams(hub.url)).toBe(0));
			await hub.kill('SIGTERM');
		}
	}
);

/** Reads on until a stream has said something; rejects where it ends before. */
async function heard(events: ReadableStreamDefaultReader<string>, text: string): Promise<void> {
	for (let said = ''; !said.includes(text);) {
		const { value, done } = await events.read();
		if (done) throw new Error(`The stream ended before ${text}.`);
		said += value;
	}
}

/** How many event streams the hub says are open. */
async function openStreams(url: string): Promise<number> {
	const text = await (await fetch(`${url}/metrics`)).text();
	return Number(/^roompass_watchers (\d+)$/m.exec(text)?.[1]);
}
