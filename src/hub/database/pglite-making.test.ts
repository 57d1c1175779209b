import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from '../../../scripts/child.mjs';
import { hubModule } from '../../../scripts/build.mjs';

/** Opens a hub and closes it, and says what processes it has started, and what was there when the thread was. */
const script = (directory: string) => `
	import { existsSync } from 'node:fs';
	import { createRequire, syncBuiltinESMExports } from 'node:module';
	const require = createRequire(import.meta.url);
	const [processes, threads] = [require('node:child_process'), require('node:worker_threads')];
	const [started, opened, said] = [[], [], []];
	const { spawn } = processes;
	processes.spawn = (...given) => started[started.push(spawn(...given)) - 1];
	threads.Worker = class extends threads.Worker {
		constructor(...given) {
			const isMade = existsSync(${JSON.stringify(join(directory, 'postgres', 'PG_VERSION'))});
			opened.push({ isMade, makers: started.map(({ exitCode }) => exitCode) });
			super(...given);
		}
	};
	syncBuiltinESMExports();
	const { openHub } = await import(${JSON.stringify(hubModule)});
	const say = (line) => said.push(line);
	const hub = await openHub({ database: { kind: 'pglite', directory: ${JSON.stringify(directory)}, say } });
	await hub.close();
	console.log(JSON.stringify({ opened, said }));
`;

describe('a first database', () => {
	let parent: string;
	let folder: string;
	beforeEach(() => {
		parent = mkdtempSync(join(tmpdir(), 'roompass-making-'));
		folder = join(parent, 'data');
	});
	afterEach(() => rmSync(parent, { recursive: true, force: true }));

	const open = async () => {
		const file = join(parent, 'hub.mjs');
		writeFileSync(file, script(folder));
		const child = startChild(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
		let output = '';
		child.stdout?.on('data', (chunk) => (output += String(chunk)));
		expect(await once(child, 'close')).toEqual([0, null]);
		return JSON.parse(output) as { opened: { isMade: boolean; makers: number[] }[]; said: string[] };
	};

	it('is made by a process that has ended before it is used, and said to be; later ones are not', async () => {
		mkdirSync(join(folder, 'postgres-making-4194305'), { recursive: true });
		const first = await open();
		expect(first.opened).toEqual([{ isMade: true, makers: [0] }]);
		expect(first.said[0]).toContain(`Making the database in ${folder}`);
		expect(first.said.at(-1)).toMatch(/^Made in \d+ s\.$/);
		expect(readdirSync(folder)).toEqual(['postgres']);
		expect(await open()).toEqual({ opened: [{ isMade: true, makers: [] }], said: [] });
	});

	it('is given up with the process that wants it', async () => {
		const making = join(parent, 'making');
		const first = new URL('pglite-first.js', hubModule);
		const child = startChild(process.execPath, [first.pathname, making], {
			stdio: ['pipe', 'ignore', 'ignore']
		});
		child.stdin?.end();
		expect(await once(child, 'close')).toEqual([1, null]);
		expect(existsSync(join(folder, 'postgres'))).toBe(false);
	});
});
