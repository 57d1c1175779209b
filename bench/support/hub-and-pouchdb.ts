import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Origins } from './compare';
import { ensurePeers } from './peers';

/**
 * A hub on PGlite, on disk, and express-pouchdb in memory, each a process of its own that serves the page, too: so neither
 * side asks across origins.
 * @param page the folder of the page
 */
export async function hubAndPouchDb(page: string): Promise<Origins> {
	await ensurePeers();
	const folder = mkdtempSync(join(tmpdir(), 'roompass-bench-'));
	const hub = await start('serve-hub.mjs', page, {
		DATA_DIR: folder,
		MEMBER_REQUESTS: '1000000',
		NODE_ENV: 'production'
	});
	const pouchDb = await start('../peers/pouchdb-server.mjs', page);
	return {
		work: hub.url,
		peer: pouchDb.url,
		close: async () => {
			await Promise.all([hub.end(), pouchDb.end()]);
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

async function start(script: string, page: string, environment: Readonly<Record<string, string>> = {}) {
	const child = fork(fileURLToPath(new URL(script, import.meta.url)), [page], {
		env: { ...process.env, ...environment },
		stdio: ['ignore', 'ignore', 'inherit', 'ipc']
	});
	const exited = once(child, 'exit');
	const [{ url }] = (await once(child, 'message')) as [{ url: string }];
	return {
		url,
		end: async () => {
			child.kill();
			await exited;
		}
	};
}
