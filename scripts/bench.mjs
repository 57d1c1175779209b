// npm run bench -- NAME: runs bench/NAME.ts; prints a table and, last, one line of JSON.
import { existsSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './tools.mjs';

const name = process.argv[2] ?? '';
const module = `${root}bench/${name}.ts`;
if (!/^[a-z-]+$/.test(name) || !existsSync(module)) {
	const names = readdirSync(`${root}bench`).filter((file) => file.endsWith('.ts'));
	console.error(
		`npm run bench -- NAME, where NAME is one of: ${names.map((file) => file.slice(0, -3)).join(', ')}`
	);
	process.exit(1);
}
await ensureInstalled(console.log);
// On a clean clone: what the build makes, Vite reads before anything is built.
if (!['.svelte-kit/tsconfig.json', 'src/lib/paraglide'].every((path) => existsSync(root + path))) {
	const { generate } = await import('./checks.mjs');
	const { ok, output } = await generate();
	if (!ok) throw new Error(output);
}
const chromium = await ensureChromium(console.log);

// Vite is what reads TypeScript here; Node 20 does not by itself.
const { runnerImport } = await import('vite');
/** @template T @param {string} file @returns {Promise<T>} */
const load = async (file) =>
	/** @type {T} */ (
		(await runnerImport(file, { configFile: false, root, resolve: { alias: { $lib: `${root}src/lib` } } }))
			.module
	);
/** @type {typeof import('../bench/support/lab')} */
const { Lab } = await load(`${root}bench/support/lab.ts`);
/** @type {typeof import('../bench/support/result')} */
const { isWithinLimit } = await load(`${root}bench/support/result.ts`);
/** @type {{ default: import('../bench/support/result').Bench }} */
const { default: bench } = await load(module);

const lab = await Lab.open(chromium);
try {
	const result = await bench(lab);
	const { ratio, unit, limit, more = [], table, details } = result;
	console.table(table);
	const [bound, value] = 'atLeast' in limit ? ['at least', limit.atLeast] : ['at most', limit.atMost];
	console.log(
		`${ratio.toFixed(2)} ${unit}; must be ${bound} ${value}: ${isWithinLimit(result) ? 'reached' : 'MISSED'}\n`
	);
	for (const { what, value, atMost } of more)
		console.log(`${what}: ${value}; must be at most ${atMost}: ${value <= atMost ? 'reached' : 'MISSED'}\n`);
	const line = {
		name,
		ratio: Number(ratio.toFixed(3)),
		unit,
		details: { limit, more, ...details, machine: lab.machine }
	};
	console.log(JSON.stringify(line));
} finally {
	await lab.close();
}
