import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyProfile, unknownFacts, type AccountPatch } from '$lib/domain/account';
import { safeRule } from '$lib/domain/auto-approval';
import type { AccountId, BatchId, OtpId } from '$lib/domain/ids';
import { accountStanding, otpStanding, waivedChecks } from '$lib/journal/standing';
import { isListed } from '$lib/journal/state';
import { newWorkspace } from '$lib/journal/testing/new-workspace';
import { Workspace } from '$lib/journal/workspace.svelte';
import { parseCode } from '$lib/protocol/code';
import { extendBatch, renameBatch, revokeOtps } from './change-otps';
import { addAccount, confirmReadiness, deleteAccounts, editAccount, restoreAccounts } from './edit-accounts';
import { generateOtps, type OtpRun } from './generate-otps';
import { importAccounts } from './import-accounts';
import { markSignedIn } from './mark-signed-in';
import { setPreferences } from './set-preferences';
import { undoImport } from './undo-import';
import { waiveCheck } from './waive-check';

const hour = 3_600_000;
const id = (n: number) => `room${n}@contoso.com` as AccountId;

function patch(n: number, over: Partial<AccountPatch> = {}): AccountPatch {
	return {
		id: id(n),
		profile: { ...emptyProfile, signInName: id(n), displayName: `Room ${n}` },
		facts: { ...unknownFacts, enabled: true, licences: ['Teams Rooms Pro'] },
		...over
	};
}

let workspace: Workspace;
beforeEach(async () => {
	const { database, keys } = await newWorkspace();
	workspace = await Workspace.open(database, keys);
});

const run = (accounts: AccountId[], over: Partial<OtpRun> = {}): OtpRun => ({
	accounts,
	batchName: 'Oslo, 24 November',
	notBefore: 0,
	expirationHours: 8,
	passwords: 'generate',
	...over
});

const standing = (account: AccountId) =>
	accountStanding(
		workspace.state,
		workspace.state.accounts.get(account)!,
		waivedChecks(workspace.state),
		Date.now()
	);

async function generated(accounts: AccountId[], over: Partial<OtpRun> = {}) {
	const result = await generateOtps(workspace, run(accounts, over));
	if (!result.ok) throw new Error(result.error.type);
	return result.value;
}

describe('generate OTPs', () => {
	it('gives each account a code that is well formed, findable by its ticket, and a new password', async () => {
		await importAccounts(workspace, [patch(1), patch(2)], 'rooms.csv');
		const { batch, otps } = await generated([id(1), id(2), id(1)]);
		expect(otps).toHaveLength(2);
		for (const otp of otps.map((otpId) => workspace.state.otps.get(otpId)!)) {
			expect(parseCode(otp.code).ok).toBe(true);
			expect(otp.batch).toBe(batch);
			expect(workspace.state.accounts.get(otp.account)!.credential!.password.length).toBeGreaterThanOrEqual(
				20
			);
		}
		expect(standing(id(1)).provisioning.status).toBe('otp-generated');
		const { notBefore, redeemBy } = workspace.state.batches.get(batch)!;
		expect(redeemBy - notBefore).toBe(8 * hour);
	});

	it('refuses accounts that are not ready, and changes nothing', async () => {
		await importAccounts(workspace, [patch(1), patch(2, { facts: unknownFacts })], 'rooms.csv');
		expect(await generateOtps(workspace, run([id(1), id(2)]))).toEqual({
			ok: false,
			error: { type: 'AccountsNotReady', accounts: [id(2)] }
		});
		expect(workspace.state.otps.size).toBe(0);
		await confirmReadiness(workspace, [id(2)], true);
		expect((await generateOtps(workspace, run([id(1), id(2)]))).ok).toBe(true);
	});

	it('keeps a stored password where none is uploaded, and names accounts that have none', async () => {
		const credential = { kind: 'password', password: 'stored' } as const;
		await importAccounts(workspace, [patch(1, { credential }), patch(2), patch(3)], 'rooms.csv');
		const passwords = new Map([[id(2), 'uploaded']]);
		expect(await generateOtps(workspace, run([id(1), id(2), id(3)], { passwords }))).toEqual({
			ok: false,
			error: { type: 'PasswordsMissing', accounts: [id(3)] }
		});
		await generated([id(1), id(2)], { passwords });
		expect(workspace.state.accounts.get(id(1))!.credential!.password).toBe('stored');
		expect(workspace.state.accounts.get(id(2))!.credential!.password).toBe('uploaded');
	});

	it('supersedes the one before', async () => {
		await importAccounts(workspace, [patch(1)], 'rooms.csv');
		const first = (await generated([id(1)])).otps[0]!;
		const second = (await generated([id(1)])).otps[0]!;
		expect(workspace.state.currentOtps.get(id(1))).toBe(second);
		expect(otpStanding(workspace.state, workspace.state.otps.get(first)!, Date.now())).toBe('superseded');
	});

	it('refuses an expiration that is no choice', async () => {
		await importAccounts(workspace, [patch(1)], 'rooms.csv');
		for (const expirationHours of [0, 337, 1.5, NaN])
			expect(await generateOtps(workspace, run([id(1)], { expirationHours }))).toEqual({
				ok: false,
				error: { type: 'HoursOutOfRange' }
			});
	});

	it('keeps nothing of a cancelled run', async () => {
		await importAccounts(workspace, [patch(1)], 'rooms.csv');
		const controller = new AbortController();
		const result = await generateOtps(workspace, run([id(1)]), {
			onprogress: () => controller.abort(),
			signal: controller.signal
		});
		expect(result).toEqual({ ok: false, error: { type: 'Cancelled' } });
		expect(workspace.state.accounts.get(id(1))!.credential).toBeNull();
	});
});

describe('change OTPs', () => {
	let batch: BatchId;
	let otps: readonly OtpId[];
	beforeEach(async () => {
		await importAccounts(workspace, [patch(1), patch(2), patch(3)], 'rooms.csv');
		({ batch, otps } = await generated([id(1), id(2), id(3)]));
	});

	it('revokes what can be, once', async () => {
		await markSignedIn(workspace, otps[0]!);
		expect(await revokeOtps(workspace, otps)).toEqual({ ok: true, value: { revoked: 2 } });
		expect(await revokeOtps(workspace, otps)).toEqual({ ok: true, value: { revoked: 0 } });
		expect(standing(id(1)).provisioning.status).toBe('provisioned');
		expect(standing(id(2)).provisioning.status).toBe('otp-revoked');
	});

	it('extends only what nobody has redeemed', async () => {
		await revokeOtps(workspace, [otps[0]!]);
		const redeemBy = Date.now() + 48 * hour;
		expect(await extendBatch(workspace, batch, redeemBy)).toEqual({ ok: true, value: { extended: 2 } });
		expect(standing(id(2)).provisioning).toMatchObject({ status: 'otp-generated', redeemBy });
		for (const wrong of [Date.now() - 1, Date.now() + 400 * hour])
			expect(await extendBatch(workspace, batch, wrong)).toEqual({
				ok: false,
				error: { type: 'ExpirationOutOfRange' }
			});
	});

	it('renames', async () => {
		await renameBatch(workspace, batch, '  First floor ');
		expect(workspace.state.batches.get(batch)!.name).toBe('First floor');
	});
});

describe('accounts', () => {
	it('are added once per sign-in name', async () => {
		expect(
			await addAccount(workspace, { profile: { ...emptyProfile, signInName: 'Fjord@Contoso.com' } })
		).toEqual({
			ok: true,
			value: 'fjord@contoso.com'
		});
		expect(
			await addAccount(workspace, { profile: { ...emptyProfile, signInName: 'fjord@contoso.com' } })
		).toEqual({
			ok: false,
			error: { type: 'SignInNameTaken', by: 'fjord@contoso.com' }
		});
	});

	it('keep their id when renamed, and leave the old name free', async () => {
		await addAccount(workspace, { profile: { ...emptyProfile, signInName: 'a@contoso.com' } });
		const a = 'a@contoso.com' as AccountId;
		await editAccount(workspace, { id: a, profile: { ...emptyProfile, signInName: 'b@contoso.com' } });
		expect(
			await addAccount(workspace, { profile: { ...emptyProfile, signInName: 'a@contoso.com' } })
		).toEqual({
			ok: true,
			value: 'a@contoso.com#2'
		});
		expect(
			await editAccount(workspace, { id: a, profile: { ...emptyProfile, signInName: 'A@contoso.com' } })
		).toMatchObject({ ok: false, error: { type: 'SignInNameTaken' } });
	});

	it('come back when their deletion is undone', async () => {
		await importAccounts(workspace, [patch(1), patch(2)], 'rooms.csv');
		await deleteAccounts(workspace, [id(1)]);
		expect([...workspace.state.accounts.values()].filter(isListed)).toHaveLength(1);
		await restoreAccounts(workspace, [id(1)]);
		expect(workspace.state.accounts.get(id(1))).toMatchObject({
			deleted: false,
			profile: { displayName: 'Room 1' }
		});
	});
});

describe('undo of an import', () => {
	it('takes back what it wrote and nobody has changed since', async () => {
		await importAccounts(workspace, [patch(1), patch(2)], 'first.csv');
		const credential = { kind: 'password', password: 'imported' } as const;
		const changed = (n: number) =>
			patch(n, { profile: { ...emptyProfile, signInName: id(n), displayName: 'Changed' }, credential });
		const second = await importAccounts(workspace, [changed(1), changed(2), changed(3)], 'second.csv');
		if (!second.ok) throw new Error();
		await editAccount(workspace, {
			id: id(2),
			profile: { ...emptyProfile, signInName: id(2), displayName: 'Edited since' }
		});
		expect(await undoImport(workspace, second.value.run)).toEqual({ ok: true, value: { changed: 3 } });
		expect(workspace.state.accounts.get(id(1))).toMatchObject({
			profile: { displayName: 'Room 1' },
			credential: null,
			deleted: false
		});
		expect(workspace.state.accounts.get(id(2))).toMatchObject({
			profile: { displayName: 'Edited since' },
			credential: null
		});
		expect(isListed(workspace.state.accounts.get(id(3))!)).toBe(false);
	});
});

describe('preferences and checks', () => {
	const { preferences } = {
		preferences: {
			otpExpirationHours: 24,
			decideWithinHours: 24,
			collectWithinHours: 12,
			autoApproval: false,
			autoApprovalRule: safeRule,
			deviceAddress: ''
		}
	};

	it('are stored, and apply to OTPs generated from then on', async () => {
		await importAccounts(workspace, [patch(1)], 'rooms.csv');
		await setPreferences(workspace, { ...preferences, decideWithinHours: 5 });
		const { batch } = await generated([id(1)]);
		await setPreferences(workspace, { ...preferences, decideWithinHours: 6 });
		expect(workspace.state.batches.get(batch)!.decideWithinHours).toBe(5);
	});

	it('refuse a rule that could never hold, or that says nothing', async () => {
		const window = { from: 480, until: 960, timeZone: 'Europe/Oslo' };
		for (const bad of [
			{ perHour: -1 },
			{ perHour: 1.5 },
			{ perHour: 1_001 },
			{ window: { ...window, until: 480 } },
			{ window: { ...window, from: 1_440 } },
			{ window: { ...window, timeZone: 'Europe/Nowhere' } }
		])
			expect(
				await setPreferences(workspace, { ...preferences, autoApprovalRule: { ...safeRule, ...bad } })
			).toEqual({ ok: false, error: { type: 'BadRule' } });
		const autoApprovalRule = { ...safeRule, sites: ['Oslo', 'Bergen', 'Oslo'], window };
		expect((await setPreferences(workspace, { ...preferences, autoApprovalRule })).ok).toBe(true);
		expect(workspace.state.preferences.value.autoApprovalRule.sites).toEqual(['Bergen', 'Oslo']);
	});

	it('refuse what is no choice', async () => {
		expect(await setPreferences(workspace, { ...preferences, collectWithinHours: 0 })).toEqual({
			ok: false,
			error: { type: 'HoursOutOfRange', field: 'collectWithinHours' }
		});
		for (const deviceAddress of ['rooms', 'ftp://x', 'https://x/#a', 'javascript:alert(1)'])
			expect(await setPreferences(workspace, { ...preferences, deviceAddress })).toEqual({
				ok: false,
				error: { type: 'BadDeviceAddress' }
			});
		expect(
			(await setPreferences(workspace, { ...preferences, deviceAddress: 'https://rooms.example.com/x/' })).ok
		).toBe(true);
	});

	it('a check can be marked as not applicable, and again as applicable', async () => {
		await importAccounts(
			workspace,
			[patch(1, { facts: { ...unknownFacts, enabled: true, licences: [] } })],
			'r.csv'
		);
		expect(standing(id(1)).readiness.status).toBe('needs-action');
		await waiveCheck(workspace, 'licence', true);
		expect(standing(id(1)).readiness.status).toBe('no-action-needed');
		await waiveCheck(workspace, 'licence', false);
		expect(standing(id(1)).readiness.status).toBe('needs-action');
	});
});
