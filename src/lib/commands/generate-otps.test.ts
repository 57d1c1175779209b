import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unknownFacts } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { ticketIdOf } from '$lib/protocol/code-keys';
import type { Code } from '$lib/protocol/code';
import { deleteAccounts } from './edit-accounts';
import { generateOtps } from './generate-otps';
import { importAccounts } from './import-accounts';
import { emptyWorkspace, generated, readyRoom, runFor } from './testing/ready-rooms';
import { must, roomId } from './testing/test-tablet';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 24, 12);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

let tablet: Awaited<ReturnType<typeof emptyWorkspace>>;
let workspace: Workspace;
beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['Date'], now });
	tablet = await emptyWorkspace();
	({ workspace } = tablet);
});
afterEach(() => vi.useRealTimers());

const importRooms = async (count: number) =>
	must(
		await importAccounts(
			workspace,
			upTo(count).map((n) => readyRoom(n)),
			'rooms.csv'
		)
	);
const refused = (error: object) => ({ ok: false, error });

describe('a run', () => {
	it.each([1, 336])('may last %d hours', async (expirationHours) => {
		await importRooms(1);
		const { batch } = await generated(workspace, [1], { expirationHours });
		expect(workspace.state.batches.get(batch)).toMatchObject({
			notBefore: now,
			redeemBy: now + expirationHours * hour
		});
	});

	it.each([0, 337, -1, 8.5, Infinity])('may not last %d hours', async (expirationHours) => {
		await importRooms(1);
		const before = await tablet.entries();
		expect(await generateOtps(workspace, runFor([1], { expirationHours }))).toEqual(
			refused({ type: 'HoursOutOfRange' })
		);
		expect(await tablet.entries()).toBe(before);
	});

	it('is of somebody', async () => {
		expect(await generateOtps(workspace, runFor([]))).toEqual(refused({ type: 'NothingSelected' }));
	});

	it('says everything that is asked of its batch', async () => {
		await importRooms(1);
		const { batch, otps } = await generated(workspace, [1], {
			batchName: ` ${'x'.repeat(201)} `,
			notBefore: now + 5
		});
		const { code, account } = workspace.state.otps.get(otps[0]!)!;
		const { password } = workspace.state.accounts.get(account)!.credential!;
		expect(await tablet.newest()).toEqual({
			kind: 'otps.issued',
			body: {
				batch: {
					id: batch,
					name: 'x'.repeat(200),
					notBefore: now + 5,
					redeemBy: now + 5 + 8 * hour,
					decideWithinHours: 24,
					collectWithinHours: 12,
					passwords: 'generated'
				},
				rows: [[otps[0], roomId(1), code, password]]
			}
		});
		expect(await ticketIdOf(code as Code)).toBe(otps[0]);
	});

	it('that began before now begins now', async () => {
		await importRooms(1);
		const { batch } = await generated(workspace, [1], { notBefore: now - 1 });
		expect(workspace.state.batches.get(batch)!.notBefore).toBe(now);
	});

	it('with uploaded passwords says so, and leaves stored ones as they are', async () => {
		await importRooms(1);
		must(
			await importAccounts(
				workspace,
				[readyRoom(2, { credential: { kind: 'password', password: 'stored' } })],
				'more.csv'
			)
		);
		const passwords = new Map([[roomId(1), 'uploaded']]);
		const { otps } = await generated(workspace, [1, 2], { passwords });
		const { body } = await tablet.newest();
		expect(body).toMatchObject({
			batch: { passwords: 'uploaded' },
			rows: [
				[otps[0], roomId(1), expect.any(String), 'uploaded'],
				[otps[1], roomId(2), expect.any(String), null]
			]
		});
	});

	it('names every account that is not ready, gone or unknown, before the passwords that are missing', async () => {
		await importRooms(4);
		must(await importAccounts(workspace, [readyRoom(2, { facts: unknownFacts })], 'more.csv'));
		must(await deleteAccounts(workspace, [roomId(3)]));
		const run = runFor([1, 2, 3, 4, 5], { passwords: new Map([[roomId(4), 'uploaded']]) });
		expect(await generateOtps(workspace, run)).toEqual(
			refused({ type: 'AccountsNotReady', accounts: [roomId(2), roomId(3), roomId(5)] })
		);
		expect(await generateOtps(workspace, { ...run, accounts: [roomId(4), roomId(1)] })).toEqual(
			refused({ type: 'PasswordsMissing', accounts: [roomId(1)] })
		);
		const empty = new Map<AccountId, string>([[roomId(4), '']]);
		expect(await generateOtps(workspace, runFor([4], { passwords: empty }))).toEqual(
			refused({ type: 'PasswordsMissing', accounts: [roomId(4)] })
		);
	});
});

describe('a long run', () => {
	const count = 1_251;

	it('gives every account its own code, in order, and tells how far it is', async () => {
		await importRooms(count);
		const told: [number, number][] = [];
		const before = await tablet.entries();
		const { otps } = must(
			await generateOtps(workspace, runFor(upTo(count)), { onprogress: (...now) => told.push(now) })
		);
		expect(otps.map((id) => workspace.state.otps.get(id)!.account)).toEqual(upTo(count).map(roomId));
		const codes = otps.map((id) => workspace.state.otps.get(id)!.code);
		expect(new Set(codes).size).toBe(count);
		expect(told).toEqual([
			[250, count],
			[500, count],
			[750, count],
			[count, count]
		]);
		// A thousand in one entry, the others in the next.
		expect(await tablet.entries()).toBe(before + 2);
	});

	it('stops where it is called off, before the next codes are made', async () => {
		await importRooms(count);
		const before = await tablet.entries();
		const controller = new AbortController();
		const told: number[] = [];
		const outcome = await generateOtps(workspace, runFor(upTo(count)), {
			onprogress(done) {
				told.push(done);
				controller.abort();
			},
			signal: controller.signal
		});
		expect(outcome).toEqual(refused({ type: 'Cancelled' }));
		expect(told).toEqual([250]);
		expect(await tablet.entries()).toBe(before);
		expect(workspace.state.otps.size).toBe(0);
	});
});
