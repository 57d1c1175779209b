import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHub } from '../src/hub/testing/hub-process';
import { createDatabase, startPostgres } from '../src/hub/testing/postgres-server';
import { residentMB } from './support/resident';
import type { BenchResult } from './support/result';
import { quantile } from './support/statistics';

const runs = 3;
/** Ms after which a process that has started is at rest. */
const untilRest = 20_000;

/**
 * The memory of a hub at rest, which nobody has asked anything yet: on PGlite, when it has just made its database and when it
 * has opened it again, beside PGlite alone, which has made and opened one of its own; and on PostgreSQL.
 */
export default async function memory(): Promise<BenchResult> {
	const found: Record<'bareMade' | 'bare' | 'made' | 'opened' | 'postgres', number[]> = {
		bareMade: [],
		bare: [],
		made: [],
		opened: [],
		postgres: []
	};
	for (let run = 1; run <= runs; run++) {
		const folder = mkdtempSync(join(tmpdir(), 'roompass-memory-'));
		try {
			found.bareMade.push(await ofBare(join(folder, 'bare')));
			found.bare.push(await ofBare(join(folder, 'bare')));
			found.made.push(await ofHub({ DATA_DIR: join(folder, 'data') }));
			found.opened.push(await ofHub({ DATA_DIR: join(folder, 'data') }));
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
		const server = await startPostgres();
		try {
			found.postgres.push(await ofHub({ DATABASE_URL: await createDatabase(server.url) }));
		} finally {
			await server.remove();
		}
		console.log(`run ${run} of ${runs}: ${JSON.stringify(found)}`);
	}
	const mb = Object.fromEntries(
		Object.entries(found).map(([name, all]) => [name, Math.round(quantile(all, 0.5))])
	) as Record<keyof typeof found, number>;
	const above = Math.max(mb.made, mb.opened) - mb.bare;
	return {
		name: 'memory',
		ratio: above / 120,
		unit: 'of the 120 MB that a hub on PGlite may take more than PGlite alone, opened again',
		limit: { atMost: 1 },
		more: [{ what: 'MB of a hub on PostgreSQL at rest', value: mb.postgres, atMost: 80 }],
		table: [
			{ what: 'PGlite alone, database just made', MB: mb.bareMade },
			{ what: 'PGlite alone, opened again', MB: mb.bare },
			{ what: 'hub on PGlite, database just made', MB: mb.made },
			{ what: 'hub on PGlite, opened again', MB: mb.opened },
			{ what: 'hub on PostgreSQL', MB: mb.postgres }
		],
		details: { ...mb, aboveMB: above, runs, all: found }
	};
}

async function ofHub(environment: Readonly<Record<string, string>>): Promise<number> {
	const hub = await startHub(environment);
	await rest();
	const found = residentMB(hub.pid);
	await hub.kill('SIGTERM');
	return found;
}

async function ofBare(folder: string): Promise<number> {
	const child = fork('bench/support/bare-pglite.mjs', [folder], { execArgv: [] });
	await once(child, 'message');
	await rest();
	const found = residentMB(child.pid!);
	child.kill('SIGTERM');
	await once(child, 'exit');
	return found;
}

const rest = () => new Promise((resolve) => setTimeout(resolve, untilRest));
