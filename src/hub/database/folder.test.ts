import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeFolder } from './folder';

describe('a data folder', () => {
	let parent: string;
	let folder: string;
	let mark: string;
	beforeEach(() => {
		parent = mkdtempSync(join(tmpdir(), 'roompass-folder-'));
		folder = join(parent, 'data');
		mark = join(folder, 'in-use-by');
		takeFolder(folder)();
	});
	afterEach(() => rmSync(parent, { recursive: true, force: true }));

	it('is private, and of one process until that releases it', () => {
		const release = takeFolder(folder);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(() => takeFolder(folder)).toThrow(`is in use by process ${process.pid}. Stop it, or choose`);
		release();
		expect(readdirSync(folder)).toEqual([]);
		takeFolder(folder)();
	});

	it('is private with all that is in it, as it may be a copy that has lost its modes', () => {
		mkdirSync(join(folder, 'postgres/base'), { recursive: true });
		const files = ['postgres/base/1', 'postgres/PG_VERSION'].map((name) => join(folder, name));
		for (const file of files) writeFileSync(file, '');
		for (const [path, mode] of [
			[files[0]!, 0o666],
			[files[1]!, 0o644],
			[join(folder, 'postgres/base'), 0o755],
			[join(folder, 'postgres'), 0o777],
			[folder, 0o755]
		] as const)
			chmodSync(path, mode);
		const release = takeFolder(folder);
		const modeOf = (path: string) => statSync(path).mode & 0o777;
		expect(files.map(modeOf)).toEqual([0o600, 0o600]);
		expect(['postgres/base', 'postgres', '.'].map((name) => modeOf(join(folder, name)))).toEqual([
			0o700, 0o700, 0o700
		]);
		release();
	});

	it.each([
		['is gone', '4194305 77'],
		['had the number that this one has now, as the first process of a container has', `${process.pid} 1`],
		['had the number of another one that runs', `${process.ppid} 1`],
		['left no name', 'x']
	])('is taken over from a process that %s', (_, left) => {
		writeFileSync(mark, left);
		const release = takeFolder(folder);
		expect(readFileSync(mark, 'utf8')).toMatch(new RegExp(`^${process.pid}( \\d+)?$`));
		expect(readdirSync(folder)).toEqual(['in-use-by']);
		release();
	});

	it('is not taken from one that is just taking it, and is from one that died doing so', () => {
		writeFileSync(mark, '');
		expect(() => takeFolder(folder)).toThrow('is in use');
		utimesSync(mark, 1_000, 1_000);
		takeFolder(folder)();
	});

	it('is held by a mark of an earlier version, which has the number alone', () => {
		writeFileSync(mark, String(process.ppid));
		expect(() => takeFolder(folder)).toThrow(`is in use by process ${process.ppid}`);
	});
});
