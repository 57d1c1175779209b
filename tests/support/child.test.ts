import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const root = new URL('../../', import.meta.url);
const childModule = new URL('scripts/child.mjs', root).href;
const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', root));

/** A program that starts another one of its kind, says both ids, and does not end by being asked. */
const stubborn = `
	import { spawn } from 'node:child_process';
	process.on('SIGTERM', () => undefined);
	const inner = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => undefined); setInterval(() => {}, 1000); console.log('up')"]);
	inner.stdout.once('data', () => console.log('started ' + process.pid + ' ' + inner.pid));
	setInterval(() => {}, 1000);
`;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'roompass-child-'));
	writeFileSync(join(folder, 'stubborn.mjs'), stubborn);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that starts the stubborn one, and then does what is given. */
function starter(then: string): string {
	const file = join(folder, 'starter.mjs');
	writeFileSync(
		file,
		`import { startChild } from ${JSON.stringify(childModule)};
		const child = startChild(process.execPath, [${JSON.stringify(join(folder, 'stubborn.mjs'))}], {
			stdio: ['ignore', 'pipe', 'inherit']
		});
		child.stdout.once('data', (line) => {
			process.stdout.write(line);
			setTimeout(() => { ${then} }, 10);
		});`
	);
	return file;
}

/** Runs a program until it has said which processes were started. */
async function startedBy(command: string[], act: (pid: number) => void = () => undefined): Promise<number[]> {
	const [program = '', ...args] = command;
	const running = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
	const exited = once(running, 'exit');
	for await (const line of createInterface(running.stdout)) {
		const ids = /started (\d+) (\d+)/.exec(line)?.slice(1).map(Number);
		if (!ids) continue;
		act(running.pid!);
		running.stdout.resume();
		await exited;
		return ids;
	}
	throw new Error('Nothing was started.');
}

const isAlive = (pid: number) => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

describe('a process that was started, and what it has started itself, end', () => {
	it.each<[string, string, ((pid: number) => void)?]>([
		['when its starter ends well', 'process.exit(0)'],
		['when its starter throws', 'throw new Error("on purpose")'],
		['when its starter has nothing more to do than wait for it, and is interrupted', '', interrupt],
		['when its starter is killed', '', (pid) => process.kill(pid, 'SIGKILL')],
		['when it is killed alone', 'child.kill("SIGKILL")']
	])('%s', async (_, then, act) => {
		const ids = await startedBy([process.execPath, starter(then)], act);
		await vi.waitFor(() => expect(ids.filter(isAlive)).toEqual([]), { interval: 50 });
	});

	it('when the test that has started it never ends', async () => {
		writeFileSync(
			join(folder, 'endless.test.mjs'),
			`import { it } from 'vitest';
			it('waits for ever', async () => {
				await import('./starter.mjs');
				await new Promise(() => undefined);
			}, 3_000);`
		);
		starter('');
		writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};');
		const ids = await startedBy([process.execPath, vitest, 'run', '--root', folder]);
		await vi.waitFor(() => expect(ids.filter(isAlive)).toEqual([]), { interval: 50 });
	});
});

function interrupt(pid: number): void {
	process.kill(pid, 'SIGINT');
}
