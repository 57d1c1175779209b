import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { buildDirectory } from './serve.mjs';
import { root, runTool, secondsSince } from './tools.mjs';

/** Where the hub is built to. */
export const hubDirectory = `${root}build-hub`;
/** The hub's module. */
export const hubModule = new URL('../build-hub/main.js', import.meta.url).href;

/** Everything the build is made from; folders with all that is in them. */
export const inputs = [
	'src',
	'static',
	'messages',
	'project.inlang/settings.json',
	'package-lock.json',
	'package.json',
	'svelte.config.js',
	'tsconfig.json',
	'vite.config.ts',
	'scripts/address.mjs',
	'scripts/background-script.mjs',
	'scripts/chunks.mjs',
	'scripts/hub-url.mjs'
];
const settings = ['BASE_PATH', 'HUB_URL'];
/** Made by the build itself. */
export const generated = `${root}src/lib/paraglide`;

/** Everything the hub is made from. */
const hubInputs = ['src/hub', 'src/lib/protocol', 'package-lock.json', 'vite.hub.config.ts'];

/** The file that holds the hash of what a build was made from. `vite build` clears it away with the rest. */
const stampName = '.inputs';

/**
 * Builds the app unless the build is newer than everything it is made from.
 * @param {(line: string) => void} say
 */
export async function ensureBuilt(say) {
	await ensure(say, 'app', { directory: buildDirectory, inputs, args: [] });
}

/**
 * Builds the hub, likewise.
 * @param {(line: string) => void} say
 */
export async function ensureHubBuilt(say) {
	// The project's tsconfig.json extends one that SvelteKit makes, with the app or by itself.
	if (!existsSync(`${root}.svelte-kit/tsconfig.json`)) await runTool('@sveltejs/kit/svelte-kit', ['sync']);
	const args = ['--config', 'vite.hub.config.ts'];
	await ensure(say, 'hub', { directory: hubDirectory, inputs: hubInputs, args });
}

/**
 * @param {(line: string) => void} say
 * @param {string} what
 * @param {{ directory: string, inputs: string[], args: string[] }} build
 */
async function ensure(say, what, { directory, inputs, args }) {
	const hash = hashOf(inputs);
	const stamp = `${directory}/${stampName}`;
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
	say(`Building the ${what} …`);
	const start = performance.now();
	const { ok, output } = await runTool('vite', ['build', ...args], { env: { NODE_ENV: 'production' } });
	if (!ok) throw new Error(`The ${what} could not be built.\n${output}`);
	writeFileSync(stamp, hash);
	say(`Built in ${secondsSince(start)}.`);
}

/**
 * What files and folders hold, as one hash.
 * @param {readonly string[]} inputs
 */
export function hashOf(inputs) {
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
