import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/**
 * A Chromium that starts on this machine.
 * @typedef {{ path: string, sandbox: boolean }} Chromium
 */

/** Flags that keep Chromium from talking to anyone but the page under test. */
export const quietFlags = [
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

const isRoot = process.getuid?.() === 0;

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const systemPaths = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'
];

/**
 * Finds a Chromium: `CHROME_PATH`, one on the PATH, one in its usual place, or Playwright's own.
 * The answer is kept in the environment, so that child processes need not look again.
 * @returns {Promise<Chromium | undefined>}
 */
export async function findChromium() {
	if (process.env.CHROME_PATH && process.env.CHROME_SANDBOX)
		return { path: process.env.CHROME_PATH, sandbox: process.env.CHROME_SANDBOX === 'on' };
	if (process.env.CHROME_PATH) {
		const named = whichStarts(process.env.CHROME_PATH);
		if (!named) throw new Error(`CHROME_PATH names ${process.env.CHROME_PATH}, which does not start.`);
		return remember(named);
	}
	const candidates = [
		...systemNames,
		...systemPaths.filter((path) => existsSync(path)),
		await playwrightsOwn()
	];
	for (const candidate of candidates) {
		const found = candidate && whichStarts(candidate);
		if (found) return remember(found);
	}
	return undefined;
}

/**
 * Finds a Chromium or installs one: Playwright's, then the distribution's.
 * @param {(line: string) => void} say
 * @returns {Promise<Chromium>}
 */
export async function ensureChromium(say) {
	const maySudo = isRoot || succeeds('sudo', ['-n', 'true']);
	const sudo = isRoot ? [] : ['sudo', '-n'];
	/** @type {[what: string, commands: string[][]][]} */
	const ways = [['Playwright’s Chromium', [['npx', 'playwright', 'install', 'chromium']]]];
	if (maySudo) {
		ways.push([
			'Playwright’s Chromium with its libraries',
			[['npx', 'playwright', 'install', '--with-deps', 'chromium']]
		]);
		ways.push([
			'the distribution’s Chromium',
			[
				[...sudo, 'apt-get', 'update'],
				[...sudo, 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium']
			]
		]);
	}
	let found = await findChromium();
	if (!found && process.env.NO_CHROMIUM) throw new Error(process.env.NO_CHROMIUM);
	for (const [what, commands] of ways) {
		if (found) break;
		say(`No Chromium found; installing ${what} …`);
		for (const [command = '', ...args] of commands)
			spawnSync(command, args, { stdio: 'inherit', timeout: 600_000, shell: process.platform === 'win32' });
		found = await findChromium();
	}
	if (!found)
		throw new Error('No Chromium could be found or installed. Install one, or name it in CHROME_PATH.');
	return found;
}

/**
 * How Playwright is to start the Chromium that was found.
 * @param {Chromium} chromium
 */
export function launchOptions({ path, sandbox }) {
	return { executablePath: path, chromiumSandbox: sandbox, args: quietFlags };
}

/** @param {Chromium} chromium */
function remember(chromium) {
	process.env.CHROME_PATH = chromium.path;
	process.env.CHROME_SANDBOX = chromium.sandbox ? 'on' : 'off';
	return chromium;
}

async function playwrightsOwn() {
	try {
		const { chromium } = await import('@playwright/test');
		const path = chromium.executablePath();
		return existsSync(path) ? path : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Starts a browser once. A file that exists may still be a stub or lack a library, and some
 * machines forbid the sandbox to everybody.
 * @param {string} candidate
 * @returns {Chromium | undefined}
 */
function whichStarts(candidate) {
	const path = candidate.includes('/') || candidate.includes('\\') ? candidate : onPath(candidate);
	if (!path) return undefined;
	const page = ['--headless', ...quietFlags, '--dump-dom', 'about:blank'];
	if (!isRoot && succeeds(path, page)) return { path, sandbox: true };
	if (succeeds(path, ['--no-sandbox', ...page])) return { path, sandbox: false };
	return undefined;
}

/** @param {string} name */
function onPath(name) {
	const separator = process.platform === 'win32' ? ';' : ':';
	const suffix = process.platform === 'win32' ? '.exe' : '';
	return (process.env.PATH ?? '')
		.split(separator)
		.map((folder) => `${folder}/${name}${suffix}`)
		.find((path) => existsSync(path));
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function succeeds(command, args) {
	return spawnSync(command, args, { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
