import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../scripts/address.mjs';
import { inputs } from '../../scripts/build.mjs';
import { root } from '../../scripts/tools.mjs';
import { readConfig } from '../../src/hub/config';
import { blocksUnder, blockWith } from './support/documents';

/** What the Containerfile says, a line each: the instruction and what it is given. */
const instructions = readFileSync(`${root}Containerfile`, 'utf8')
	.replaceAll('\\\n', ' ')
	.split('\n')
	.filter((line) => line && !line.startsWith('#'))
	.map((line) => /^([A-Z]+) (.*)$/.exec(line)!.slice(1) as [string, string]);
const all = (name: string) => instructions.filter(([each]) => each === name).map(([, rest]) => rest);

/** What the builder does not get to see; names and folders. */
const ignored = readFileSync(`${root}.dockerignore`, 'utf8')
	.split('\n')
	.filter((line) => line && !line.startsWith('#'))
	.map((pattern) => {
		const text = pattern.replace('**/', '').replaceAll('.', '\\.').replaceAll('*', '[^/]*');
		return new RegExp(`^${pattern.startsWith('**/') ? '(.*/)?' : ''}${text}(/|$)`);
	});
const isSent = (path: string) => !ignored.some((pattern) => pattern.test(path));

/** It is not built here; what can be known without that is. */
describe('the Containerfile', () => {
	it('copies what there is and what the builder is sent', () => {
		const copied = all('COPY').flatMap((rest) => rest.split(' ').slice(0, -1));
		expect(copied).toEqual(['package.json', 'package-lock.json', '.npmrc', '.']);
		for (const path of copied)
			expect([path, existsSync(root + path), isSent(path)]).toEqual([path, true, true]);
		expect(existsSync(`${root}.dockerignore`)).toBe(true);
	});

	it('sends the builder everything that is built from and run', () => {
		const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
		const sent = tracked.filter(isSent);
		const needed = [...inputs, 'vite.hub.config.ts', 'scripts/start.mjs', 'src/hub/main.ts', 'LICENSE'];
		for (const input of needed)
			expect([input, sent.some((file) => file === input || file.startsWith(`${input}/`))]).toEqual([
				input,
				true
			]);
		// All of a folder, and nothing that is only of this machine.
		for (const folder of ['src/', 'static/', 'messages/', 'scripts/'])
			expect(sent.filter((file) => file.startsWith(folder))).toEqual(
				tracked.filter((file) => file.startsWith(folder))
			);
		for (const path of [
			'node_modules/vite/package.json',
			'data/postgres/PG_VERSION',
			'.git/config',
			'.cache/x',
			'build/index.html'
		])
			expect([path, isSent(path)]).toEqual([path, false]);
	});

	it('runs scripts that there are, as a user who owns the data folder alone', () => {
		const { scripts, engines } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
			scripts: Record<string, string>;
			engines: { node: string };
		};
		expect(engines.node).toBe('>=20.19');
		expect(Number(/node:(\d+)/.exec(all('FROM')[0]!)![1])).toBeGreaterThan(20);
		const run = all('RUN').join('\n');
		const named = [...run.matchAll(/npm run (\w+)/g)].map(([, script]) => script);
		expect(named).toEqual(['build']);
		expect(Object.keys(scripts)).toContain('build');
		const [node, script] = JSON.parse(all('CMD')[0]!) as string[];
		expect([node, existsSync(`${root}${script}`)]).toEqual(['node', true]);
		expect(all('USER')).toEqual(['node']);
		expect(run).toContain('--owner node --group node --mode 0700 /data');
		// Built before its user is changed, so that it cannot write to what it runs.
		const order = instructions.map(([name]) => name);
		expect(order.lastIndexOf('RUN')).toBeLessThan(order.indexOf('USER'));
	});

	it('has settings that are right, and the ports and folders that docs/hub.md names', () => {
		const environment = Object.fromEntries(
			all('ENV')
				.flatMap((rest) => rest.split(' '))
				.map((pair) => pair.split('='))
		) as Record<string, string>;
		expect(readConfig(environment)).toMatchObject({ database: { kind: 'pglite', directory: '/data' } });
		const { host, port } = readAddress(0, { ...environment, BASE_PATH: '' });
		expect([host, port]).toEqual(['0.0.0.0', 4173]);
		const commands = blockWith(blocksUnder('docs/hub.md', 'In a container'), 'podman run');
		expect(commands).toContain(`:${port} `);
		expect(commands).toContain(`:${all('VOLUME')[0]} `);
		expect(all('EXPOSE')).toEqual([String(port)]);
	});

	it('is asked how it is by a script that tells a hub that serves from one that does not', () => {
		const [, ...command] = JSON.parse(all('HEALTHCHECK')[0]!.replace(/^.*CMD /, '')) as string[];
		expect(command[0]).toBe('-e');
		// Nobody listens there.
		const script = command[1]!.replace('127.0.0.1:4173', '127.0.0.1:1');
		expect(() =>
			execFileSync(process.execPath, ['-e', script], {
				env: { ...process.env, BASE_PATH: '' },
				stdio: 'ignore'
			})
		).toThrow(/Command failed/);
	});
});
