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
	// The tools that build the app are development packages, also where NODE_ENV says production.
	const installed = await runNpm(['ci', '--include=dev']);
	clearInterval(ticking);
	if (!installed.ok) throw new Error(`The packages could not be installed.\n${installed.output}`);
	say(`Installed in ${secondsSince(start)}.`);
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
