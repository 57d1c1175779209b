import { Buffer } from 'node:buffer';
import postgres from 'postgres';
import { hashOf } from '../src/hub/bytes';
import { startHub } from '../src/hub/testing/hub-process';
import { fetchAt, TestMember, type TestDevice } from '../src/hub/testing/people';
import { createDatabase, startPostgres } from '../src/hub/testing/postgres-server';
import { Callers, workThrough } from './support/callers';
import type { BenchResult } from './support/result';
import { claimCallOf, devicesOf } from './support/tickets';
import { quantile, round, spreadOf } from './support/statistics';

const callers = 64;
const perRun = { work: 6_000, floor: 1_500 };
const runs = 5;

/**
 * Claims of distinct tickets of one workspace over HTTP, and as their floor the same SQL function called directly, one
 * claim a commit. One PostgreSQL server for both, in turn.
 */
export default async function claims(): Promise<BenchResult> {
	const server = await startPostgres();
	const databaseUrl = await createDatabase(server.url);
	const hub = await startHub({ DATABASE_URL: databaseUrl });
	const sql = postgres(databaseUrl, { max: callers, onnotice: () => undefined });
	const http = new Callers(hub.url, callers);
	const member = await TestMember.found(fetchAt(hub.url));
	const times: Record<'work' | 'floor', number[]> = { work: [], floor: [] };
	const latencies: number[] = [];
	try {
		for (let run = 0; run <= runs; run++) {
			// The first one warms both up.
			const isCounted = run > 0;
			const claimed = (await devicesOf(member, perRun.work)).map(claimCallOf);
			const workMs = await workThrough(claimed, callers, async (call) => {
				const { status, ms } = await http.ask(call);
				if (status !== 200) throw new Error(`a claim was answered with ${status}`);
				if (isCounted) latencies.push(ms);
			});
			const direct = (await devicesOf(member, perRun.floor)).map(claimOf);
			const floorMs = await workThrough(direct, callers, async ({ claim, request }) => {
				const [answer] = await sql.unsafe(
					'select state from claim_tickets($1, $2::text::int[], $3, $4::bigint)',
					[claim, `{${request.length}}`, request, Date.now()]
				);
				if (answer?.state !== 'waiting') throw new Error(`the function answered ${answer?.state}`);
			});
			const [work, floor] = [(1_000 * perRun.work) / workMs, (1_000 * perRun.floor) / floorMs];
			console.log(`run ${run} of ${runs}: ${Math.round(work)} claims a second, floor ${Math.round(floor)}`);
			if (!isCounted) continue;
			times.work.push(work);
			times.floor.push(floor);
		}
	} finally {
		http.close();
		await sql.end();
		await hub.kill('SIGTERM');
		await server.remove();
	}
	const [work, floor] = [spreadOf(times.work), spreadOf(times.floor)];
	const p99 = round(quantile(latencies, 0.99), 1);
	return {
		name: 'claims',
		ratio: work.median / floor.median,
		unit: 'times the floor, claims a second',
		limit: { atLeast: 6 },
		more: [{ what: 'p99 of a claim over HTTP, in ms', value: p99, atMost: 100 }],
		table: [
			{ what: `over HTTP, ${callers} callers`, 'a second': Math.round(work.median), 'p99 ms': p99, runs },
			{
				what: `the SQL function, ${callers} connections, one commit each`,
				'a second': Math.round(floor.median),
				'p99 ms': '',
				runs
			}
		],
		details: {
			workPerSecond: work,
			floorPerSecond: floor,
			p50Ms: round(quantile(latencies, 0.5), 1),
			p99Ms: p99
		}
	};
}

/** What the hub hands to the SQL function for one claim. */
function claimOf({ ticketId, claimToken, device, sealed, serialTag }: TestDevice) {
	const claim = ticketId + hashOf(claimToken) + hashOf(device) + hashOf(sealed, 16) + serialTag;
	return { claim: Buffer.from(claim, 'hex'), request: Buffer.from(sealed) };
}
