import { describe, expect, it } from 'vitest';
import { emptyExpectedDevice, emptyProfile, unknownFacts, type Account } from '$lib/domain/account';
import type { AccountId, BatchId, MemberId, OtpId } from '$lib/domain/ids';
import type { Otp, OtpFact } from '$lib/domain/otp';
import { emptyState, type WorkspaceState } from '$lib/journal/state';
import { overviewOf } from './overview';

const hour = 3_600_000;
const now = 1_800_000_000_000;

function stateWith(accounts: readonly Account[], otps: readonly Otp[] = []): WorkspaceState {
	const state = emptyState('ab'.repeat(16));
	for (const account of accounts) state.accounts.set(account.id, account);
	for (const otp of otps) {
		state.otps.set(otp.id, otp);
		state.currentOtps.set(otp.account, otp.id);
	}
	return state;
}

function account(name: string, facts: Partial<Account['facts']> = {}, deleted = false): Account {
	return {
		id: name as AccountId,
		profile: { ...emptyProfile, signInName: `${name}@example.com` },
		expected: emptyExpectedDevice,
		facts: { ...unknownFacts, ...facts },
		credential: null,
		deleted,
		stamps: { profile: 'a', expected: '', facts: '', credential: '', existence: '' }
	};
}

function otp(name: string, batch: string, facts: readonly OtpFact[] = []): Otp {
	return {
		id: `otp-${name}` as OtpId,
		account: name as AccountId,
		batch: batch as BatchId,
		code: '0'.repeat(16),
		issuedAt: now - hour,
		issuedBy: 'me' as MemberId,
		key: `key-${name}`,
		facts
	};
}

function addBatch(state: WorkspaceState, id: string, redeemBy: number): void {
	state.batches.set(id as BatchId, {
		id: id as BatchId,
		name: id,
		createdAt: now - hour,
		createdBy: 'me' as MemberId,
		notBefore: now - hour,
		redeemBy,
		decideWithinHours: 24,
		collectWithinHours: 12,
		passwords: 'generated',
		key: 'a',
		nameKey: 'a'
	});
}

const ready = { enabled: true };
const signedIn: OtpFact = { type: 'signed-in', request: '', at: now, by: 'me' as MemberId, key: 'b' };

describe('the overview', () => {
	it('counts nothing in an empty workspace', () => {
		const overview = overviewOf(emptyState('ab'.repeat(16)), now);
		expect(overview).toMatchObject({ accounts: 0, toGenerate: 0, expiring: 0, running: [] });
	});

	it('counts accounts by readiness, and leaves deleted ones out', () => {
		const state = stateWith([
			account('a', ready),
			account('b', { enabled: false }),
			account('c'),
			account('d', ready, true)
		]);
		const { accounts, readiness, toGenerate } = overviewOf(state, now);
		expect(accounts).toBe(3);
		expect(readiness).toEqual({ 'no-action-needed': 1, 'needs-action': 1, 'not-available': 1 });
		expect(toGenerate).toBe(1);
	});

	it('counts what the wizard can take: ready, without a code that is in use', () => {
		const state = stateWith(
			[account('a', ready), account('b', ready), account('c', ready)],
			[otp('a', 'early'), otp('b', 'over'), otp('c', 'early', [signedIn])]
		);
		addBatch(state, 'early', now + 8 * hour);
		addBatch(state, 'over', now - 1);
		const { toGenerate, provisioning } = overviewOf(state, now);
		expect(toGenerate).toBe(1);
		expect(provisioning).toMatchObject({ 'otp-generated': 1, 'otp-expired': 1, provisioned: 1 });
	});

	it('lists running batches, the one that ends first on top, and what expires within the hour', () => {
		const state = stateWith(
			[account('a', ready), account('b', ready), account('c', ready), account('d', ready)],
			[otp('a', 'late'), otp('b', 'soon'), otp('c', 'over'), otp('d', 'done', [signedIn])]
		);
		addBatch(state, 'late', now + 8 * hour);
		addBatch(state, 'soon', now + hour / 2);
		addBatch(state, 'over', now - 1);
		addBatch(state, 'done', now + hour);
		const { running, expiring } = overviewOf(state, now);
		expect(running.map(({ batch }) => batch.id)).toEqual(['soon', 'late']);
		expect(expiring).toBe(1);
	});
});
