import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readConfig, variables } from './config';

it('keeps a hub in ./data where nothing is said', () => {
	expect(readConfig({})).toMatchObject({
		database: { kind: 'pglite', directory: './data' },
		signUpToken: null,
		allowedOrigins: [],
		trustProxy: false
	});
	expect(readConfig({ DATABASE_URL: '', HUB: '' })).toMatchObject({ database: { kind: 'pglite' } });
});

it('reads each variable', () => {
	expect(
		readConfig({
			DATABASE_URL: 'postgres://hub@one,two/roompass',
			DATABASE_CONNECTIONS: '20',
			SIGN_UP_TOKEN: 'come in please',
			ALLOWED_ORIGINS: 'https://a.example, http://localhost:5173',
			TRUST_PROXY: 'on',
			WORKSPACE_MB: '100'
		})
	).toMatchObject({
		database: { kind: 'postgres', url: 'postgres://hub@one,two/roompass', connections: 20 },
		signUpToken: 'come in please',
		allowedOrigins: ['https://a.example', 'http://localhost:5173'],
		trustProxy: true,
		limits: { workspaceBytes: 104_857_600 }
	});
	expect(readConfig({ HUB: 'off' })).toBeNull();
});

it.each([
	[{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must begin with postgres://, as postgres://user:password@'],
	[{ DATABASE_URL: 'postgres://[' }, 'DATABASE_URL names a host that is none'],
	[
		{ DATABASE_CONNECTIONS: 'many' },
		'DATABASE_CONNECTIONS is "many": it must be a whole number from 1 to 200.'
	],
	[{ ALLOWED_ORIGINS: 'https://a.example/app' }, 'must be origins such as https://roompass.example'],
	[{ TRUST_PROXY: 'yes' }, 'TRUST_PROXY is "yes": it must be on or off.'],
	[{ SIGN_UP_TOKEN: 'x'.repeat(201) }, 'SIGN_UP_TOKEN must have at most 200 characters.'],
	[{ DATA_DIR: '/proc/x' }, 'DATA_DIR is "/proc/x": it must be a folder that this user may write to'],
	[{ SIGN_UP_TOKEN: 'short' }, 'SIGN_UP_TOKEN must have at least 8 characters.'],
	[{ HUB: 'maybe', WORKSPACE_MB: '0' }, 'WORKSPACE_MB is "0": it must be a whole number from 1 to 1000000.']
])('says what is wrong with %o', (environment, message) => {
	expect(() => readConfig(environment)).toThrow(message);
});

it('is what the README lists, with the same defaults', () => {
	const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
	const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| ([^|]*) \|/gm)].map(([, name, text]) => [
		name!,
		text!.trim().replaceAll('`', '')
	]);
	const listed = new Map(rows as [string, string][]);
	// These are read by the scripts that serve and build.
	for (const name of ['PORT', 'HOST', 'BASE_PATH', 'HUB_URL']) expect(listed.delete(name)).toBe(true);
	const here = Object.entries(variables).map(([name, usual = '']) => [name, usual] as const);
	expect(listed).toEqual(new Map(here));
	expect(rows).toHaveLength(here.length + 4);
});
