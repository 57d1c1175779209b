import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

/** The file in a folder that says which process has it open: `PID START`. */
const markName = 'in-use-by';
/** Ms. A mark in which nothing is written yet is one that is just being made. */
const longestMaking = 10_000;

/**
 * Makes a folder, private, and takes it for this process; gives back what releases it. Throws where another one has it. A mark
 * that a process has left which is gone, or whose number another one has now, is taken over. Containers that share a folder
 * do not see each other's processes: of those, one at a time may be started.
 */
export function takeFolder(directory: string): () => void {
	makeFolder(resolve(directory));
	makePrivate(directory);
	const mark = join(directory, markName);
	const own = `${process.pid} ${startOf(process.pid) ?? ''}`.trim();
	for (;;) {
		try {
			writeFileSync(mark, own, { mode: 0o600, flag: 'wx' });
			return () => {
				if (read(mark) !== own) return;
				makePrivate(directory);
				rmSync(mark, { force: true });
			};
		} catch (thrown) {
			if (codeOf(thrown) !== 'EEXIST') throw thrown;
		}
		const holder = read(mark);
		if (holder === null) continue;
		if (isHeld(mark, holder))
			throw new Error(
				`The folder ${directory} is in use by process ${holder.split(' ')[0]}. Stop it, or choose another folder with DATA_DIR.`
			);
		putAside(mark, holder);
	}
}

/** One folder after the other: Node's own way never comes back where the system says that there is no such place, as `/proc`. */
function makeFolder(directory: string): void {
	if (statSync(directory, { throwIfNoEntry: false })) return;
	if (dirname(directory) !== directory) makeFolder(dirname(directory));
	try {
		mkdirSync(directory, { mode: 0o700 });
	} catch (thrown) {
		if (codeOf(thrown) !== 'EEXIST') throw thrown;
	}
}

/**
 * Takes a folder away from everybody but its owner, with the database in it: PGlite gives some of its files to all, whatever the
 * umask, and a copy that was put in its place may have lost its modes. Nothing else in the folder is touched, which may be there
 * by a mistake in `DATA_DIR`.
 */
function makePrivate(directory: string): void {
	chmodSync(directory, 0o700);
	const database = join(directory, 'postgres');
	if (!existsSync(database)) return;
	chmodSync(database, 0o700);
	for (const entry of readdirSync(database, { withFileTypes: true, recursive: true })) {
		const path = join(entry.parentPath, entry.name);
		if (entry.isDirectory()) chmodSync(path, 0o700);
		else if (entry.isFile()) makeFilePrivate(path);
	}
}

function makeFilePrivate(file: string): void {
	try {
		chmodSync(file, 0o600);
	} catch (thrown) {
		// Another process has just released the folder.
		if (codeOf(thrown) !== 'ENOENT') throw thrown;
	}
}

/** Removes a mark that was left behind, and no other that has come in its place. */
function putAside(mark: string, left: string): void {
	const aside = `${mark}.${process.pid}`;
	try {
		renameSync(mark, aside);
	} catch (thrown) {
		if (codeOf(thrown) === 'ENOENT') return;
		throw thrown;
	}
	if (read(aside) === left) rmSync(aside, { force: true });
	else renameSync(aside, mark);
}

function isHeld(mark: string, holder: string): boolean {
	if (holder === '') return Date.now() - statSync(mark).mtimeMs < longestMaking;
	const [pid, start] = holder.split(' ');
	if (!isRunning(Number(pid))) return false;
	const running = startOf(Number(pid));
	return start === undefined || running === null || start === running;
}

/** When a process was started, as Linux counts it; `null` where that is not known. */
function startOf(pid: number): string | null {
	const stat = read(`/proc/${pid}/stat`);
	// The second field is a name in brackets, which may hold anything; the start is the 22nd.
	return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function read(file: string): string | null {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		return null;
	}
}

function isRunning(pid: number): boolean {
	if (!(pid > 0)) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (thrown) {
		return codeOf(thrown) === 'EPERM';
	}
}

function codeOf(thrown: unknown): string | undefined {
	return (thrown as { code?: string }).code;
}
