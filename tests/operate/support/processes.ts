import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

/** A program that runs beside a test. */
export interface RunningProgram {
	readonly pid: number;
	/** What it has printed. */
	output(): string;
	/** Ends it and everything it has started; resolves when it has ended. */
	stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Process groups that are still there when the tests end, or are interrupted. */
const groups = new Set<number>();
process.on('exit', () => groups.forEach((group) => signalGroup(group, 'SIGKILL')));

/**
 * Starts a program in a process group of its own, and waits until it serves. Rejects with what it has printed where it ends
 * before that.
 * @param isReady asked again and again until it says so
 */
export async function startProgram(
	path: string,
	args: readonly string[],
	options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>,
	isReady: (output: string) => Promise<boolean> | boolean
): Promise<RunningProgram> {
	const child = spawn(path, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	let hasEnded = false;
	child.stdout!.on('data', (chunk: Buffer) => (output += chunk));
	child.stderr!.on('data', (chunk: Buffer) => (output += chunk));
	// Emitted for a program that cannot be started, too.
	const ended = once(child, 'close').then(() => undefined);
	child.on('error', (error) => (output += error.message));
	void ended.catch(() => undefined).then(() => (hasEnded = true));
	const pid = child.pid ?? 0;
	if (pid) groups.add(pid);
	const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
		signalGroup(pid, signal);
		await ended.catch(() => undefined);
		signalGroup(pid, 'SIGKILL');
		groups.delete(pid);
	};
	for (;;) {
		if (hasEnded) {
			await stop();
			throw new Error(`${path} has ended.\n${output}`);
		}
		if (await Promise.resolve(isReady(output)).catch(() => false)) return { pid, output: () => output, stop };
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
	try {
		if (group > 0) process.kill(-group, signal);
	} catch {
		// It has ended.
	}
}
