import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startChild } from '../../../scripts/child.mjs';
import { freePort } from './free-port';

const scriptOf = (name: string) => fileURLToPath(new URL(`../../../scripts/${name}.mjs`, import.meta.url));

/** A hub in a process of its own, as an operator runs it. */
export interface HubProcess {
	readonly url: string;
	readonly pid: number;
	/** Whether it still runs. */
	isRunning(): boolean;
	/** Ends it at once (`kill -9`), or as an operator would; resolves with its exit code when it has ended. */
	kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
	/** What it has printed. */
	output(): string;
}

/**
 * Starts the built hub; resolves when it serves.
 * @param environment its variables: `DATABASE_URL` or `DATA_DIR`, and others
 * @param port a free one where none is given
 * @param script `hub`: the hub alone, as `npm run hub`; `start`: with the built app beside it, as `npm start`
 */
export async function startHub(
	environment: Readonly<Record<string, string>>,
	port?: number,
	script: 'hub' | 'start' = 'hub'
): Promise<HubProcess> {
	const on = port ?? (await freePort());
	const child = startChild(process.execPath, [scriptOf(script)], {
		env: { ...process.env, HOST: '127.0.0.1', ...environment, PORT: String(on), NODE_ENV: 'production' },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	const exited = once(child, 'exit');
	await new Promise<void>((resolve, reject) => {
		const hear = (chunk: Buffer) => {
			output += chunk.toString();
			if (output.includes('Hub: http')) resolve();
		};
		child.stdout?.on('data', hear);
		child.stderr?.on('data', hear);
		child.once('exit', () => reject(new Error(`The hub did not start.\n${output}`)));
	});
	return {
		url: `http://127.0.0.1:${on}`,
		pid: child.pid!,
		isRunning: () => child.exitCode === null && child.signalCode === null,
		kill: async (signal = 'SIGKILL') => {
			child.kill(signal);
			const [code] = (await exited) as [number | null];
			return code;
		},
		output: () => output
	};
}
