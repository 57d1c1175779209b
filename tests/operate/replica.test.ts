import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startHub, type HubProcess } from '../../src/hub/testing/hub-process';
import { fetchAt, TestMember } from '../../src/hub/testing/people';
import { blocksUnder, blockWith, put } from './support/documents';
import { startDebianPostgres, type Postgres } from './support/postgres';

const section = blocksUnder('docs/scaling.md', 'Failover');
const setUp = blockWith(blocksUnder('docs/hub.md', 'PostgreSQL'), 'create role');

/** What is said in docs/scaling.md of a second server, done with the distribution's servers and tools. */
describe('docs/scaling.md, Failover', () => {
	let first: Postgres;
	let second: Postgres | undefined;
	let hub: HubProcess | undefined;
	beforeAll(async () => {
		first = await startDebianPostgres();
	});
	afterAll(async () => {
		await hub?.kill();
		await second?.remove();
		await first?.remove();
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
