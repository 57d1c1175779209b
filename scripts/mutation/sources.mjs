// The files whose tests are measured, and what is kept of them.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { root } from '../tools.mjs';
import { hashOf } from './verdict.mjs';

/** @typedef {import('./verdict.mjs').Entry} Entry */

/** The folders whose tests are measured, each by the tests that lie in it. */
export const rooms = ['src/lib/domain', 'src/lib/commands', 'src/lib/vault'];

/** What the tests themselves are made with. */
const ofTests = /\.test\.ts$|\/testing\/|\/(?:arbitraries|fake-ports)\.ts$/;

/** Passwords are drawn until one is good: most changes of that never end, and each is waited for. */
const endless = /\/domain\/password\.ts$/;

const listFile = `${root}tests/mutation.json`;

/**
 * The rules of all rooms, in order: names relative to the project, with slashes.
 * @returns {string[]}
 */
export function allSources() {
	return rooms
		.flatMap((room) =>
			readdirSync(root + room, { recursive: true, encoding: 'utf8' }).map(
				(name) => `${room}/${name.replaceAll('\\', '/')}`
			)
		)
		.filter((name) => name.endsWith('.ts') && !ofTests.test(name) && !endless.test(name))
		.sort();
}

/**
 * The room that a file belongs to.
 * @param {string} name
 */
export function roomOf(name) {
	return rooms.find((room) => name.startsWith(`${room}/`)) ?? '';
}

/**
 * The hash of a file and the test beside it: of `auto-lock.svelte.ts` also `auto-lock.test.ts`.
 * @param {string} name
 */
export function hashOfSource(name) {
	const stem = name.replace(/(?:\.svelte)?\.ts$/, '');
	const names = new Set([name, `${name.slice(0, -3)}.test.ts`, `${stem}.test.ts`]);
	return hashOf(
		[...names]
			.filter((each) => existsSync(root + each))
			.map((each) => ({ name: each, text: readFileSync(root + each, 'utf8') }))
	);
}

/**
 * What is kept of measured files, by name.
 * @returns {Map<string, Entry>}
 */
export function readEntries() {
	return new Map(existsSync(listFile) ? Object.entries(JSON.parse(readFileSync(listFile, 'utf8'))) : []);
}

/** @param {ReadonlyMap<string, Entry>} entries */
export async function writeEntries(entries) {
	const sorted = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
	const style = await resolveConfig(listFile);
	writeFileSync(listFile, await format(JSON.stringify(sorted), { ...style, filepath: listFile }));
}
