import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchAt, TestMember } from '../../src/hub/testing/people';
import { freePort } from '../../src/hub/testing/free-port';
import { root } from '../../scripts/tools.mjs';
import { blocksUnder, blockWith } from './support/documents';
import { startProgram, type RunningProgram } from './support/processes';

/** What docs/hub.md says of the folder `data`, where the hub keeps it with PGlite. */
describe('the data folder', () => {
	let folder: string;
	let hub: RunningProgram | undefined;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'roompass-data-'));
	});
	afterEach(async () => {
		await hub?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	/** `npm run hub` in a shell that has a umask; what asks it. */
	async function start(umask: string) {
		const port = await freePort();
		hub = await startProgram(
			'sh',
			['-c', `umask ${umask}; exec "$0" scripts/hub.mjs`, process.execPath],
			{
				cwd: root,
				env: { ...process.env, NODE_ENV: 'production', PORT: String(port), DATA_DIR: join(folder, 'data') }
			},
			(output) => output.includes('Hub: http')
		);
		return fetchAt(`http://127.0.0.1:${port}`);
	}

	it.each(['022', '077', '000'])(
		'is for its owner alone with umask %s, and so is each file in it',
		async (umask) => {
			const member = await TestMember.found(await start(umask));
			expect((await member.push([await member.entry('x'.repeat(100_000))])).status).toBe(200);
			await hub?.stop('SIGTERM');
			const open = readdirSync(join(folder, 'data'), { recursive: true, encoding: 'utf8' })
				.map((name) => join(folder, 'data', name))
				.concat(join(folder, 'data'))
				.filter((path) => lstatSync(path).mode & 0o077);
			expect(open).toEqual([]);
		}
	);

	it('is backed up and restored by the commands there', async () => {
		const commands = blockWith(blocksUnder('docs/hub.md', 'Backup and restore'), 'data-backup').split('\n');
		const run = (command: string) => execFileSync('sh', ['-e', '-c', command], { cwd: folder });
		const [backUp = '', ...restore] = commands;
		const member = await TestMember.found(await start('022'));
		await member.push([await member.entry('before')]);
		await hub?.stop('SIGTERM');
		run(backUp);
		const at = async () => Object.assign(Object.create(member) as TestMember, { fetch: await start('022') });
		expect((await (await at()).push([await member.entry('after')])).status).toBe(200);
		await hub?.stop('SIGTERM');
		run(restore.join('\n'));
		const restored = await at();
		expect((await restored.pullAll()).map(({ sequence }) => sequence)).toEqual([1]);
		expect((await restored.push([await restored.entry('again')])).status).toBe(200);
	});
});
