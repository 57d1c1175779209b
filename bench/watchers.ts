import { get, type ClientRequest } from 'node:http';
import { randomBytes } from '../src/lib/protocol/bytes';
import { hashOf } from '../src/hub/bytes';
import { startHub } from '../src/hub/testing/hub-process';
import { fetchAt, hour, TestMember, type TestDevice } from '../src/hub/testing/people';
import { createDatabase, startPostgres } from '../src/hub/testing/postgres-server';
import { Callers, workThrough } from './support/callers';
import { residentMB } from './support/resident';
import type { BenchResult } from './support/result';
import { quantile, round } from './support/statistics';
import { claimCallOf, devicesOf } from './support/tickets';

const devices = 10_000;
const woken = 1_000;
const rounds = 9;

/**
 * Ten thousand devices watch their tickets by event streams of one hub process; a thousand of them are decided by one push,
 * several times. What counts is the process's memory, and how long after the decision was acknowledged each device has heard.
 * On PostgreSQL: what PGlite takes is no part of watching.
 */
export default async function watchers(): Promise<BenchResult> {
	const server = await startPostgres();
	const hub = await startHub({ DATABASE_URL: await createDatabase(server.url) });
	const member = await TestMember.found(fetchAt(hub.url));
	const streams: ClientRequest[] = [];
	const latencies: number[] = [];
	const lasts: number[] = [];
	const pushes: number[] = [];
	try {
		const all = await devicesOf(member, devices);
		const callers = new Callers(hub.url, 64);
		await workThrough(all, 64, async (device) => void (await callers.ask(claimCallOf(device))));
		callers.close();
		const before = residentMB(hub.pid);
		const heard = new Map<string, (at: number) => void>();
		await workThrough(all, 64, (device) => watch(hub.url, device, streams, heard));
		await new Promise((resolve) => setTimeout(resolve, 3_000));
		const memory = residentMB(hub.pid);
		console.log(`${devices} watchers: ${memory} MB, before them ${before} MB`);
		for (let round = 0; round < rounds; round++) {
			const decided = all.slice(round * woken, (round + 1) * woken);
			const hearing = decided.map(
				({ ticketId }) => new Promise<number>((resolve) => heard.set(ticketId, resolve))
			);
			const sent = performance.now();
			const pushed = await member.push([], decided.map(decisionFor));
			const acknowledged = performance.now();
			if (!pushed.ok) throw new Error(`the decisions were not taken: ${pushed.status}`);
			const times = (await Promise.all(hearing)).map((at) => at - acknowledged);
			latencies.push(...times);
			lasts.push(Math.max(...times));
			pushes.push(acknowledged - sent);
			console.log(
				`round ${round + 1}: push ${round_(acknowledged - sent)} ms, last of ${woken} ${round_(lasts.at(-1)!)} ms after it`
			);
		}
		const p99 = quantile(latencies, 0.99);
		const slowest = Math.max(...lasts);
		return {
			name: 'watchers',
			ratio: memory / 250,
			unit: 'of 250 MB for the process',
			limit: { atMost: 1 },
			more: [
				{ what: 'p99 of the time from decision to device, in ms', value: round(p99, 1), atMost: 100 },
				{ what: 'the last of a thousand, the slowest round, in ms', value: round(slowest, 1), atMost: 100 }
			],
			table: [
				{
					watchers: devices,
					'MB before': before,
					'MB with them': memory,
					'push of 1,000, ms': round_(quantile(pushes, 0.5)),
					'p50 ms': round_(quantile(latencies, 0.5)),
					'p99 ms': round_(p99),
					'last, median ms': round_(quantile(lasts, 0.5)),
					'last, slowest ms': round_(slowest)
				}
			],
			details: { memoryMB: memory, beforeMB: before, p99Ms: p99, lastsMs: lasts, pushesMs: pushes, rounds }
		};
	} finally {
		for (const stream of streams) stream.destroy();
		await hub.kill('SIGTERM');
		await server.remove();
	}
}

/** Opens a device's event stream; resolves with its first event, and tells when it is decided. */
function watch(
	url: string,
	{ ticketId, headers }: TestDevice,
	streams: ClientRequest[],
	heard: Map<string, (at: number) => void>
): Promise<void> {
	return new Promise((resolve, reject) => {
		const request = get(`${url}/v1/tickets/${ticketId}/events`, { headers, agent: false }, (response) => {
			if (response.statusCode !== 200) reject(new Error(`a stream was answered with ${response.statusCode}`));
			response.on('data', (chunk: Buffer) => {
				if (chunk.includes('"decided"')) heard.get(ticketId)?.(performance.now());
				resolve();
			});
		});
		request.on('error', reject);
		streams.push(request);
	});
}

function decisionFor({ ticketId, sealed }: TestDevice) {
	const collectBy = Date.now() + 12 * hour;
	const requestHash = hashOf(sealed, 16);
	return { type: 'decision', ticketId, requestHash, decision: randomBytes(190), collectBy } as const;
}

const round_ = (value: number) => round(value, 1);
