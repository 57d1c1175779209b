import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { buildDirectory } from './serve.mjs';
import { root, runTool, secondsSince } from './tools.mjs';

/** Everything the build is made from; folders with all that is in them. */
const inputs = [
	'src',
	'static',
	'messages',
	'project.inlang/settings.json',
	'package-lock.json',
	'package.json',
	'svelte.config.js',
	'tsconfig.json',
	'vite.config.ts',
	'scripts/chunks.mjs'
];
const settings = ['BASE_PATH', 'HUB_URL'];
/** Made by the build itself. */
const generated = `${root}src/lib/paraglide`;

/** Holds the hash of what the build was made from. `vite build` clears it away with the rest. */
const stamp = `${buildDirectory}.inputs`;

/**
 * Builds the app unless the build is newer than everything it is made from.
 * @param {(line: string) => void} say
 */
export async function ensureBuilt(say) {
	const hash = hashOfInputs();
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
	say('Building the app …');
	const start = performance.now();
	const { ok, output } = await runTool('vite', ['build'], { env: { NODE_ENV: 'production' } });
	if (!ok) throw new Error(`The app could not be built.\n${output}`);
	writeFileSync(stamp, hash);
	say(`Built in ${secondsSince(start)}.`);
}

function hashOfInputs() {
	const hash = createHash('sha256');
	for (const name of settings) hash.update(`${name}=${process.env[name] ?? ''}\0`);
	for (const input of inputs)
		for (const file of filesIn(root + input)) hash.update(`${file}\0`).update(readFileSync(file));
	return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
	if (path === generated || !existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => filesIn(`${path}/${name}`));
}
