import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import type { OtpId, RequestId } from '$lib/domain/ids';
import { importAccounts } from './import-accounts';
import { markSignedIn } from './mark-signed-in';
import { recordSecretAccess } from './record-secret-access';
import { releaseDevice } from './release-device';
import { renameWorkspace } from './rename-workspace';
import { emptyWorkspace, generated, readyRoom } from './testing/ready-rooms';
import { must, roomId } from './testing/test-tablet';
import { waiveCheck } from './waive-check';

const done = { ok: true, value: undefined };

let tablet: Awaited<ReturnType<typeof emptyWorkspace>>;
let otp: OtpId;
beforeEach(async () => {
	tablet = await emptyWorkspace();
	must(await importAccounts(tablet.workspace, [readyRoom(1)], 'rooms.csv'));
	[otp] = (await generated(tablet.workspace, [1])).otps as [OtpId];
});

it('a sign-in is noted with its request, or without one where it never came here', async () => {
	const request = 'ab'.repeat(16) as RequestId;
	expect(await markSignedIn(tablet.workspace, otp, request)).toEqual(done);
	expect(await tablet.newest()).toEqual({ kind: 'otp.signed-in', body: { otp, request } });
	expect(await markSignedIn(tablet.workspace, otp)).toEqual(done);
	expect(await tablet.newest()).toEqual({ kind: 'otp.signed-in', body: { otp, request: '' } });
});

it('a look at secrets is noted with what was seen, how, and of whom', async () => {
	const access = { what: 'code-and-password', how: 'printed' } as const;
	expect(await recordSecretAccess(tablet.workspace, access, [roomId(1)])).toEqual(done);
	const body = { ...access, accounts: [roomId(1)] };
	expect(await tablet.newest()).toEqual({ kind: 'secret.accessed', body });
});

it('a device is let back by its serial number as devices are compared', async () => {
	expect(await releaseDevice(tablet.workspace, ' ab-12 ')).toEqual(done);
	expect(await tablet.newest()).toEqual({ kind: 'device.released', body: { serial: 'AB12' } });
	const before = await tablet.entries();
	expect(await releaseDevice(tablet.workspace, ' - ')).toEqual({
		ok: false,
		error: { type: 'SerialMissing' }
	});
	expect(await tablet.entries()).toBe(before);
});

it('the workspace’s name is cut to 200 characters, without the spaces around it', async () => {
	expect(await renameWorkspace(tablet.workspace, ` ${'x'.repeat(201)} `)).toEqual(done);
	expect(await tablet.newest()).toEqual({ kind: 'workspace.renamed', body: { name: 'x'.repeat(200) } });
});

it.each([true, false])('a check is noted as waived: %s', async (waived) => {
	expect(await waiveCheck(tablet.workspace, 'licence', waived)).toEqual(done);
	expect(await tablet.newest()).toEqual({ kind: 'check.waived', body: { check: 'licence', waived } });
});

it('an import is noted under its run, with the first 300 characters of where it came from', async () => {
	const patches = [{ id: roomId(2), credential: { kind: 'password', password: 'new' } as const }];
	const { run } = must(await importAccounts(tablet.workspace, patches, 'x'.repeat(301)));
	expect(await tablet.newest()).toEqual({
		kind: 'accounts.imported',
		body: { run, source: 'x'.repeat(300), rows: [[roomId(2), null, null, null, 'new']] }
	});
	expect(run).toMatch(/^[0-9a-f]{32}$/);
	expect(must(await importAccounts(tablet.workspace, patches, 'rooms.csv')).run).not.toBe(run);
});
