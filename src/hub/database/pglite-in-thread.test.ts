import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { startChild } from '../../../scripts/child.mjs';
import { hubModule } from '../../../scripts/build.mjs';

/** Opens a hub whose threads can be got at, and ends the one of its database. */
const script = (directory: string) => `
	import { createRequire, syncBuiltinESMExports } from 'node:module';
	const threads = createRequire(import.meta.url)('node:worker_threads');
	const opened = [];
	threads.Worker = class extends threads.Worker {
		constructor(...given) {
			super(...given);
			opened.push(this);
		}
	};
	syncBuiltinESMExports();
	const { openHub } = await import(${JSON.stringify(hubModule)});
	await openHub({ database: { kind: 'pglite', directory: ${JSON.stringify(directory)} } });
	setInterval(() => undefined, 1_000);
	console.log('threads: ' + opened.length);
	await opened[0].terminate();
`;

it('a process whose database’s thread has ended ends, too', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'roompass-thread-'));
	const file = join(folder, 'hub.mjs');
	writeFileSync(file, script(join(folder, 'data')));
	const child = startChild(process.execPath, [file]);
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
	const [code] = (await once(child, 'exit')) as [number | null];
	expect(output).toContain('threads: 1');
	expect(output).toContain('The thread of the database has ended.');
	expect(code).toBe(1);
	rmSync(folder, { recursive: true, force: true });
});
