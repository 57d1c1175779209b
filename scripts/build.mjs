import { createHash } from 'node:crypto';
import {
	accessSync,
	constants,
	existsSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync
} from 'node:fs';
import process from 'node:process';
import { messages } from './messages.mjs';
import { buildDirectory } from './serve.mjs';
import { root, runTool, secondsSince } from './tools.mjs';

/** Where the hub is built to. */
export const hubDirectory = `${root}build-hub/`;
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
	'scripts/hub-url.mjs',
	'scripts/messages.mjs',
	'scripts/wrong-settings.mjs'
];
/** Made by the build itself. */
export const generated = messages.outdir;

/**
 * Something that is built.
 * @typedef {object} Build
 * @property {string} what its name, for people
 * @property {string} directory where it is built to, with a slash at its end
 * @property {string} mark a file in there that is another one in each build of another source
 * @property {readonly string[]} inputs
 * @property {readonly string[]} settings the environment variables that go into it
 * @property {string[]} args of `vite build`
 */

/** @type {Build} */
const app = {
	what: 'app',
	directory: buildDirectory,
	mark: '_app/version.json',
	inputs,
	settings: ['BASE_PATH', 'HUB_URL', 'PRECOMPRESS'],
	args: []
};
/** @type {Build} */
const hub = {
	what: 'hub',
	directory: hubDirectory,
	mark: 'main.js',
	inputs: ['src/hub', 'src/lib/protocol', 'package-lock.json', 'vite.hub.config.ts'],
	settings: [],
	args: ['--config', 'vite.hub.config.ts']
};

/**
 * Builds the app unless the build is of everything as it is.
 * @param {(line: string) => void} say
 */
export async function ensureBuilt(say) {
	if (!isBuilt(app)) await make(app, say);
}

/**
 * Builds the hub, likewise.
 * @param {(line: string) => void} say
 */
export async function ensureHubBuilt(say) {
	if (!isBuilt(hub)) await make(hub, say);
}

/**
 * Builds the app and the hub, whatever there is already.
 * @param {(line: string) => void} say
 */
export async function buildAll(say) {
	await make(hub, say);
	await make(app, say);
}

/**
 * The file that says of what a build was made. It stands beside the build: whatever is in there is served.
 * @param {Build} build
 */
const stampOf = ({ directory }) => `${directory.replace(/[\\/]$/, '')}.stamp`;

/** @param {Build} build */
function isBuilt(build) {
	const stamp = stampOf(build);
	return (
		existsSync(stamp) &&
		existsSync(build.directory + build.mark) &&
		readFileSync(stamp, 'utf8') === stampText(build, hashOf(build.inputs, build.settings))
	);
}

/**
 * Names the very build, so that it is of no other one that has come in its place, by `vite build` itself or by a copy.
 * @param {Build} build
 * @param {string} hash of what it was made from
 */
function stampText({ directory, mark }, hash) {
	const made = createHash('sha256')
		.update(readFileSync(directory + mark))
		.digest('hex');
	return `made of ${hash}\nmark ${made}\n`;
}

/**
 * @param {Build} build
 * @param {(line: string) => void} say
 */
async function make(build, say) {
	const { what, directory, args } = build;
	checkWritable(what);
	say(`Building the ${what} …`);
	const start = performance.now();
	// Before it is built: what changes meanwhile may not be in it.
	const hash = hashOf(build.inputs, build.settings);
	// The project's tsconfig.json extends one that SvelteKit makes, with the app or by itself.
	if (!existsSync(`${root}.svelte-kit/tsconfig.json`)) await runTool('@sveltejs/kit/svelte-kit', ['sync']);
	const { ok, output } = await runTool('vite', ['build', ...args], { env: { NODE_ENV: 'production' } });
	if (!ok) throw new Error(`The ${what} could not be built.\n${output}`);
	writeFileSync(stampOf(build), stampText(build, hash));
	say(`Built in ${secondsSince(start)}: ${directory}`);
}

/**
 * Throws where nothing can be built, as the project's folder may not be written to.
 * @param {string} what
 */
function checkWritable(what) {
	try {
		accessSync(root, constants.W_OK);
	} catch {
		throw new Error(
			`The ${what} has to be built, as there is no build of this source with these settings, and this user may not write ` +
				`to ${root}. Run npm run build as the user who may, with the same BASE_PATH and HUB_URL.`
		);
	}
}

/**
 * What files and folders hold, as one hash: the same wherever the project lies, and on every system.
 * @param {readonly string[]} inputs
 * @param {readonly string[]} [settings] environment variables that count, too
 */
export function hashOf(inputs, settings = app.settings) {
	const hash = createHash('sha256');
	for (const name of settings) hash.update(`${name}=${process.env[name] ?? ''}\0`);
	for (const input of inputs)
		for (const file of filesIn(input)) hash.update(`${file}\0`).update(readFileSync(root + file));
	return hash.digest('hex');
}

/**
 * The files of a file or folder, named from the project's folder on.
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
	const there = root + path;
	if (there === generated || !existsSync(there)) return [];
	if (!statSync(there).isDirectory()) return [path];
	return readdirSync(there)
		.sort()
		.flatMap((name) => filesIn(`${path}/${name}`));
}
