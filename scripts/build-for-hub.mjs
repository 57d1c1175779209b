import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { generated, hashOf, inputs } from './build.mjs';
import { root } from './tools.mjs';

/** Where the hub of the journeys is that is not beside the app. Whichever port it has, the browser finds it there. */
export const hubElsewhere = 'http://localhost:4999';

/**
 * The app as an operator builds it for a hub at another address. It is built from a copy of the source, beside which the build of
 * this project stays what it is, and kept until the source changes. Only that it has no compressed copies of its files.
 * @returns {Promise<string>} the folder with the build
 */
export async function buildForHubElsewhere() {
	const folder = join(root, '.cache', 'build-for-hub');
	const stamp = join(folder, '.inputs');
	const hash = `${hubElsewhere} ${hashOf(inputs)}`;
	const build = join(folder, 'build');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return build;
	rmSync(folder, { recursive: true, force: true });
	for (const input of inputs) {
		const copy = join(folder, input);
		mkdirSync(dirname(copy), { recursive: true });
		// Another build may be writing them.
		cpSync(join(root, input), copy, { recursive: true, filter: (path) => path !== generated });
	}
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
	const vite = join(root, 'node_modules/vite/bin/vite.js');
	await promisify(execFile)(process.execPath, [vite, 'build'], {
		cwd: folder,
		env: { ...process.env, NODE_ENV: 'production', HUB_URL: hubElsewhere, PRECOMPRESS: 'off' },
		maxBuffer: 64 * 1024 ** 2
	});
	writeFileSync(stamp, hash);
	return build;
}
