// Starting the tools that package.json names, the same way on every system.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.mjs';

/** The folder of the project, with a slash at its end. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * What became of a tool: whether it ended well, and what it printed where that was kept.
 * @typedef {{ ok: boolean, output: string }} Outcome
 */

/**
 * Runs a tool of node_modules.
 * @param {string} tool the package, or `package/command` where the command has another name
 * @param {string[]} args
 * @param {{ show?: boolean, env?: Record<string, string | undefined> }} [options] `show`: pass its output through
 * @returns {Promise<Outcome>}
 */
export function runTool(tool, args, options) {
	return run(process.execPath, [binary(tool), ...args], options);
}

/**
 * Runs npm: the one that started this script, or the one on the PATH.
 * @param {string[]} args
 * @param {{ show?: boolean }} [options]
 * @returns {Promise<Outcome>}
 */
export function runNpm(args, options) {
	const cli = process.env.npm_execpath;
	if (cli && /npm-cli\.[cm]?js$/.test(cli)) return run(process.execPath, [cli, ...args], options);
	return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ show?: boolean, shell?: boolean, env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<Outcome>}
 */
function run(command, args, { show = false, shell = false, env } = {}) {
	return new Promise((resolve) => {
		const child = startChild(command, args, {
			cwd: root,
			shell,
			env: { ...process.env, ...env },
			stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe']
		});
		let output = '';
		child.stdout?.on('data', (chunk) => (output += chunk));
		child.stderr?.on('data', (chunk) => (output += chunk));
		child.on('error', (error) => resolve({ ok: false, output: `${output}${error.message}\n` }));
		child.on('close', (code) => resolve({ ok: code === 0, output }));
	});
}

/** @param {string} tool */
function binary(tool) {
	const parts = tool.split('/');
	const name = tool.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
	const command = parts.slice(tool.startsWith('@') ? 2 : 1).join('/') || (name.split('/').pop() ?? '');
	const folder = `${root}node_modules/${name}/`;
	const { bin } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
	return folder + (typeof bin === 'string' ? bin : bin[command]);
}

/**
 * Seconds since a moment of `performance.now()`, for a person to read.
 * @param {number} start
 */
export function secondsSince(start) {
	return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
