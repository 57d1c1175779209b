import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHub } from '../../src/hub/testing/hub-process';
import { ensurePeers } from './peers';

/**
 * A hub on PGlite, on disk, and express-pouchdb in memory, each a process of its own, for pages of an origin.
 * The query names them as `hub` and `pouchdb`.
 */
export async function hubAndPouchDb(origin: string): Promise<{ query: string; close(): Promise<void> }> {
	await ensurePeers();
	const folder = mkdtempSync(join(tmpdir(), 'roompass-bench-'));
	const hub = await startHub({ DATA_DIR: folder, ALLOWED_ORIGINS: origin, MEMBER_REQUESTS: '1000000' });
	const peer = fork(fileURLToPath(new URL('../peers/pouchdb-server.mjs', import.meta.url)), { silent: true });
	const [{ url }] = (await once(peer, 'message')) as [{ url: string }];
	return {
		query: new URLSearchParams({ hub: hub.url, pouchdb: url }).toString(),
		close: async () => {
			peer.kill();
			await hub.kill('SIGTERM');
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
