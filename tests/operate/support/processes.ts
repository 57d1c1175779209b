import type { SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { signalGroup, startChild } from '../../../scripts/child.mjs';

/** A program that runs beside a test. */
export interface RunningProgram {
	readonly pid: number;
	/** What it has printed. */
	output(): string;
	/** Ends it and everything it has started; resolves when it has ended. */
	stop(signal?: NodeJS.Signals): Promise<void>;
}

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
	const child = startChild(path, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	let hasEnded = false;
	child.stdout!.on('data', (chunk: Buffer) => (output += chunk));
	child.stderr!.on('data', (chunk: Buffer) => (output += chunk));
	// Emitted for a program that cannot be started, too.
	const ended = once(child, 'close').then(() => undefined);
	child.on('error', (error) => (output += error.message));
	void ended.catch(() => undefined).then(() => (hasEnded = true));
	const pid = child.pid ?? 0;
	const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
		if (pid) signalGroup(pid, signal);
		await ended.catch(() => undefined);
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
