import { existsSync } from 'node:fs';
import { compile } from '@inlang/paraglide-js';
import { messages } from './messages.mjs';
import { runTool } from './tools.mjs';

/**
 * A check of the source that either holds or not.
 * @typedef {{ name: string, run: () => Promise<import('./tools.mjs').Outcome> }} Check
 */

/**
 * Writes what the tools need to know of the source: the compiled messages, and SvelteKit's types.
 * @param {{ built?: boolean }} [options] `built`: the build has compiled the messages, which need not be done again
 * @returns {Promise<import('./tools.mjs').Outcome>}
 */
export async function generate({ built = false } = {}) {
	if (!built || !existsSync(messages.outdir)) await compile(messages);
	return runTool('@sveltejs/kit/svelte-kit', ['sync']);
}

/** @type {Check[]} */
export const checks = [
	{
		name: 'formatting',
		run: () => runTool('prettier', ['--check', '.', '--cache', '--cache-location', '.cache/prettier'])
	},
	{
		name: 'lint',
		run: () => runTool('eslint', ['.', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint'])
	},
	{
		name: 'types',
		run: () => runTool('svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings'])
	},
	{
		// A service worker sees other globals than a page, so it is checked apart.
		name: 'service worker types',
		run: () => runTool('typescript/tsc', ['--project', 'src/service-worker.tsconfig.json'])
	}
];
