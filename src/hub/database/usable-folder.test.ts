import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeFolder } from './folder';
import { problemWithFolder } from './usable-folder';

describe('a data folder', () => {
	let parent: string;
	beforeEach(() => (parent = mkdtempSync(join(tmpdir(), 'roompass-usable-'))));
	afterEach(() => rmSync(parent, { recursive: true, force: true }));
	const make = (...names: string[]) => {
		for (const name of names)
			if (name.endsWith('/')) mkdirSync(join(parent, name), { recursive: true });
			else writeFileSync(join(parent, name), '4194305 77');
	};

	it.each([
		['data', []],
		['some/where/data', []],
		['data', ['data/']],
		['data', ['data/', 'data/lost+found/', 'data/.gitkeep']],
		['data', ['data/postgres/', 'data/notes']],
		['data', ['data/postgres-making-17/', 'data/in-use-by']]
	])('may be %s beside %j, and is not made', (folder, before) => {
		make(...before);
		const names = readdirSync(parent, { recursive: true });
		expect(problemWithFolder(join(parent, folder))).toBeNull();
		expect(readdirSync(parent, { recursive: true })).toEqual(names);
		takeFolder(join(parent, folder))();
	});

	it.each([
		['data', ['data'], 'must be a folder, and is a file'],
		['data/below', ['data'], 'must be a folder, and is a file or below one'],
		['data', ['data/', 'data/letter'], 'must be empty or hold the data of a hub'],
		// The system has no place for it, whoever asks.
		['/proc/x', [], 'must be a folder that this user may write to']
	])('may not be %s beside %j', (folder, before, why) => {
		make(...before);
		expect(problemWithFolder(folder.startsWith('/') ? folder : join(parent, folder))).toContain(why);
	});

	it('is refused and not waited for where the system has no place for it', () => {
		expect(() => takeFolder('/proc/x/y')).toThrow();
	});
});
