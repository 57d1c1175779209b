import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHub, type Hub } from './hub';
import { createDatabase } from './testing/postgres-server';
import { postgresUrl } from './testing/postgres-url';
import { TestMember } from './testing/people';
import { reader } from './testing/reader';

/** In front of a PostgreSQL server: can let it vanish as a host does that loses its power, without closing anything. */
class Network {
	readonly #server = createServer((socket) => this.#connected(socket));
	readonly #sockets = new Set<Socket>();
	#isGone = false;

	constructor(private readonly port: number) {}

	/** The port to connect to. */
	async open(): Promise<number> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return (this.#server.address() as AddressInfo).port;
	}

	/** Nothing passes any more: not on these connections, and not on new ones. */
	vanish(): void {
		this.#isGone = true;
		for (const socket of this.#sockets) socket.unpipe().pause();
	}

	/** New connections pass; those of before stay dead. */
	comeBack(): void {
		this.#isGone = false;
	}

	close(): void {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
	}

	#connected(socket: Socket): void {
		socket.on('error', () => undefined);
		this.#sockets.add(socket);
		if (this.#isGone) return;
		const upstream = connect(this.port, '127.0.0.1');
		upstream.on('error', () => undefined);
		this.#sockets.add(upstream);
		socket.pipe(upstream);
		upstream.pipe(socket);
	}
}

describe('a hub whose PostgreSQL vanishes without a word', () => {
	let network: Network;
	let hub: Hub;
	/** Another process, which has a network that works. */
	let other: Hub;
	let member: TestMember;
	beforeAll(async () => {
		const direct = await createDatabase(postgresUrl());
		const url = new URL(direct);
		network = new Network(Number(url.port));
		url.port = String(await network.open());
		hub = await openHub({
			database: { kind: 'postgres', url: url.href, patience: 1_500 },
			limits: { slowPoll: 1_000_000_000 }
		});
		other = await openHub({ database: { kind: 'postgres', url: direct } });
		member = await TestMember.found(hub.fetch);
	});
	afterAll(async () => {
		await Promise.all([hub.close(), other.close()]);
		network.close();
	});

	it('answers everybody soon that it cannot, and goes on when it is back', async () => {
		const push = async () => member.push([await member.entry()]);
		expect((await push()).status).toBe(200);
		network.vanish();
		const answers = await Promise.all(Array.from({ length: 30 }, push));
		for (const { status, headers } of answers) {
			expect(status).toBe(503);
			expect(headers.has('Retry-After')).toBe(true);
		}
		network.comeBack();
		await expect.poll(async () => (await push()).status).toBe(200);
		expect((await hub.fetch(new Request('http://hub.test/readyz'))).status).toBe(200);
	});

	it('hears of others again, too', async () => {
		const there = Object.assign(Object.create(member), { fetch: other.fetch }) as TestMember;
		const heads = reader(await member.fetch(await member.request('GET', '/events')));
		const first = await heads.next();
		let last = first;
		const reading = (async () => {
			for (;;) last = await heads.next();
		})();
		// It may take a moment until it listens.
		const afterPush = async () => {
			await there.push([await there.entry()]);
			return last;
		};
		await expect.poll(afterPush).not.toBe(first);
		await heads.cancel();
		await expect(reading).rejects.toThrow();
	});
});
