import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { encodePush, type HubOperation } from '../src/lib/protocol/hub/push';
import { signRequest } from '../src/lib/protocol/hub/signed-request';
import { randomBytes } from '../src/lib/protocol/bytes';
import { hashOf } from '../src/hub/bytes';
import { startHub } from '../src/hub/testing/hub-process';
import { fetchAt, hour, TestMember, type TestDevice } from '../src/hub/testing/people';
import { Callers, workThrough, type Call } from './support/callers';
import { ensurePeers } from './support/peers';
import type { BenchResult } from './support/result';
import { quantile, round, spreadOf } from './support/statistics';
import { claimCallOf, devicesOf } from './support/tickets';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const callers = 64;
const cycles = 3_000;
const runs = 5;
/** Both sides become quicker for so long: PostgreSQL as WebAssembly is compiled bit by bit while it serves. */
const warmUps = 4;

/**
 * The full cycle of a device: it claims, an admin's tablet decides, it fetches the decision. Ours on PGlite, on disk; the
 * peer is oidc-provider's device authorization grant (RFC 8628) with its adapter in memory: device code, consent, token. Both
 * are processes of their own, asked over HTTP by as many callers. One tablet decides for all of our devices, and pushes as a
 * tablet does: what is decided while a push is under way goes with the next one.
 */
export default async function claimsPeer(): Promise<BenchResult> {
	await ensurePeers();
	const folder = mkdtempSync(join(tmpdir(), 'roompass-bench-'));
	const hub = await startHub({ DATA_DIR: folder, MEMBER_REQUESTS: '1000000' });
	const member = await TestMember.found(fetchAt(hub.url));
	const peer = fork(fileURLToPath(new URL('peers/device-flow.mjs', import.meta.url)), { stdio: 'inherit' });
	const [{ url }] = (await once(peer, 'message')) as [{ url: string }];
	const ours = new Callers(hub.url, callers);
	const theirs = new Callers(url, callers);
	const rates: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
	const latencies: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
	try {
		for (let run = 1 - warmUps; run <= runs; run++) {
			const devices = await devicesOf(member, cycles);
			const prepared = await Promise.all(devices.map((device) => cycleOf(member, device)));
			const timed =
				(side: 'ours' | 'theirs', cycle: (prepared: Cycle) => Promise<void>) => async (one: Cycle) => {
					const start = performance.now();
					await cycle(one);
					if (run > 0) latencies[side].push(performance.now() - start);
				};
			const admin = new Admin(member, ours);
			const oursMs = await workThrough(
				prepared,
				callers,
				timed('ours', (one) => ourCycle(ours, admin, one))
			);
			const theirsMs = await workThrough(
				prepared,
				callers,
				timed('theirs', () => theirCycle(theirs))
			);
			const [a, b] = [(1_000 * cycles) / oursMs, (1_000 * cycles) / theirsMs];
			console.log(`run ${run} of ${runs}: ${Math.round(a)} cycles a second, oidc-provider ${Math.round(b)}`);
			if (run <= 0) continue;
			rates.ours.push(a);
			rates.theirs.push(b);
		}
	} finally {
		ours.close();
		theirs.close();
		peer.kill();
		await hub.kill('SIGTERM');
		rmSync(folder, { recursive: true, force: true });
	}
	const [a, b] = [spreadOf(rates.ours), spreadOf(rates.theirs)];
	const row = (what: string, rate: number, side: 'ours' | 'theirs') => ({
		what,
		'cycles a second': Math.round(rate),
		'p50 ms': round(quantile(latencies[side], 0.5), 1),
		'p99 ms': round(quantile(latencies[side], 0.99), 1),
		runs
	});
	return {
		name: 'claims-peer',
		ratio: a.median / b.median,
		unit: 'times oidc-provider’s device flow, cycles a second',
		limit: { atLeast: 2 },
		table: [
			row('claim, decision, fetched, on PGlite', a.median, 'ours'),
			row('device code, consent, token, in memory', b.median, 'theirs')
		],
		details: { oursPerSecond: a, theirsPerSecond: b, callers }
	};
}

/** What a cycle asks, made ready: a tablet's and a device's own work is no part of either side. */
interface Cycle {
	readonly claim: Call;
	readonly decision: Decided;
	readonly fetch: Call;
}

interface Decided {
	readonly entry: Uint8Array<ArrayBuffer>;
	readonly operation: HubOperation;
}

async function cycleOf(member: TestMember, device: TestDevice): Promise<Cycle> {
	const { ticketId } = device;
	const operation = {
		type: 'decision',
		ticketId,
		requestHash: hashOf(device.sealed, 16),
		decision: randomBytes(190),
		collectBy: Date.now() + hour
	} as const;
	return {
		claim: claimCallOf(device),
		decision: { entry: await member.entry(), operation },
		fetch: { method: 'GET', path: `/v1/tickets/${ticketId}`, headers: device.headers }
	};
}

async function ourCycle(http: Callers, admin: Admin, { claim, decision, fetch }: Cycle): Promise<void> {
	assertOk(await http.ask(claim));
	await admin.push(decision);
	const state = await http.ask(fetch);
	assertOk(state);
	if (!state.body.includes('"decided"')) throw new Error(`not decided: ${state.body}`);
}

/** An admin's tablet: like its outbox, what is decided while a push is under way goes with the next one. */
class Admin {
	#waiting: {
		readonly decided: Decided;
		readonly done: () => void;
		readonly failed: (thrown: unknown) => void;
	}[] = [];
	#isPushing = false;

	constructor(
		private readonly member: TestMember,
		private readonly http: Callers
	) {}

	push(decided: Decided): Promise<void> {
		return new Promise((done, failed) => {
			this.#waiting.push({ decided, done, failed });
			if (!this.#isPushing) void this.#pushAll();
		});
	}

	async #pushAll(): Promise<void> {
		this.#isPushing = true;
		while (this.#waiting.length > 0) {
			const taken = this.#waiting;
			this.#waiting = [];
			try {
				assertOk(await this.http.ask(await this.#call(taken.map(({ decided }) => decided))));
				for (const { done } of taken) done();
			} catch (thrown) {
				for (const { failed } of taken) failed(thrown);
			}
		}
		this.#isPushing = false;
	}

	async #call(decided: readonly Decided[]): Promise<Call> {
		const { pair, member, workspace } = this.member;
		const body = encodePush({
			entries: decided.map(({ entry }) => entry),
			operations: decided.map(({ operation }) => operation)
		});
		const path = `/v1/workspaces/${workspace}/push`;
		const request = { method: 'POST', target: path, body };
		const headers = {
			Authorization: await signRequest(pair.privateKey, member, request, Date.now()),
			'Content-Type': 'application/cbor',
			'Content-Length': String(body.length)
		};
		return { method: 'POST', path, headers, body };
	}
}

async function theirCycle(http: Callers): Promise<void> {
	const form = (path: string, fields: Record<string, string>) => {
		const body = new URLSearchParams(fields).toString();
		const headers = {
			'Content-Type': 'application/x-www-form-urlencoded',
			'Content-Length': String(body.length)
		};
		return http.ask({ method: 'POST', path, headers, body });
	};
	const asked = await form('/device/auth', { client_id: 'console', scope: 'openid' });
	assertOk(asked);
	const { device_code, user_code } = JSON.parse(asked.body) as { device_code: string; user_code: string };
	assertOk(await form('/consent', { user_code }));
	const token = await form('/token', {
		client_id: 'console',
		grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
		device_code
	});
	assertOk(token);
	if (!token.body.includes('access_token')) throw new Error(`no token: ${token.body}`);
}

function assertOk({ status, body }: { status: number; body: string }): void {
	if (status < 200 || status > 299) throw new Error(`answered with ${status}: ${body}`);
}
