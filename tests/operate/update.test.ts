import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildForHubElsewhere } from '../../scripts/build-for-hub.mjs';
import { ensureProgram } from '../../scripts/debian.mjs';
import { buildDirectory } from '../../scripts/serve.mjs';
import { blocksUnder } from './support/documents';
import { startNginx, type Nginx } from './support/nginx';
import { installServiceWorker } from './support/service-worker';

/** The commands of docs/web-server.md, each by itself: those of an update, and the one of the day after. */
const [update = [], cleanUp = []] = blocksUnder('docs/web-server.md', 'Copy and update').map(({ text }) =>
	text.split('\n').filter((line) => line && !line.startsWith('#'))
);

describe('an update as docs/web-server.md has it', () => {
	let home: string;
	let www: string;
	let nginx: Nginx;
	let older: string;
	let newer: string;
	const rsync = ensureProgram('rsync');
	beforeAll(async () => {
		home = mkdtempSync(join(tmpdir(), 'roompass-update-'));
		chmodSync(home, 0o755);
		www = join(home, 'www');
		// Two builds that differ: of the app as it is, and of the app for a hub at another address.
		older = join(home, 'older');
		newer = join(home, 'newer');
		cpSync(buildDirectory, join(older, 'build'), { recursive: true });
		cpSync(await buildForHubElsewhere(), join(newer, 'build'), { recursive: true });
		// Whoever builds may keep his files to himself.
		for (const folder of [older, newer]) execFileSync('chmod', ['-R', 'go=', join(folder, 'build')]);
		nginx = await startNginx('nginx-static.conf', { '/var/www/roompass': www });
	});
	afterAll(async () => {
		await nginx?.stop();
		rmSync(home, { recursive: true, force: true });
	});

	/** Runs a command of the document beside a build. */
	const run = (command: string, beside: string) =>
		execFileSync('sh', ['-e', '-c', `umask 077\n${command.replaceAll('/var/www/roompass', www)}`], {
			cwd: beside,
			env: { ...process.env, ...rsync.env, PATH: `${dirname(rsync.path)}:${process.env.PATH}` }
		});
	const bytesIn = (folder: string, path: string) => {
		const file = join(folder, 'build', path.endsWith('/') ? `${path}index.html` : path);
		return existsSync(file) ? readFileSync(file) : undefined;
	};
	const get = (path: string) => nginx.ask(path);
	/** The names of built files; what is compressed beside them is the same in another form. */
	const hashed = (folder: string) =>
		readdirSync(join(folder, 'build/_app/immutable'), { recursive: true, encoding: 'utf8' }).filter(
			(name) => !/\.(br|gz)$/.test(name) && statSync(join(folder, 'build/_app/immutable', name)).isFile()
		);

	/** A browser that comes now: it installs the service worker that is served, and gets every file in a form that fits. */
	async function browserComes(): Promise<string> {
		const worker = await get('/service-worker.js');
		expect(worker.status).toBe(200);
		const of = [older, newer].find((folder) => bytesIn(folder, '/service-worker.js')?.equals(worker.body));
		if (!of) expect.fail('The service worker is of neither version.');
		const { files, scripts } = await installServiceWorker(worker.body.toString(), get);
		expect(files.size).toBeGreaterThan(100);
		expect(scripts).toEqual(['/service-worker-background.js']);
		for (const script of scripts) expect((await get(script)).status).toBe(200);
		for (const [path, bytes] of files) {
			const own = bytesIn(of, path)?.equals(bytes);
			// While the update is under way, a page may be the newer one already, but not one of neither.
			const isNewer = !path.includes('/immutable/') && bytesIn(newer, path)?.equals(bytes);
			expect([path, own || isNewer]).toEqual([path, true]);
			// Whichever it is, what it is made of is there.
			if (!path.endsWith('/')) continue;
			for (const [, part] of bytes.toString().matchAll(/(_app\/immutable\/[\w./-]+)/g))
				expect([path, part, (await get(`/${part}`)).status]).toEqual([path, part, 200]);
		}
		return of;
	}

	it('has two builds that are not the same', () => {
		const [before, after] = [new Set(hashed(older)), new Set(hashed(newer))];
		expect([...after].filter((name) => !before.has(name)).length).toBeGreaterThan(0);
		expect([...before].filter((name) => !after.has(name)).length).toBeGreaterThan(0);
		expect(update).toHaveLength(3);
		expect(cleanUp).toHaveLength(1);
	});

	it('puts a first version where there was none', async () => {
		for (const command of update) run(command, older);
		expect(await browserComes()).toBe(older);
	});

	it('serves whoever comes between two steps, and becomes an update by the last one', async () => {
		const seen = [];
		for (const command of update) {
			run(command, newer);
			seen.push(await browserComes());
		}
		expect(seen).toEqual([older, older, newer]);
	});

	it('keeps the older version’s files for browsers that have it open', async () => {
		for (const name of hashed(older)) {
			const { status, body } = await get(`/_app/immutable/${name}`);
			expect([name, status, bytesIn(older, `/_app/immutable/${name}`)?.equals(body)]).toEqual([
				name,
				200,
				true
			]);
		}
	});

	it('is the newer version and nothing else a day later', async () => {
		run(cleanUp[0]!, newer);
		expect(await browserComes()).toBe(newer);
		const there = (folder: string) => (readdirSync(folder, { recursive: true }) as string[]).sort();
		expect(there(www)).toEqual(there(join(newer, 'build')));
	});

	it('goes back to the older version by the same commands', async () => {
		for (const command of update) run(command, older);
		expect(await browserComes()).toBe(older);
	});
});
