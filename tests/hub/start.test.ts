import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../scripts/address.mjs';
import { connectSources, readHubUrl } from '../../scripts/hub-url.mjs';
import { startHub } from '../../src/hub/testing/hub-process';
import { fetchAt, TestMember } from '../../src/hub/testing/people';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = join(root, 'scripts', 'start.mjs');

/** Starts what will not start; resolves with how it ended. */
async function failedStart(environment: Record<string, string>) {
	const child = spawn(process.execPath, [script], { env: { ...process.env, ...environment } });
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const [code] = (await once(child, 'close')) as [number];
	return { code, said };
}

describe('npm start', () => {
	it('serves app and hub from a private folder, which is its alone, and ends when it is asked to', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'roompass-start-'));
		const DATA_DIR = join(folder, 'data');
		const running = await startHub({ DATA_DIR }, undefined, 'start');
		try {
			const page = await fetch(`${running.url}/device/`);
			expect(page.headers.get('Content-Type')).toContain('text/html');
			expect(await page.text()).toContain('<title>');
			expect(await (await fetch(`${running.url}/hub.json`)).json()).toEqual({ hub: true });
			const member = await TestMember.found(fetchAt(running.url));
			expect((await member.push([await member.entry()])).status).toBe(200);
			expect(statSync(DATA_DIR).mode & 0o777).toBe(0o700);

			const second = await failedStart({ DATA_DIR, PORT: '0' });
			expect(second.code).toBe(1);
			expect(second.said).toContain(`The folder ${DATA_DIR} is in use by process ${running.pid}.`);
			expect((await member.pull()).head).toBe(1);
			expect(await running.kill('SIGTERM')).toBe(0);

			// A copy of the folder is a backup.
			cpSync(DATA_DIR, join(folder, 'copy'), { recursive: true });
			const again = await startHub({ DATA_DIR: join(folder, 'copy') }, undefined, 'start');
			const back = Object.assign(Object.create(member), { fetch: fetchAt(again.url) }) as TestMember;
			expect((await back.pull()).head).toBe(1);
			expect(await again.kill('SIGTERM')).toBe(0);
		} finally {
			if (running.isRunning()) await running.kill();
			rmSync(folder, { recursive: true });
		}
	});

	it('builds the hub where nothing was built before', async () => {
		const clone = mkdtempSync(join(tmpdir(), 'roompass-clone-'));
		const notCloned =
			/[\\/](node_modules|build|build-hub|data|paraglide|test-results|\.git|\.cache|\.svelte-kit)$/;
		cpSync(root, clone, { recursive: true, filter: (from) => !notCloned.test(from) });
		symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
		const env = { ...process.env, PORT: '0', DATA_DIR: join(clone, 'data') };
		const child = spawn(process.execPath, [join(clone, 'scripts', 'hub.mjs')], { env });
		const closed = once(child, 'close');
		let said = '';
		for (const output of [child.stdout, child.stderr])
			output.on('data', (chunk: Buffer) => {
				said += chunk.toString();
				if (said.includes('Hub: http')) child.kill('SIGTERM');
			});
		expect([await closed, said]).toEqual([[0, null], expect.stringContaining('Hub: http')]);
		rmSync(clone, { recursive: true });
	});

	it.each<[Record<string, string>, string]>([
		[
			{ HOST: 'http://rooms', PORT: '70000', BASE_PATH: 'rooms/' },
			'HOST is "http://rooms": it must be an address of this machine, such as 0.0.0.0, or its name.\n' +
				'PORT is "70000": it must be a whole number from 0 to 65535.\n' +
				'BASE_PATH is "rooms/": it must be a path such as /rooms, without a slash at its end.\n'
		],
		[
			{ HUB_URL: 'http://hub.contoso.com' },
			'HUB_URL is http://hub.contoso.com; browsers need https for it, except on localhost.\n'
		],
		[{ TRUST_PROXY: 'yes' }, 'TRUST_PROXY is "yes": it must be on or off.\n']
	])('does not start with %o, and says what is wrong', async (environment, said) => {
		expect(await failedStart(environment)).toEqual({ code: 1, said });
	});
});

describe('where it listens', () => {
	it('is the usual port, and what is said', () => {
		expect(readAddress(4173, {})).toEqual({ host: undefined, port: 4173, base: '' });
		expect(readAddress(4173, { HOST: '', PORT: '', BASE_PATH: '' })).toMatchObject({ port: 4173 });
		const said = { HOST: '::', PORT: '0', BASE_PATH: '/some/rooms-2.0' };
		expect(readAddress(4173, said)).toEqual({ host: '::', port: 0, base: '/some/rooms-2.0' });
		expect(readAddress(4173, { HOST: 'rooms.contoso.com' }).host).toBe('rooms.contoso.com');
	});

	it.each([
		{ PORT: '-1' },
		{ PORT: '8080 ' },
		{ PORT: '0x50' },
		{ PORT: '65536' },
		{ HOST: '0.0.0.0:80' },
		{ HOST: 'a b' },
		{ BASE_PATH: '/' },
		{ BASE_PATH: '/a//b' },
		{ BASE_PATH: '/../a' },
		{ BASE_PATH: '/a?b' }
	])('is not %o', (environment) => {
		expect(() => readAddress(4173, environment)).toThrow(Object.keys(environment)[0]);
	});
});

describe('a hub at another address', () => {
	it('is named by its origin and path, and allowed for in the content security policy', () => {
		expect(readHubUrl('')).toBe('');
		expect(readHubUrl('https://hub.contoso.com/')).toBe('https://hub.contoso.com');
		expect(readHubUrl('https://hub.contoso.com:8443/rooms//')).toBe('https://hub.contoso.com:8443/rooms');
		expect(readHubUrl('http://localhost:4174')).toBe('http://localhost:4174');
		expect(readHubUrl('http://127.0.0.1:4174')).toBe('http://127.0.0.1:4174');
		expect(connectSources('')).toEqual(['self']);
		expect(connectSources('https://hub.contoso.com:8443/rooms')).toEqual([
			'self',
			'https://hub.contoso.com:8443'
		]);
	});

	it.each([
		['hub.contoso.com', 'must be an address such as'],
		['http://hub.contoso.com', 'browsers need https'],
		['ftp://localhost', 'browsers need https'],
		['https://hub.contoso.com/?a', 'must have a host and a path alone'],
		['https://hub.contoso.com/#a', 'must have a host and a path alone'],
		['https://me:secret@hub.contoso.com', 'must have a host and a path alone']
	])('is not %s', (text, why) => {
		expect(() => readHubUrl(text)).toThrow(why);
	});
});
