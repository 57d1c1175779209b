import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { root } from './tools.mjs';

/** Where packages are unpacked to: a small copy of the tree they would be installed into. */
const unpacked = `${root}.cache/debian`;

/**
 * A program that a test may start.
 * @typedef {object} Program
 * @property {string} path what starts it
 * @property {Record<string, string>} env where its libraries are, if it was unpacked and not installed
 */

/**
 * Programs that tests start and the project does not bring: the package of Debian and Ubuntu that has each, where it lies in
 * that, and what it answers without doing anything. `NAME_PATH` in the environment names another one, such as `CADDY_PATH`.
 */
const programs = {
	nginx: { package: 'nginx', file: 'usr/sbin/nginx', try: ['-v'] },
	caddy: { package: 'caddy', file: 'usr/bin/caddy', try: ['version'] },
	openssl: { package: 'openssl', file: 'usr/bin/openssl', try: ['version'] },
	rsync: { package: 'rsync', file: 'usr/bin/rsync', try: ['--version'] },
	'systemd-analyze': { package: 'systemd', file: 'usr/bin/systemd-analyze', try: ['--version'] }
};

/** @typedef {keyof typeof programs} ProgramName */

/** All of them. */
export const programNames = /** @type {ProgramName[]} */ (Object.keys(programs));

/**
 * Finds a program: the one that the environment names, one on the PATH, or the distribution's package. That is unpacked into
 * `.cache` and not installed, so no service starts on this machine because its tests were run.
 * @param {ProgramName} name
 * @param {(line: string) => void} [say]
 * @returns {Program}
 */
export function ensureProgram(name, say = console.log) {
	const { package: packageName, file, try: args } = programs[name];
	const variable = `${name.replaceAll('-', '_').toUpperCase()}_PATH`;
	const named = process.env[variable];
	if (named && !starts(named, args)) throw new Error(`${variable} names ${named}, which does not start.`);
	const installed = [named, name, `/${file}`].find((path) => path && starts(path, args));
	if (installed) return { path: installed, env: {} };
	const path = ensureFile(file, packageName, say);
	const env = libraries();
	if (!starts(path, args, env)) throw new Error(missing(name, packageName, `${path} does not start.`));
	return { path, env };
}

/**
 * The folder with PostgreSQL's programs, server and tools of one version: that of the newest one installed, or the
 * distribution's, unpacked.
 * @param {(line: string) => void} [say]
 * @returns {Program} `path` is the folder
 */
export function ensurePostgresTools(say = console.log) {
	const newest = (/** @type {string} */ base) =>
		(existsSync(base) ? readdirSync(base) : [])
			.sort((a, b) => Number(b) - Number(a))
			.map((version) => `${base}/${version}/bin`)
			.find((folder) =>
				['initdb', 'postgres', 'pg_dump', 'psql'].every((tool) => existsSync(`${folder}/${tool}`))
			);
	const folder = newest('/usr/lib/postgresql');
	if (folder) return { path: folder, env: {} };
	if (!newest(`${unpacked}/usr/lib/postgresql`)) fetchPackage('postgresql', say);
	const path = newest(`${unpacked}/usr/lib/postgresql`);
	if (!path) throw new Error(missing('PostgreSQL', 'postgresql', 'Its package could not be fetched.'));
	return { path, env: libraries() };
}

/**
 * Finds a file of a package: where the package is installed, or unpacked into `.cache`.
 * @param {string} file its path, without the slash at the beginning
 * @param {string} packageName
 * @param {(line: string) => void} [say]
 * @returns {string} its absolute path
 */
export function ensureFile(file, packageName, say = console.log) {
	const places = [`/${file}`, `${unpacked}/${file}`];
	const there = () => places.find((path) => existsSync(path));
	if (!there()) fetchPackage(packageName, say);
	const path = there();
	if (!path) throw new Error(missing(file, packageName, 'Its package could not be fetched.'));
	return path;
}

/**
 * Fetches a package and those that it needs and this machine lacks.
 * @param {string} name
 * @param {(line: string) => void} say
 */
function fetchPackage(name, say) {
	say(`Fetching the distribution’s package ${name} …`);
	mkdirSync(unpacked, { recursive: true });
	const folder = mkdtempSync(`${unpacked}/fetching-`);
	try {
		for (const prepare of [false, true]) {
			// The lists of packages, which a fresh machine may lack or have of an earlier day.
			if (prepare)
				run(process.getuid?.() === 0 ? ['apt-get', 'update'] : ['sudo', '-n', 'apt-get', 'update']);
			const plan = run(['apt-get', '--simulate', '--no-install-recommends', 'install', name]);
			// `Inst NAME (VERSION …`; one that is there in an older version has that in square brackets.
			const names = [...plan.matchAll(/^Inst (\S+) \(/gm)].map(([, needed]) => needed ?? name);
			run(['apt-get', 'download', ...new Set([name, ...names])], folder);
			const files = readdirSync(folder).filter((file) => file.endsWith('.deb'));
			if (files.length === 0) continue;
			for (const file of files) run(['dpkg-deb', '--extract', file, unpacked], folder);
			return;
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Libraries of unpacked packages. @returns {Record<string, string>} */
function libraries() {
	const folders = ['lib', 'usr/lib'].flatMap((base) => {
		const folder = `${unpacked}/${base}`;
		const names = existsSync(folder) ? readdirSync(folder) : [];
		return names.filter((name) => /-linux-gnu/.test(name)).map((name) => `${folder}/${name}`);
	});
	if (folders.length === 0) return {};
	return { LD_LIBRARY_PATH: [...folders, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') };
}

/**
 * @param {string} what
 * @param {string} packageName
 * @param {string} why
 */
function missing(what, packageName, why) {
	return `${what} is needed for this test. ${why} On Debian or Ubuntu: apt-get install ${packageName}`;
}

/**
 * What a command printed; nothing where it could not be run.
 * @param {string[]} command
 * @param {string} [cwd]
 */
function run([command = '', ...args], cwd) {
	const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
	return spawnSync(command, args, { cwd, env, encoding: 'utf8' }).stdout ?? '';
}

/**
 * @param {string} path
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function starts(path, args, env) {
	return spawnSync(path, args, { stdio: 'ignore', env: { ...process.env, ...env } }).status === 0;
}
