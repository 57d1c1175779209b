import {
	chmodSync,
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDirectory, serve } from '../../scripts/serve.mjs';
import type { Answer, Question } from './support/ask';
import { startCaddy } from './support/caddy';
import { startNginx } from './support/nginx';

interface StaticHost {
	readonly ask: (path: string, more?: Partial<Question>) => Promise<Answer>;
	readonly askPlainly: (path: string) => Promise<Answer>;
	stop(): Promise<void>;
}

/** The web servers that docs/ has a configuration for, started with the app in a folder. */
const hosts: readonly (readonly [string, (folder: string) => Promise<StaticHost>])[] = [
	['docs/nginx-static.conf', (folder) => startNginx('nginx-static.conf', { '/var/www/roompass': folder })],
	['docs/Caddyfile.static', (folder) => startCaddy('Caddyfile.static', { ROOMPASS_FOLDER: folder })]
];

/** What browsers insist on, by the end of the name; JavaScript has two names that mean the same. */
const types: Readonly<Record<string, RegExp>> = {
	'.html': /^text\/html; charset=utf-8$/,
	'.js': /^(text|application)\/javascript; charset=utf-8$/,
	'.css': /^text\/css(; charset=utf-8)?$/,
	'.json': /^application\/json$/,
	'.wasm': /^application\/wasm$/,
	'.webmanifest': /^application\/manifest\+json$/,
	'.svg': /^image\/svg\+xml$/,
	'.png': /^image\/png$/
};

/** Compressions as they are asked for, with the end of the name of the file that holds them. */
const compressions = [
	{ accepts: 'identity', answers: undefined, end: '', unpack: (bytes: Buffer) => bytes },
	{ accepts: 'gzip', answers: 'gzip', end: '.gz', unpack: gunzipSync },
	{ accepts: 'gzip, deflate, br', answers: 'br', end: '.br', unpack: brotliDecompressSync }
];

/** Headers that a browser acts on, as the project's own server sends them. */
const ownHeaders = [
	'x-content-type-options',
	'content-security-policy',
	'referrer-policy',
	'cross-origin-opener-policy',
	'cross-origin-resource-policy',
	'permissions-policy'
];

const files = readdirSync(buildDirectory, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile())
	.map((entry) => join(entry.parentPath, entry.name).slice(buildDirectory.length))
	.filter((file) => !/\.(br|gz)$/.test(file) && !/(^|\/)\./.test(file));

describe.each(hosts)('%s', (_, start) => {
	let folder: string;
	let host: StaticHost;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'roompass-www-'));
		chmodSync(folder, 0o755);
		cpSync(buildDirectory, folder, { recursive: true });
		cpSync(buildDirectory, join(folder, 'rooms'), { recursive: true });
		writeFileSync(join(folder, '.hidden'), 'not for others');
		host = await start(folder);
	});
	afterAll(async () => {
		await host?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	it('knows the type of every file that there is', () => {
		expect([...new Set(files.map((file) => extname(file)))].sort()).toEqual(Object.keys(types).sort());
	});

	it.each(['/', '/rooms/'])('serves each file below %s as it is, whole and compressed', async (base) => {
		for (const file of files)
			for (const { accepts, answers, end, unpack } of compressions) {
				const hasCompressed = end !== '' && existsSync(join(buildDirectory, file + end));
				const { status, headers, body } = await host.ask(base + file, {
					headers: { 'Accept-Encoding': accepts }
				});
				expect({ file, accepts, status, encoding: headers['content-encoding'] }).toEqual({
					file,
					accepts,
					status: 200,
					encoding: hasCompressed ? answers : undefined
				});
				expect((hasCompressed ? unpack(body) : body).equals(readFileSync(buildDirectory + file))).toBe(true);
				expect(headers['content-type']).toMatch(types[extname(file)]!);
				expect([file, headers['cache-control']]).toEqual([
					file,
					file.startsWith('_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache'
				]);
				// A cache between must not give Brotli to whoever cannot read it.
				if (hasCompressed) expect(headers.vary).toMatch(/accept-encoding/i);
			}
	});

	it('serves a folder by its page, and leads there from the name without a slash', async () => {
		for (const base of ['/', '/rooms/']) {
			const page = await host.ask(`${base}device/`);
			expect([page.status, page.body.equals(readFileSync(`${buildDirectory}device/index.html`))]).toEqual([
				200,
				true
			]);
			const { status, headers } = await host.ask(`${base}device`);
			expect([301, 308]).toContain(status);
			expect(headers.location).toBe(`${base}device/`);
		}
	});

	it('says 404 for what there is not, and nobody keeps that', async () => {
		for (const path of [
			'/nothing',
			'/nothing/',
			'/accounts/nothing/',
			'/_app/immutable/nothing.js',
			'/.hidden',
			'/rooms/.hidden',
			'/../../etc/passwd',
			'/%2e%2e/%2e%2e/etc/passwd'
		]) {
			const { status, headers, body } = await host.ask(path);
			expect([path, [400, 404].includes(status), headers['cache-control'] ?? '']).toEqual([
				path,
				true,
				expect.not.stringContaining('immutable')
			]);
			expect(body.toString()).not.toMatch(/not for others|root:/);
		}
		// A folder without a page is not listed.
		expect([403, 404]).toContain((await host.ask('/icons/')).status);
		expect((await host.ask('/', { method: 'POST', body: Buffer.from('x') })).status).toBe(405);
	});

	it('sends the headers that the project’s own server sends, with errors too', async () => {
		const own = await serve();
		const wanted = (await fetch(own.url)).headers;
		await own.stop();
		for (const path of ['/', '/device/', '/service-worker.js', '/nothing']) {
			const { headers } = await host.ask(path);
			expect([path, ...ownHeaders.map((name) => headers[name])]).toEqual([
				path,
				...ownHeaders.map((name) => wanted.get(name))
			]);
			expect(headers['strict-transport-security']).toBe('max-age=31536000');
		}
	});

	it('leads from HTTP to HTTPS', async () => {
		const { status, headers } = await host.askPlainly('/device/?room=1');
		expect([301, 308]).toContain(status);
		expect(headers.location).toMatch(/^https:\/\/.*\/device\/\?room=1$/);
	});
});
