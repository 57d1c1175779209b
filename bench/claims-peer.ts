import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHub } from '../src/hub/testing/hub-process';
import { fetchAt, TestMember } from '../src/hub/testing/people';
import { Callers, workThrough, type Call } from './support/callers';
import { decisionOf, DecidingTablet } from './support/deciding-tablet';
import { approveDirectly, ApprovingBrowser, askForCode, fetchToken } from './support/device-flow';
import { ensurePeers } from './support/peers';
import type { BenchResult } from './support/result';
import { quantile, round, spreadOf } from './support/statistics';
import { claimCallOf, devicesOf } from './support/tickets';

const callers = 64;
const cycles = 3_000;
const runs = 5;
/** Both sides become quicker for so long: PostgreSQL as WebAssembly is compiled bit by bit while it serves. */
const warmUps = 4;

const sides = {
	ours: 'claim, decision, fetched, on PGlite',
	theirs: 'device code, approved on its pages, token, in memory',
	direct: 'the same without its pages, approved by a call of our own'
};
type Side = keyof typeof sides;

/**
 * The full cycle of a device: it claims, an admin sees and approves it, it fetches the decision. Ours on PGlite, on disk: one
 * tablet decides for all devices, as its sync does: it is told of the requests, pulls them, and pushes the decisions.
 * The peer is oidc-provider's device authorization grant (RFC 8628) with its adapter in memory: an admin approves each code on
 * its pages, signed in beforehand, in as many browsers as there are callers. Both are processes of their own, asked over HTTP.
 *
 * The third side is what the peer would do if its pages were passed by, which it does not offer. It is not judged.
 */
export default async function claimsPeer(): Promise<BenchResult> {
	await ensurePeers();
	const folder = mkdtempSync(join(tmpdir(), 'roompass-bench-'));
	const hub = await startHub({ DATA_DIR: folder, MEMBER_REQUESTS: '1000000' });
	const member = await TestMember.found(fetchAt(hub.url));
	const peer = fork(fileURLToPath(new URL('peers/device-flow.mjs', import.meta.url)), { stdio: 'inherit' });
	const [{ url }] = (await once(peer, 'message')) as [{ url: string }];
	const [ours, theirs] = [new Callers(hub.url, callers), new Callers(url, callers)];
	const rates: Record<Side, number[]> = { ours: [], theirs: [], direct: [] };
	const latencies: Record<Side, number[]> = { ours: [], theirs: [], direct: [] };
	try {
		const tablet = new DecidingTablet(member, ours, hub.url);
		for (let run = 1 - warmUps; run <= runs; run++) {
			const devices = await devicesOf(member, cycles);
			const prepared = await Promise.all(
				devices.map(async (device) => ({
					claim: claimCallOf(device),
					decision: await decisionOf(member, device),
					device
				}))
			);
			const timed = async <T>(side: Side, items: readonly T[], cycle: (item: T) => Promise<void>) => {
				const ms = await workThrough(items, callers, async (item) => {
					const start = performance.now();
					await cycle(item);
					if (run > 0) latencies[side].push(performance.now() - start);
				});
				const rate = (1_000 * items.length) / ms;
				if (run > 0) rates[side].push(rate);
				return Math.round(rate);
			};
			const a = await timed('ours', prepared, async ({ claim, decision, device }) => {
				const decided = tablet.decides(device, decision);
				await askOk(ours, claim);
				await Promise.race([decided, tablet.failure]);
				const path = `/v1/tickets/${device.ticketId}`;
				const state = await askOk(ours, { method: 'GET', path, headers: device.headers });
				if (!state.includes('"decided"')) throw new Error(`not decided: ${state}`);
			});
			// For each run anew, as the adapter keeps a thousand records and forgets the others.
			const browsers = await Promise.all(
				Array.from({ length: callers }, () => ApprovingBrowser.signIn(theirs, url))
			);
			const b = await timed('theirs', prepared, async () => {
				const { deviceCode, userCode } = await askForCode(theirs);
				const browser = browsers.shift()!;
				await browser.approve(userCode);
				browsers.push(browser);
				await fetchToken(theirs, deviceCode);
			});
			const c = await timed('direct', prepared, async () => {
				const { deviceCode, userCode } = await askForCode(theirs);
				await approveDirectly(theirs, userCode);
				await fetchToken(theirs, deviceCode);
			});
			console.log(`run ${run} of ${runs}: ${a} cycles a second, oidc-provider ${b}, without its pages ${c}`);
		}
		tablet.close();
	} finally {
		ours.close();
		theirs.close();
		peer.kill();
		await hub.kill('SIGTERM');
		rmSync(folder, { recursive: true, force: true });
	}
	const spread = (side: Side) => spreadOf(rates[side]);
	return {
		name: 'claims-peer',
		ratio: spread('ours').median / spread('theirs').median,
		unit: 'times oidc-provider’s device flow, cycles a second',
		limit: { atLeast: 2 },
		table: (Object.keys(sides) as Side[]).map((side) => ({
			what: sides[side],
			'cycles a second': Math.round(spread(side).median),
			'p50 ms': round(quantile(latencies[side], 0.5), 1),
			'p99 ms': round(quantile(latencies[side], 0.99), 1),
			runs
		})),
		details: {
			oursPerSecond: spread('ours'),
			theirsPerSecond: spread('theirs'),
			directPerSecond: spread('direct'),
			callers
		}
	};
}

async function askOk(http: Callers, call: Call): Promise<string> {
	const { status, body } = await http.ask(call);
	if (status !== 200) throw new Error(`answered with ${status}: ${body.toString()}`);
	return body.toString();
}
