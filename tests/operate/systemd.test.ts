import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readAddress } from '../../scripts/address.mjs';
import { ensureProgram, type Program } from '../../scripts/debian.mjs';
import { root } from '../../scripts/tools.mjs';
import { readConfig } from '../../src/hub/config';
import { blocksUnder, blockWith } from './support/documents';

const file = fileURLToPath(new URL('../../docs/roompass.service', import.meta.url));
const unit = readFileSync(file, 'utf8');

/** What the unit gives to a setting of systemd's. */
function settingOf(name: string): string {
	const [, value] = new RegExp(`^${name}=(.*)$`, 'm').exec(unit) ?? [];
	if (value === undefined) throw new Error(`The unit does not set ${name}.`);
	return value;
}

describe('docs/roompass.service', () => {
	let analyze: Program;
	beforeAll(() => {
		analyze = ensureProgram('systemd-analyze');
	});
	const run = (...args: string[]) => {
		const env = { ...process.env, ...analyze.env };
		const { status, stdout, stderr } = spawnSync(analyze.path, args, { env, encoding: 'utf8' });
		return { status, said: stdout + stderr };
	};

	it('is what systemd understands', () => {
		expect(run('verify', file)).toEqual({ status: 0, said: '' });
	});

	it('leaves the service little that it could do', () => {
		// In tenths, of 100: what systemd calls OK. A unit without any hardening has 96.
		const { status, said } = run('security', '--offline=true', '--no-pager', '--threshold=15', file);
		expect([status, said.match(/Overall exposure level.*/)?.[0]]).toEqual([0, expect.stringContaining('OK')]);
	});

	it('starts a script that there is, with settings that are right', () => {
		const [node, script = ''] = settingOf('ExecStart').split(' ');
		expect(node).toBe('node');
		expect(existsSync(root + script)).toBe(true);
		const environment = Object.fromEntries(
			settingOf('Environment')
				.split(' ')
				.map((pair) => pair.split('='))
		) as Record<string, string>;
		expect(readConfig(environment)).toMatchObject({
			database: { kind: 'pglite', directory: `/var/lib/${settingOf('StateDirectory')}` },
			trustProxy: true
		});
		// Where docs/nginx-proxy.conf and docs/Caddyfile look for it.
		expect(readAddress(0, environment)).toEqual({ host: '127.0.0.1', port: 4173, base: '' });
	});

	it('is installed by commands that name the same user, files and folders', () => {
		const commands = blockWith(blocksUnder('docs/hub.md', 'As a service'), 'systemctl');
		expect(commands).toMatch(new RegExp(`^useradd .* ${settingOf('User')}$`, 'm'));
		expect(commands).toContain(`cd ${settingOf('WorkingDirectory')} &&`);
		expect(commands).toContain(settingOf('EnvironmentFile').replace('-', ''));
		expect(commands).toContain('cp docs/roompass.service /etc/systemd/system/');
		const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
			scripts: Record<string, string>;
		};
		for (const [, script = ''] of commands.matchAll(/npm run (\w+)/g))
			expect(Object.keys(scripts)).toContain(script);
	});
});
