import { describe, expect, it } from 'vitest';
import { emptyProfile, unknownFacts, emptyExpectedDevice, type Account } from '$lib/domain/account';
import type { AccountId, BatchId, MemberId, OtpId, RequestId } from '$lib/domain/ids';
import type { Batch, Otp, OtpFact } from '$lib/domain/otp';
import { accountsToIssueAgain, batchRedeemBy, usableOtps } from './batch-standing';
import { emptyState } from './state';

const hour = 3_600_000;
const by = 'm' as MemberId;
const batch: Batch = {
	id: 'b' as BatchId,
	name: 'Oslo',
	createdAt: 0,
	createdBy: by,
	notBefore: 0,
	redeemBy: 8 * hour,
	decideWithinHours: 24,
	collectWithinHours: 12,
	passwords: 'generated'
};
const request = 'r' as RequestId;
const requested: OtpFact = {
	type: 'requested',
	deviceRequest: 'd',
	publicKey: '',
	words: ['abandon', 'zoo', 'able'],
	via: 'qr',
	at: 1,
	by,
	key: '1',
	request,
	make: '',
	model: '',
	serial: '',
	enteredAt: 1
};
const factsByRoom: Record<string, OtpFact[]> = {
	unused: [],
	extended: [{ type: 'extended', at: 1, by, key: '1', redeemBy: 20 * hour }],
	revoked: [{ type: 'voided', at: 1, by, key: '1' }],
	waiting: [requested],
	rejected: [
		requested,
		{
			type: 'decided',
			handedOver: false,
			grantedAt: null,
			sealed: '',
			at: 2,
			by,
			key: '2',
			request,
			decision: { verdict: 'rejected', reason: 'other', text: '' }
		}
	],
	'signed-in': [{ type: 'signed-in', at: 1, by, key: '1', request: '' }],
	superseded: [],
	deleted: []
};

function stateOf() {
	const state = emptyState('w');
	state.batches.set(batch.id, { ...batch, key: '0', nameKey: '' });
	for (const [room, facts] of Object.entries(factsByRoom)) {
		const account = room as AccountId;
		const id = `otp of ${room}` as OtpId;
		state.accounts.set(account, {
			id: account,
			profile: emptyProfile,
			expected: emptyExpectedDevice,
			facts: unknownFacts,
			credential: null,
			deleted: room === 'deleted',
			stamps: { profile: '1', expected: '', facts: '', credential: '', existence: '' }
		} satisfies Account);
		state.otps.set(id, {
			id,
			account,
			batch: batch.id,
			code: '',
			issuedAt: 0,
			issuedBy: by,
			key: '0',
			facts
		});
		state.currentOtps.set(account, room === 'superseded' ? ('newer' as OtpId) : id);
	}
	return state;
}

const rooms = (otps: readonly Otp[]) => otps.map(({ account }) => account);

describe('usableOtps', () => {
	it('are those nobody has asked with, until they expire', () => {
		const state = stateOf();
		expect(rooms(usableOtps(state, state.otps.values(), hour))).toEqual(['unused', 'extended', 'deleted']);
		expect(rooms(usableOtps(state, state.otps.values(), 9 * hour))).toEqual(['extended']);
	});
});

describe('accountsToIssueAgain', () => {
	it('are those without a device and without one that waits', () => {
		const state = stateOf();
		const again = ['unused', 'extended', 'revoked', 'rejected'];
		expect(accountsToIssueAgain(state, state.otps.values(), hour)).toEqual(again);
		expect(accountsToIssueAgain(state, state.otps.values(), 9 * hour)).toEqual(again);
	});

	it('include those whose request nobody decided in time', () => {
		const state = stateOf();
		expect(accountsToIssueAgain(state, state.otps.values(), 33 * hour)).toContain('waiting');
	});
});

describe('batchRedeemBy', () => {
	it('is the latest that holds', () => {
		expect(batchRedeemBy(batch, stateOf().otps.values())).toBe(20 * hour);
		expect(batchRedeemBy(batch, [])).toBe(8 * hour);
	});
});
