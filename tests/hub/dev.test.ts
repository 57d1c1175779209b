import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startChild } from '../../scripts/child.mjs';
import { fetchAt, TestMember } from '../../src/hub/testing/people';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('npm run dev serves pages, and a hub at the same address, also below a path', async () => {
	// In a copy: it writes what is generated from the source, which other tests are reading.
	const parent = mkdtempSync(join(tmpdir(), 'roompass-dev-'));
	const copy = join(parent, 'copy');
	const left = /[\\/](node_modules|build|build\.stamp|data|paraglide|test-results|\.git|\.cache)$/;
	cpSync(root, copy, { recursive: true, filter: (from) => !left.test(from) });
	symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
	// As a developer runs it, and not as a test does.
	const environment = { ...process.env, NODE_ENV: undefined };
	const child = startChild(process.execPath, [join(copy, 'scripts', 'dev.mjs')], {
		env: { ...environment, HOST: '127.0.0.1', PORT: '0', BASE_PATH: '/rooms', DATA_DIR: join(parent, 'data') }
	});
	const closed = once(child, 'close');
	try {
		const url = await new Promise<string>((resolve, reject) => {
			let said = '';
			const hear = (chunk: Buffer) => {
				said += stripVTControlCharacters(chunk.toString());
				const served = /Local:\s+(http\S+)/.exec(said)?.[1];
				if (served && said.includes('Hub: ')) resolve(served.replace(/\/$/, ''));
			};
			for (const output of [child.stdout, child.stderr]) output?.on('data', hear);
			void closed.then(() => reject(new Error(said)));
		});
		expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/rooms$/);
		expect(await (await fetch(`${url}/hub.json`)).json()).toEqual({ hub: true });
		const member = await TestMember.found(fetchAt(url));
		expect((await member.push([await member.entry()])).status).toBe(200);
		const page = await fetch(`${url}/device/`);
		expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>')]);
		// What reloads a page in the browser.
		expect((await fetch(`${url}/@vite/client`)).status).toBe(200);
		child.kill('SIGTERM');
		expect(await closed).toEqual([0, null]);
	} finally {
		child.kill('SIGKILL');
		await closed;
		rmSync(parent, { recursive: true, force: true });
	}
});
