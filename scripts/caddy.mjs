import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { root } from './tools.mjs';

const folder = `${root}.cache/caddy`;
const unpacked = `${folder}/usr/bin/caddy`;

/**
 * Finds a Caddy: `CADDY_PATH`, one on the PATH, or the distribution's package, which is unpacked into `.cache` and not
 * installed: nothing is to listen on this machine because its tests were run.
 * @param {(line: string) => void} say
 * @returns {string} what starts it
 */
export function ensureCaddy(say) {
	const found = findCaddy();
	if (found) return found;
	say('No Caddy found; fetching the distribution’s …');
	mkdirSync(folder, { recursive: true });
	for (const prepare of [false, true]) {
		if (prepare) spawnSync(...update(), { stdio: 'ignore', timeout: 300_000 });
		spawnSync('apt-get', ['download', 'caddy'], { cwd: folder, stdio: 'ignore', timeout: 300_000 });
		const file = readdirSync(folder).find((name) => name.endsWith('.deb'));
		if (file) spawnSync('dpkg-deb', ['--extract', file, '.'], { cwd: folder, stdio: 'ignore' });
		if (starts(unpacked)) return unpacked;
	}
	throw new Error('No Caddy could be found or fetched. Install one, or name it in CADDY_PATH.');
}

/** The lists of packages, which a fresh machine may lack. */
function update() {
	const isRoot = process.getuid?.() === 0;
	return /** @type {[string, string[]]} */ (
		isRoot ? ['apt-get', ['update']] : ['sudo', ['-n', 'apt-get', 'update']]
	);
}

function findCaddy() {
	const named = process.env.CADDY_PATH;
	if (named && !starts(named)) throw new Error(`CADDY_PATH names ${named}, which does not start.`);
	return [named, 'caddy', existsSync(unpacked) ? unpacked : undefined].find((path) => path && starts(path));
}

/** @param {string} path */
function starts(path) {
	return spawnSync(path, ['version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
