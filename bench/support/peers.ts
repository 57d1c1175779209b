import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../peers/', import.meta.url));

/** Installs what benchmarks are measured against, once: it is no part of Roompass, and of nobody's installation but theirs. */
export async function ensurePeers(): Promise<void> {
	if (existsSync(`${folder}node_modules`)) return;
	console.log('Installing the peers of the benchmarks …');
	const { status } = spawnSync('npm', ['install', '--no-save'], {
		cwd: folder,
		stdio: 'inherit',
		shell: process.platform === 'win32'
	});
	if (status !== 0) throw new Error('The peers could not be installed.');
}
