import { appendFileSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startHub, type HubProcess } from '../../src/hub/testing/hub-process';
import { fetchAt, TestMember } from '../../src/hub/testing/people';
import { makeCertificate } from './support/certificate';
import { blocksUnder, blockWith } from './support/documents';
import { ordinaryUser } from './support/ordinary-user';
import { startDebianPostgres, type Postgres } from './support/postgres';

const section = blocksUnder('docs/scaling.md', 'Failover');
const setUp = blockWith(blocksUnder('docs/hub.md', 'PostgreSQL'), 'create role');

/** A command of the document with one thing in place of another, which has to be there. */
function put(text: string, replace: Readonly<Record<string, string>>): string {
	return Object.entries(replace).reduce((replaced, [from, to]) => {
		expect(replaced).toContain(from);
		return replaced.replaceAll(from, to);
	}, text);
}

/** What is said in docs/scaling.md of a second server, done with the distribution's servers and tools. */
describe('docs/scaling.md, Failover', () => {
	let certificates: string;
	let first: Postgres;
	let second: Postgres | undefined;
	let hub: HubProcess | undefined;
	beforeAll(async () => {
		certificates = mkdtempSync(join(tmpdir(), 'roompass-certificates-'));
		const { certificate, key } = makeCertificate(certificates, 'localhost');
		const { uid, gid } = ordinaryUser;
		for (const file of [certificates, certificate, key])
			if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
		first = await startDebianPostgres({
			flags: ['-c', 'ssl=on', '-c', `ssl_cert_file=${certificate}`, '-c', `ssl_key_file=${key}`]
		});
	});
	afterAll(async () => {
		await hub?.kill();
		await second?.remove();
		await first?.remove();
		rmSync(certificates, { recursive: true, force: true });
	});

	it('the second server follows, is waited for, and takes over by the commands there', async () => {
		first.asAdministrator(setUp);
		first.asAdministrator(blockWith(section, 'create role'));
		appendFileSync(
			join(first.folder, 'pg_hba.conf'),
			put(blockWith(section, 'hostssl'), { '10.0.0.2/32': '127.0.0.1/32' })
		);
		first.asAdministrator('select pg_reload_conf()');
		second = await startDebianPostgres({
			fill: (run) => {
				const command = put(blockWith(section, 'pg_basebackup'), {
					'host=one': `host=127.0.0.1 port=${first.port}`
				});
				const { status, stderr } = run(command);
				expect(status, stderr).toBe(0);
			}
		});
		first.asAdministrator(blockWith(section, 'alter system set'));
		await vi.waitFor(() =>
			expect(first.asAdministrator('select application_name, sync_state from pg_stat_replication')).toBe(
				'standby|sync\n'
			)
		);
		expect(second.asAdministrator('select pg_is_in_recovery()')).toBe('t\n');

		const [, address] = /'(postgres:.*)'/.exec(blockWith(section, 'npm start'))!;
		hub = await startHub({
			DATABASE_URL: put(address!, { 'one,two': `127.0.0.1:${first.port},127.0.0.1:${second.port}` })
		});
		const member = await TestMember.found(fetchAt(hub.url));
		expect((await member.push([await member.entry('before')])).status).toBe(200);

		await first.crash();
		second.asAdministrator(blockWith(section, 'pg_promote'));
		await vi.waitFor(async () => expect((await member.push([await member.entry('after')])).status).toBe(200));
		expect((await member.pullAll()).map(({ kind }) => kind)).toEqual(['entry', 'entry']);
		expect(second.asAdministrator('show synchronous_standby_names')).toBe('\n');
	});
});
