import { existsSync, readFileSync } from 'node:fs';
import { root, runNpm, secondsSince } from './tools.mjs';

/**
 * Installs the packages of package-lock.json unless they are there already.
 * @param {(line: string) => void} say
 */
export async function ensureInstalled(say) {
	if (isInstalled()) return;
	say('Installing packages: needed once, takes about a minute …');
	const start = performance.now();
	const ticking = setInterval(() => say(`  … ${Math.round((performance.now() - start) / 1000)} s`), 15_000);
	const installed = await install(say);
	clearInterval(ticking);
	if (!installed.ok) throw new Error(`The packages could not be installed.\n${installed.output}`);
	say(`Installed in ${secondsSince(start)}.`);
}

/**
 * @param {(line: string) => void} say
 */
async function install(say) {
	// The tools that build the app are development packages, also where NODE_ENV says production.
	const exact = await runNpm(['ci', '--include=dev']);
	if (exact.ok) return exact;
	// `npm ci` refuses where the registry lacks an optional package, be it for another system.
	say('  npm ci refused; npm install takes the versions of the lock file as far as they go …');
	const lenient = await runNpm(['install', '--include=dev', '--no-save']);
	return lenient.ok ? lenient : { ok: false, output: `${exact.output}${lenient.output}` };
}

/** Whether node_modules holds what the lock file asks for, however it was installed. */
function isInstalled() {
	const installed = `${root}node_modules/.package-lock.json`;
	if (!existsSync(installed)) return false;
	const has = packagesOf(installed);
	return Object.entries(packagesOf(`${root}package-lock.json`)).every(
		([path, wanted]) =>
			// Optional packages are often for another system.
			path === '' || wanted.optional || has[path]?.version === wanted.version
	);
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(lockFile) {
	return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
