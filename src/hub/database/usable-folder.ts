import { mkdtempSync, readdirSync, rmdirSync, statSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

/** What a folder may hold that no hub has put there: a file system's own, and what keeps an empty folder in a repository. */
const harmless = new Set(['lost+found', '.gitignore', '.gitkeep']);

/**
 * What keeps a folder from being a hub's data folder, as the end of a sentence that begins with its name; `null` where nothing
 * does. The folder need not be there, and is not made.
 */
export function problemWithFolder(directory: string): string | null {
	const path = resolve(directory);
	let nearest = path;
	let found: Stats | undefined;
	try {
		while (!(found = statSync(nearest, { throwIfNoEntry: false })) && dirname(nearest) !== nearest)
			nearest = dirname(nearest);
		if (!found?.isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
		// A user may be allowed what the file system then refuses, so it is tried.
		rmdirSync(mkdtempSync(join(nearest, '.roompass-')));
		if (nearest !== path) return null;
		const isOwn =
			found.uid === process.getuid?.() || process.getuid?.() === 0 || process.platform === 'win32';
		if (!isOwn) return 'must be a folder of the user that the hub runs as, and belongs to another one';
		return holdsOther(path) ? 'must be empty or hold the data of a hub, and holds other files' : null;
	} catch (thrown) {
		const { code } = thrown as { code?: string };
		if (code === 'ENOTDIR') return 'must be a folder, and is a file or below one';
		return `must be a folder that this user may write to, and ${nearest} is none (${code})`;
	}
}

/** Whether something else is in there, whose owner would be shut out when the folder is made private. */
function holdsOther(path: string): boolean {
	const names = readdirSync(path);
	if (names.includes('postgres')) return false;
	return names.some((name) => !harmless.has(name) && !/^(in-use-by|postgres-making-|\.roompass-)/.test(name));
}
