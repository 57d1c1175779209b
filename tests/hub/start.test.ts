import { once } from 'node:events';
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startChild } from '../../scripts/child.mjs';
import { ensureBuilt, ensureHubBuilt } from '../../scripts/build.mjs';
import { readAddress } from '../../scripts/address.mjs';
import { connectSources, readHubUrl } from '../../scripts/hub-url.mjs';
import { startHub } from '../../src/hub/testing/hub-process';
import { fetchAt, TestMember } from '../../src/hub/testing/people';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts what will not start; resolves with how it ended. */
async function failedStart(environment: Record<string, string>, script: 'start' | 'hub' = 'start') {
	const child = startChild(process.execPath, [join(root, 'scripts', `${script}.mjs`)], {
		env: { ...process.env, ...environment }
	});
	let said = '';
	child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
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
			/[\\/](node_modules|build|build-hub|[^\\/]+\.stamp|data|paraglide|test-results|\.git|\.cache|\.svelte-kit)$/;
		cpSync(root, clone, { recursive: true, filter: (from) => !notCloned.test(from) });
		symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
		const env = { ...process.env, PORT: '0', DATA_DIR: join(clone, 'data') };
		const child = startChild(process.execPath, [join(clone, 'scripts', 'hub.mjs')], { env });
		const closed = once(child, 'close');
		let said = '';
		for (const output of [child.stdout, child.stderr])
			output?.on('data', (chunk: Buffer) => {
				said += chunk.toString();
				if (said.includes('Hub: http')) child.kill('SIGTERM');
			});
		expect([await closed, said]).toEqual([[0, null], expect.stringContaining('Hub: http')]);
		rmSync(clone, { recursive: true });
	});

	it('serves a build that was made elsewhere, and writes into DATA_DIR alone', async () => {
		// The build is there, whichever test comes first.
		await ensureHubBuilt(() => undefined);
		await ensureBuilt(() => undefined);
		const parent = mkdtempSync(join(tmpdir(), 'roompass-elsewhere-'));
		const copy = join(parent, 'copy');
		const left = /[\\/](node_modules|data|test-results|\.git|\.cache|\.svelte-kit)$/;
		cpSync(root, copy, { recursive: true, filter: (from) => !left.test(from) });
		symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
		const all = () => filesOf(copy).map((path) => `${path} ${statSync(path).mtimeMs}`);
		// Root may write all the same; what it writes is seen.
		for (const path of [copy, ...filesOf(copy)]) chmodSync(path, statSync(path).mode & 0o555);
		const before = all();
		try {
			const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(parent, 'data') };
			const child = startChild(process.execPath, [join(copy, 'scripts', 'start.mjs')], { env });
			const closed = once(child, 'close');
			const { said, page } = await new Promise<{ said: string; page: string }>((resolve, reject) => {
				let said = '';
				const hear = (chunk: Buffer) => {
					said += chunk.toString();
					const url = /Roompass: (\S+)/.exec(said)?.[1];
					if (!url || !said.includes('Stop it')) return;
					fetch(new URL('device/', url.replace('localhost', '127.0.0.1')))
						.then((answer) => answer.text())
						.then((page) => resolve({ said, page }), reject);
				};
				for (const output of [child.stdout, child.stderr]) output?.on('data', hear);
				void closed.then(() => reject(new Error(said)));
			}).finally(() => child.kill('SIGTERM'));
			expect(page).toContain('<title>');
			expect(said).not.toContain('Building');
			expect(await closed).toEqual([0, null]);
			expect(all()).toEqual(before);
			expect(readdirSync(parent).sort()).toEqual(['copy', 'data']);
		} finally {
			for (const path of [copy, ...filesOf(copy)]) chmodSync(path, statSync(path).mode | 0o200);
			rmSync(parent, { recursive: true });
		}
	});

	it('says all that is wrong at once, with no password, and makes nothing', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'roompass-wrong-'));
		const DATA_DIR = join(folder, 'data');
		expect(
			await failedStart({
				// Of the addresses that are kept for documentation: nobody's.
				HOST: '203.0.113.1',
				BASE_PATH: '',
				HUB_URL: 'http://me:SECRET@hub.contoso.com',
				DATABASE_URL: 'postgres://hub:SECRET@x@db/roompass',
				SIGN_UP_TOKEN: 'x'.repeat(201),
				ALLOWED_ORIGINS: 'https://me:SECRET@a.example',
				DATABASE_CONNECTIONS: '0',
				DATA_DIR
			})
		).toEqual({
			code: 1,
			said: [
				'HOST is "203.0.113.1": it must be an address of this machine, such as 0.0.0.0, or its name (EADDRNOTAVAIL).',
				'HUB_URL is "http://…@hub.contoso.com": browsers need https for it, except on localhost.',
				'DATABASE_URL is no address such as postgres://user:password@host:5432/database: in a user name or password, ' +
					'write @ as %40, / as %2F, # as %23, ? as %3F, : as %3A, % as %25, [ as %5B, and a blank as %20.',
				'SIGN_UP_TOKEN must have at most 200 characters.',
				'ALLOWED_ORIGINS is "https://…@a.example": it must be origins such as https://roompass.example, without a path.',
				'DATABASE_CONNECTIONS is "0": it must be a whole number from 1 to 200.',
				''
			].join('\n')
		});
		const { said } = await failedStart({ HOST: '203.0.113.1', DATA_DIR });
		expect(said).toContain('HOST is');
		expect(existsSync(DATA_DIR)).toBe(false);
		writeFileSync(DATA_DIR, '');
		expect((await failedStart({ DATA_DIR, TRUST_PROXY: 'yes' })).said).toBe(
			`TRUST_PROXY is "yes": it must be on or off.\nDATA_DIR is "${DATA_DIR}": it must be a folder, and is a file or below one.\n`
		);
		rmSync(folder, { recursive: true });
	});

	it.each<[Record<string, string>, string]>([
		[
			{ HOST: 'http://rooms', PORT: '70000', BASE_PATH: 'rooms/' },
			'HOST is "http://rooms": it must be an address of this machine, such as 0.0.0.0, or its name.\n' +
				'PORT is "70000": it must be a whole number from 0 to 65535.\n' +
				'BASE_PATH is "rooms/": it must be a path such as /rooms, without a slash at its end.\n'
		],
		[
			{ DATABASE_URL: 'postgres://localhost:1/roompass' },
			'The database cannot be reached. Check that it runs, and DATABASE_URL.\n  because: connect ECONNREFUSED'
		],
		[{ DATA_DIR: '/proc/x' }, 'DATA_DIR is "/proc/x": it must be a folder that this user may write to']
	])('the hub alone does not start with %o, and says what is wrong', async (environment, said) => {
		expect(await failedStart({ PORT: '0', ...environment }, 'hub')).toEqual({
			code: 1,
			said: expect.stringContaining(said)
		});
	});

	it('does not serve the hub alone on a port that is taken', async () => {
		const taken = createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		const { port } = taken.address() as AddressInfo;
		const { code, said } = await failedStart({ PORT: String(port), HOST: '127.0.0.1' }, 'hub');
		expect([code, said]).toEqual([
			1,
			`PORT is ${port}: it must be one that is free, and another process listens on it.\n`
		]);
		taken.close();
	});
});

/** What is in a folder, with all that is below; links are not followed. */
function filesOf(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => !entry.isSymbolicLink())
		.flatMap((entry) => {
			const path = join(folder, entry.name);
			return entry.isDirectory() ? [path, ...filesOf(path)] : [path];
		});
}

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
