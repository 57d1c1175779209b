import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { ensurePostgresTools } from '../../../scripts/debian.mjs';
import { freePort } from '../../../src/hub/testing/free-port';
import { makeCertificate } from './certificate';
import { ordinaryUser } from './ordinary-user';
import { startProgram } from './processes';

/** A PostgreSQL server of the distribution, with its tools. */
export interface Postgres {
	readonly host: string;
	readonly port: number;
	/** Its data. */
	readonly folder: string;
	/** The environment in which its tools are found. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Runs SQL as the administrator, as `psql` is given it; what that printed. Throws where a statement fails. */
	asAdministrator(sql: string): string;
	/** Runs a command of a document by the shell, as whoever runs the server. */
	run(command: string, environment?: Readonly<Record<string, string>>): Outcome;
	/** Kills it at once. */
	crash(): Promise<void>;
	/** Ends it and deletes it. */
	remove(): Promise<void>;
}

/** What became of a command. */
export interface Outcome {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/**
 * Starts a server as an ordinary user, with TLS, and passwords asked for over TCP, as Debian has it.
 * @param fill makes the data folder, by default an empty cluster
 */
export async function startDebianPostgres({
	fill
}: {
	readonly fill?: (run: (command: string) => Outcome, folder: string) => void;
} = {}): Promise<Postgres> {
	const home = mkdtempSync(join(tmpdir(), 'roompass-debian-postgres-'));
	const { uid, gid } = ordinaryUser;
	if (uid !== undefined && gid !== undefined) chownSync(home, uid, gid);
	const tools = toolsFor(home);
	const port = await freePort();
	const env = {
		...process.env,
		...tools.env,
		HOME: home,
		PATH: `${tools.path}:${process.env.PATH}`,
		// No settings of whoever runs the tests.
		DATABASE_URL: undefined,
		PGHOST: undefined,
		PGPORT: undefined
	};
	const run = (
		command: string,
		environment: Readonly<Record<string, string>> = {},
		input?: string
	): Outcome => {
		const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
			cwd: home,
			env: { ...env, ...environment },
			input,
			encoding: 'utf8',
			...ordinaryUser
		});
		return { status, stdout, stderr };
	};
	const demand = (outcome: Outcome): string => {
		if (outcome.status !== 0) throw new Error(`${outcome.stderr}\n${outcome.stdout}`);
		return outcome.stdout;
	};
	const folder = join(home, 'data');
	try {
		if (fill) fill(run, folder);
		else
			demand(
				run(`initdb --username postgres --auth-local trust --auth-host scram-sha-256 --no-sync "${folder}"`)
			);
		const { certificate, key } = makeCertificate(home, 'localhost');
		for (const file of [certificate, key])
			if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
		const tls = ['-c', 'ssl=on', '-c', `ssl_cert_file=${certificate}`, '-c', `ssl_key_file=${key}`];
		const server = await startProgram(
			`${tools.path}/postgres`,
			['-D', folder, '-k', home, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', ...tls],
			{ env, cwd: home, ...ordinaryUser },
			(output) => /database system is ready to accept/.test(output)
		);
		return {
			host: '127.0.0.1',
			port,
			folder,
			env,
			asAdministrator: (sql) =>
				demand(
					run(
						`psql --no-psqlrc --tuples-only --no-align --quiet --set ON_ERROR_STOP=1 --host "${home}" --port ${port} --username postgres postgres`,
						{},
						sql
					)
				),
			run,
			crash: () => server.stop('SIGQUIT'),
			remove: async () => {
				await server.stop('SIGQUIT');
				rmSync(home, { recursive: true, force: true });
			}
		};
	} catch (thrown) {
		rmSync(home, { recursive: true, force: true });
		throw thrown;
	}
}

/** The tools, where the user who runs the server gets to: what is unpacked beside the project may be its owner's alone. */
function toolsFor(home: string): { path: string; env: Record<string, string> } {
	const { path, env } = ensurePostgresTools();
	if (path.startsWith('/usr/') || ordinaryUser.uid === undefined) return { path, env };
	const usr = dirname(dirname(dirname(dirname(dirname(path)))));
	cpSync(usr, join(home, 'usr'), { recursive: true, verbatimSymlinks: true });
	const moved = (text: string) => text.replaceAll(usr, join(home, 'usr'));
	chmodSync(join(home, 'usr'), 0o755);
	return {
		path: moved(path),
		env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, moved(value)]))
	};
}

/** Writes a file that the user who runs the server may read and nobody else. */
export function writeFor(file: string, text: string): void {
	writeFileSync(file, text, { mode: 0o600 });
	const { uid, gid } = ordinaryUser;
	if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}
