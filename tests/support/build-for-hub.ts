import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { hashOf, inputs } from '../../scripts/build.mjs';
import { root } from '../../scripts/tools.mjs';

/**
 * The app as an operator builds it for a hub at another address. It is built from a copy of the source, beside which the build of
 * this project stays what it is, and kept until the source changes.
 * @returns the folder with the build
 */
export async function buildForHub(hubUrl: string): Promise<string> {
	const folder = join(root, '.cache', 'build-for-hub');
	const stamp = join(folder, '.inputs');
	const hash = `${hubUrl} ${hashOf(inputs)}`;
	const build = join(folder, 'build');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return build;
	rmSync(folder, { recursive: true, force: true });
	for (const input of inputs) {
		mkdirSync(dirname(join(folder, input)), { recursive: true });
		cpSync(join(root, input), join(folder, input), { recursive: true });
	}
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
	const vite = join(root, 'node_modules/vite/bin/vite.js');
	await promisify(execFile)(process.execPath, [vite, 'build'], {
		cwd: folder,
		env: { ...process.env, NODE_ENV: 'production', HUB_URL: hubUrl },
		maxBuffer: 64 * 1024 ** 2
	});
	writeFileSync(stamp, hash);
	return build;
}
