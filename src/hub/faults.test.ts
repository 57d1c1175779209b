import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { bytesToHex } from '$lib/protocol/bytes';
import { parseEntryEnvelope } from '$lib/protocol/entry-envelope';
import { SeededRandom } from '$lib/protocol/testing/seeded-random';
import { extent } from '../../tests/support/extent';
import { startHub, type HubProcess } from './testing/hub-process';
import { engines } from './testing/new-hub';
import { fetchAt, newCode, saidBy, TestDevice, TestMember, ticketFor } from './testing/people';
import { createDatabase, startPostgres } from './testing/postgres-server';
import { freePort } from './testing/free-port';
import { postgresUrl } from './testing/postgres-url';

/** How often the hub is killed. */
const kills = extent({ short: 3, whole: 30 });

const idOfEntry = (bytes: Uint8Array) => parseEntryEnvelope(bytes)!.id;

/** A tablet that pushes what it has made until it is acknowledged, as a tablet does, through whatever happens to the hub. */
class Pusher {
	readonly made: string[] = [];
	readonly acknowledged: string[] = [];
	#waiting: Uint8Array<ArrayBuffer>[] = [];

	constructor(readonly member: TestMember) {}

	/** Pushes what was not acknowledged, or else new entries: were there more at each try, no hub could take them in the end. */
	async push(): Promise<Response | null> {
		for (let i = this.#waiting.length; i < 3; i++) {
			const entry = await this.member.entry();
			this.made.push(idOfEntry(entry));
			this.#waiting.push(entry);
		}
		const sent = [...this.#waiting];
		let response: Response;
		try {
			response = await this.member.push(sent);
		} catch {
			return null;
		}
		if (response.ok) {
			await response.json();
			this.#waiting = [];
			this.acknowledged.push(...sent.map(idOfEntry));
		}
		return response;
	}
}

describe.concurrent.each(engines)('a hub on %s that is killed in the middle of pushes', (engine) => {
	it(
		`has every acknowledged entry afterwards, and none twice: ${kills} times`,
		{ tags: ['soak'] },
		async () => {
			const random = new SeededRandom(7);
			const folder = mkdtempSync(join(tmpdir(), 'roompass-hub-'));
			const environment: Record<string, string> =
				engine === 'pglite'
					? { DATA_DIR: join(folder, 'data') }
					: { DATABASE_URL: await createDatabase(postgresUrl()) };
			const port = await freePort();
			let hub: HubProcess = await startHub(environment, port);
			const member = await TestMember.found(fetchAt(hub.url));
			const pushers = Array.from({ length: 4 }, () => new Pusher(member));
			for (let round = 0; round < kills; round++) {
				let isAlive = true;
				const pushing = pushers.map(async (pusher) => {
					while (isAlive) await pusher.push();
				});
				await new Promise((resolve) => setTimeout(resolve, 20 + 130 * random.next()));
				await hub.kill();
				isAlive = false;
				await Promise.all(pushing);
				hub = await startHub(environment, port);
				const there = new Set((await member.pullAll()).map(({ bytes }) => idOfEntry(bytes)));
				const lost = pushers.flatMap(({ acknowledged }) => acknowledged.filter((id) => !there.has(id)));
				expect(lost).toEqual([]);
			}
			for (const pusher of pushers) expect((await pusher.push())?.status).toBe(200);
			const there = (await member.pullAll()).map(({ bytes }) => idOfEntry(bytes));
			expect(there.toSorted()).toEqual(pushers.flatMap(({ made }) => made).toSorted());
			await hub.kill('SIGTERM');
			rmSync(folder, { recursive: true, force: true });
		}
	);
});

describe('a PostgreSQL that is restarted under load', () => {
	it('costs waiting or a 503 that says when to come back, and nothing that was acknowledged', async () => {
		const server = await startPostgres();
		const hub = await startHub({ DATABASE_URL: await createDatabase(server.url) });
		const member = await TestMember.found(fetchAt(hub.url));
		const codes = Array.from({ length: 400 }, newCode);
		await member.push([], await Promise.all(codes.map((code) => ticketFor(code))));
		const pushers = Array.from({ length: 4 }, () => new Pusher(member));
		let unavailable = 0;
		const others: (number | string)[] = [];
		const claimed: TestDevice[] = [];
		let isLoaded = true;
		const note = (response: Response | null) => {
			if (response === null) others.push('no answer');
			else if (response.status === 503 && response.headers.has('Retry-After')) unavailable++;
			else if (!response.ok) others.push(response.status);
		};
		const load = [
			...pushers.map(async (pusher) => {
				while (isLoaded) {
					const response = await pusher.push();
					note(response);
					// A tablet waits before it asks again.
					if (!response?.ok) await new Promise((resolve) => setTimeout(resolve, 100));
				}
			}),
			(async () => {
				for (const code of codes) {
					if (!isLoaded) return;
					const device = await TestDevice.make(fetchAt(hub.url), code);
					const response = await device.claim();
					note(response);
					if (response.ok) claimed.push(device);
				}
			})()
		];
		const acknowledged = () => pushers.reduce((sum, pusher) => sum + pusher.acknowledged.length, 0);
		/** Until so many more entries have been acknowledged. */
		const more = async (count: number) => {
			const before = acknowledged();
			await vi.waitFor(() => expect(acknowledged()).toBeGreaterThanOrEqual(before + count));
		};
		await vi.waitFor(() => expect(claimed.length).toBeGreaterThan(0));
		for (let restart = 0; restart < 3; restart++) {
			await more(20);
			await server.stop();
			// Away for longer than the hub waits by itself, every time but the first.
			const before = unavailable;
			if (restart > 0) await vi.waitFor(() => expect(unavailable).toBeGreaterThan(before));
			await server.start();
		}
		await more(20);
		isLoaded = false;
		await Promise.all(load);
		expect(others).toEqual([]);
		expect(unavailable).toBeGreaterThan(0);
		expect(hub.isRunning()).toBe(true);
		for (const pusher of pushers) expect((await pusher.push())?.status).toBe(200);
		const items = await member.pullAll();
		const entries = items.filter(({ kind }) => kind === 'entry').map(({ bytes }) => idOfEntry(bytes));
		expect(entries.toSorted()).toEqual(pushers.flatMap(({ made }) => made).toSorted());
		for (const device of claimed) expect(await saidBy(await device.state())).toBe('waiting');
		const requests = items.filter(({ kind }) => kind === 'request');
		expect(new Set(requests.map(({ bytes }) => bytesToHex(bytes))).size).toBe(requests.length);
		await hub.kill('SIGTERM');
		await server.remove();
	});
});
