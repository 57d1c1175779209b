import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const isWindows = process.platform === 'win32';

/** @type {ChildProcess | undefined} */
let reaper;

/**
 * Starts a process that ends with this one, however this one ends: also killed, or by an exception. The process leads a group of
 * its own, so that what it starts in turn ends with it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {ChildProcess}
 */
export function startChild(command, args, options = {}) {
	const child = spawn(command, args, { ...options, detached: !isWindows });
	const { pid } = child;
	if (pid === undefined) return child;
	tellReaper(`+${pid}`);
	// What the process leaves behind in its group ends, too.
	child.once('exit', () => {
		signalGroup(pid, 'SIGKILL');
		tellReaper(`-${pid}`);
	});
	return child;
}

/**
 * Sends a signal to a process of {@link startChild} and to all that it has started.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
	try {
		process.kill(isWindows ? pid : -pid, signal);
	} catch {
		// It has ended already.
	}
}

/**
 * The reaper is a process that outlives this one by a moment: its standard input closes when this one is gone, and it then ends
 * the groups that are left.
 * @param {string} line `+` or `-`, and the id of a group
 */
function tellReaper(line) {
	if (!reaper) {
		const script = fileURLToPath(new URL('reaper.mjs', import.meta.url));
		reaper = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
		// Neither it nor the pipe keeps this process alive.
		reaper.unref();
		/** @type {import('node:net').Socket} */ (reaper.stdin).unref();
		reaper.stdin?.on('error', () => undefined);
	}
	reaper.stdin?.write(`${line}\n`);
}
