import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeRequest } from '$lib/device/hand-off';
import type { BatchId, OtpId } from '$lib/domain/ids';
import type { Workspace } from '$lib/journal/workspace.svelte';
import type { Code } from '$lib/protocol/code';
import { extendBatch, renameBatch, revokeOtps } from './change-otps';
import { decideRequest } from './decide-request';
import { importAccounts } from './import-accounts';
import { markSignedIn } from './mark-signed-in';
import { receiveScan } from './receive-scan';
import { emptyWorkspace, generated, readyRoom } from './testing/ready-rooms';
import { must } from './testing/test-tablet';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 24, 12);

let tablet: Awaited<ReturnType<typeof emptyWorkspace>>;
let workspace: Workspace;
let batch: BatchId;
let otps: readonly OtpId[];
beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['Date'], now });
	tablet = await emptyWorkspace();
	({ workspace } = tablet);
	must(
		await importAccounts(
			workspace,
			[1, 2, 3, 4].map((n) => readyRoom(n)),
			'rooms.csv'
		)
	);
	({ batch, otps } = await generated(workspace, [1, 2, 3, 4]));
});
afterEach(() => vi.useRealTimers());

const redeemBys = () =>
	otps.map((id) => workspace.state.otps.get(id)!.facts.find((fact) => fact.type === 'extended')?.redeemBy);

async function ask(otp: OtpId) {
	const device = { make: 'Logitech', model: 'RoomMate', serial: 'S-1' };
	const code = workspace.state.otps.get(otp)!.code as Code;
	const { asked } = await makeRequest({ enteredAt: 1 }, code, device, 1);
	const received = must(await receiveScan(workspace, asked.qrText));
	if (received.type !== 'request') throw new Error(received.type);
	return received.ref;
}

describe('revoking', () => {
	it('takes what waits, what is approved and what has expired, and no OTP that is not here', async () => {
		const approved = await ask(otps[0]!);
		must(await decideRequest(workspace, approved, { verdict: 'approved' }));
		await ask(otps[1]!);
		must(await markSignedIn(workspace, otps[2]!));
		vi.setSystemTime(now + 8 * hour + 1);
		const unknown = 'ab'.repeat(16) as OtpId;
		expect(await revokeOtps(workspace, [unknown, ...otps])).toEqual({ ok: true, value: { revoked: 3 } });
		expect(await tablet.newest()).toEqual({
			kind: 'otps.voided',
			body: { otps: [otps[0], otps[1], otps[3]] }
		});
		expect(await revokeOtps(workspace, otps)).toEqual({ ok: true, value: { revoked: 0 } });
	});
});

describe('extending', () => {
	const outOfRange = { ok: false, error: { type: 'ExpirationOutOfRange' } };

	it.each([now + 1, now + 336 * hour])('may end at %d', async (redeemBy) => {
		expect(await extendBatch(workspace, batch, redeemBy)).toEqual({ ok: true, value: { extended: 4 } });
		expect(redeemBys()).toEqual([redeemBy, redeemBy, redeemBy, redeemBy]);
		expect(await tablet.newest()).toEqual({ kind: 'otps.extended', body: { otps, redeemBy } });
	});

	it.each([now - 1, now, now + 336 * hour + 1, NaN, Infinity])('may not end at %d', async (redeemBy) => {
		const before = await tablet.entries();
		expect(await extendBatch(workspace, batch, redeemBy)).toEqual(outOfRange);
		expect(await tablet.entries()).toBe(before);
	});

	it('counts from the not-before of a batch that has not begun', async () => {
		const notBefore = now + 100 * hour;
		({ batch, otps } = await generated(workspace, [1], { notBefore }));
		expect(await extendBatch(workspace, batch, notBefore)).toEqual(outOfRange);
		expect(await extendBatch(workspace, batch, notBefore + 336 * hour + 1)).toEqual(outOfRange);
		expect(await extendBatch(workspace, batch, notBefore + 1)).toEqual({ ok: true, value: { extended: 1 } });
		expect(await extendBatch(workspace, batch, notBefore + 336 * hour)).toMatchObject({ ok: true });
	});

	it('leaves other batches, superseded codes and those that were used alone', async () => {
		const other = await generated(workspace, [2]);
		await ask(otps[2]!);
		expect(await extendBatch(workspace, batch, now + hour)).toEqual({ ok: true, value: { extended: 2 } });
		expect(redeemBys()).toEqual([now + hour, undefined, undefined, now + hour]);
		expect(workspace.state.otps.get(other.otps[0]!)!.facts).toEqual([]);
	});

	it('of a batch that is not here extends nothing', async () => {
		const unknown = 'ab'.repeat(16) as BatchId;
		expect(await extendBatch(workspace, unknown, now + hour)).toEqual({ ok: true, value: { extended: 0 } });
	});
});

it('a batch’s name is cut to 200 characters, without the spaces around it', async () => {
	expect(await renameBatch(workspace, batch, `  ${'x'.repeat(201)} `)).toEqual({
		ok: true,
		value: undefined
	});
	expect(await tablet.newest()).toEqual({ kind: 'batch.renamed', body: { batch, name: 'x'.repeat(200) } });
});
