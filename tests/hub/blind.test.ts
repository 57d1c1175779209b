import 'fake-indexeddb/auto';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { decideRequest } from '$lib/commands/decide-request';
import { renameWorkspace } from '$lib/commands/rename-workspace';
import { must, roomId, TestTablet } from '$lib/commands/testing/test-tablet';
import { refOf, waitingApprovals } from '$lib/journal/approvals';
import type { Code } from '$lib/protocol/code';
import { claimKeysOf, handOffKeysOf } from '$lib/protocol/code-keys';
import { sealReceipt } from '$lib/protocol/receipt';
import { openHub } from '../../src/hub/hub';
import { saidBy, TestDevice } from '../../src/hub/testing/people';
import { createDatabase } from '../../src/hub/testing/postgres-server';
import { postgresUrl } from '../../src/hub/testing/postgres-url';

const serial = '20453AB00123';

it('a whole rollout leaves nothing readable in the hub’s database: no name, password, code, token or serial number', async () => {
	const url = await createDatabase(postgresUrl());
	const hub = await openHub({ database: { kind: 'postgres', url } });
	const tablet = await TestTablet.found(hub.fetch);
	must(await renameWorkspace(tablet.workspace, 'Contoso Oslo'));
	await tablet.addRooms(1, 2, 3);
	await tablet.connect();
	must(await tablet.sync());
	for (const n of [1, 2]) {
		const code = tablet.otpOf(n).code as Code;
		const device = await TestDevice.make(hub.fetch, code, serial);
		expect(await saidBy(await device.claim())).toBe('waiting');
		must(await tablet.sync());
		const [approval] = waitingApprovals(tablet.workspace.state, Date.now());
		const decision =
			n === 1
				? ({ verdict: 'approved' } as const)
				: ({ verdict: 'rejected', reason: 'other', text: 'Not in the list of Fjordgata' } as const);
		must(await decideRequest(tablet.workspace, refOf(approval!), decision));
		must(await tablet.sync());
		expect(await saidBy(await device.state())).toBe('decided');
		const receipt = await sealReceipt(await handOffKeysOf(code), 'ab'.repeat(16), Date.now());
		expect((await device.ack(receipt)).status).toBe(204);
	}
	must(await tablet.sync());

	const secrets: [what: string, value: string | Uint8Array][] = [
		['workspace', 'Contoso Oslo'],
		['domain', 'contoso.com'],
		['room', 'Room 1'],
		['file', 'rooms.csv'],
		['make', 'Logitech'],
		['model', 'RoomMate'],
		['serial', serial],
		['reason', 'Fjordgata']
	];
	for (const n of [1, 2, 3]) {
		const { code } = tablet.otpOf(n);
		const { claimToken } = await claimKeysOf(code as Code);
		const { psk } = await handOffKeysOf(code as Code);
		const { password } = tablet.workspace.state.accounts.get(roomId(n))!.credential!;
		secrets.push(['code', code], ['code', code.replace(/(.{4})(?=.)/g, '$1-')], ['password', password]);
		secrets.push(['claim token', claimToken], ['psk', psk]);
	}

	const dump = await dumpOf(url);
	// The search does find what is there.
	expect(dump.has(new Uint8Array(Buffer.from(tablet.otpOf(1).id, 'hex')))).toBe(true);
	expect(dump.size).toBeGreaterThan(2_000);
	expect(secrets.filter(([, value]) => dump.has(value)).map(([what]) => what)).toEqual([]);
	await hub.close();
});

/** Every value of every table, to be searched for bytes and text, whichever way they may be written. */
async function dumpOf(url: string): Promise<{ has(value: string | Uint8Array): boolean; size: number }> {
	const sql = postgres(url, { max: 1 });
	const tables = await sql`select table_name from information_schema.tables where table_schema = 'public'`;
	const pieces: Buffer[] = [];
	for (const { table_name: table } of tables)
		for (const row of await sql`select * from ${sql(table as string)}`)
			for (const value of Object.values(row as Record<string, unknown>)) {
				if (value === null) continue;
				pieces.push(
					value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)),
					Buffer.from('\0')
				);
			}
	await sql.end();
	const bytes = Buffer.concat(pieces);
	const text = bytes.toString('latin1').toLowerCase();
	const written = (value: Buffer) => [
		value.toString('latin1').toLowerCase(),
		value.toString('hex'),
		value.toString('base64').replace(/=+$/, '').toLowerCase(),
		value.toString('base64url').toLowerCase()
	];
	return {
		has: (value) => written(Buffer.from(value as Uint8Array)).some((form) => text.includes(form)),
		size: bytes.length
	};
}
