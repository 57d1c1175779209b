import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import postgres from 'postgres';
import { startChild } from '../../../scripts/child.mjs';
import { freePort } from './free-port';
import { postgresPrograms, type PostgresPrograms } from './postgres-programs';

/** A PostgreSQL server that was started for tests or benchmarks. */
export interface PostgresServer {
	/** Its address, without a database. */
	readonly url: string;
	readonly port: number;
	/** Its data. */
	readonly folder: string;
	/** Stops it: clients are cut off, what was committed stays. */
	stop(): Promise<void>;
	/** Kills it at once, without a checkpoint. */
	crash(): Promise<void>;
	/** Starts it again where it lies, on the same port unless another is given. */
	start(at?: number): Promise<void>;
	/** Stops it and deletes it. */
	remove(): Promise<void>;
}

/** Many hubs at once; and TCP alone, as the usual folder of the socket belongs to the distribution's own server. */
const settings = ['-c', 'max_connections=200', '-c', 'unix_socket_directories='];

/** What the server says on its log when it is ready; a replica says the second. */
const isReady = /ready to accept (read-only )?connections/;

/**
 * Starts a real PostgreSQL server in a folder of its own, on any free port. It ends with this process, however that ends.
 * @param fill fills the folder, by default with an empty cluster
 */
export async function startPostgres({
	flags = [],
	fill
}: {
	readonly flags?: readonly string[];
	readonly fill?: (folder: string) => Promise<void>;
} = {}): Promise<PostgresServer> {
	const folder = mkdtempSync(join(tmpdir(), 'roompass-postgres-'));
	// As root, the server runs as another user, who has to get at its own folder in this one.
	chmodSync(folder, 0o711);
	const programs = await postgresPrograms(folder);
	const port = await freePort();
	const data = join(folder, 'data');
	if (fill) await fill(data);
	else await initialise(programs, folder, data);

	let server: ReturnType<typeof startChild> | undefined;
	const start = async (at = port) => {
		const args = ['-D', data, '-p', String(at), ...settings, ...flags];
		server = startChild(programs.postgres, args, { ...programs.user, stdio: ['ignore', 'ignore', 'pipe'] });
		await said(server, isReady, 'PostgreSQL did not start');
	};
	const end = async (signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL') => {
		if (!server || server.exitCode !== null || server.signalCode !== null) return;
		const exited = once(server, 'exit');
		server.kill(signal);
		await exited;
	};
	await start();
	const crash = () => end(process.platform === 'win32' ? 'SIGKILL' : 'SIGQUIT');
	return {
		url: `postgres://postgres:postgres@127.0.0.1:${port}`,
		port,
		folder: data,
		stop: () => end('SIGINT'),
		crash,
		start,
		remove: async () => {
			// What is deleted anyway need not be written out first.
			await crash();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** Makes an empty cluster. */
async function initialise(programs: PostgresPrograms, folder: string, data: string): Promise<void> {
	const passwordFile = join(folder, 'password');
	writeFileSync(passwordFile, 'postgres\n');
	mkdirSync(data, { mode: 0o700 });
	if (programs.user)
		for (const path of [data, passwordFile]) chownSync(path, programs.user.uid, programs.user.gid);
	const args = [
		`--pgdata=${data}`,
		'--auth=password',
		'--username=postgres',
		`--pwfile=${passwordFile}`,
		// Nothing of a server for tests has to survive the machine.
		'--no-sync'
	];
	const initdb = startChild(programs.initdb, args, { ...programs.user, stdio: ['ignore', 'pipe', 'pipe'] });
	await said(initdb, null, 'The database cluster could not be made');
}

/** Resolves when a program has said something, or has ended well where it need say nothing; rejects with all it has said. */
function said(program: ReturnType<typeof startChild>, what: RegExp | null, failure: string): Promise<void> {
	return new Promise((resolve, reject) => {
		let output = '';
		for (const stream of [program.stdout, program.stderr])
			stream?.on('data', (chunk: Buffer) => {
				// It goes on for as long as the server runs.
				if (output.length < 100_000) output += chunk.toString();
				if (what?.test(output)) resolve();
			});
		program.once('error', (error) => reject(new Error(failure, { cause: error })));
		program.once('close', (code) => {
			if (code === 0 && what === null) resolve();
			else reject(new Error(`${failure} (${code}).\n${output}`));
		});
	});
}

/** A new database on a server; its address. */
export async function createDatabase(server: string): Promise<string> {
	const name = `hub_${randomUUID().replaceAll('-', '')}`;
	const sql = postgres(`${server}/postgres`, { max: 1, onnotice: () => undefined });
	await sql.unsafe(`create database ${name}`);
	await sql.end();
	return `${server}/${name}`;
}
