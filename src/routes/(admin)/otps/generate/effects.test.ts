import { expect, it } from 'vitest';
import type { AccountId, BatchId, MemberId, OtpId, RequestId } from '$lib/domain/ids';
import type { OtpFact } from '$lib/domain/otp';
import { emptyState } from '$lib/journal/state';
import { effectsOn } from './effects';

const hour = 3_600_000;
const by = 'm' as MemberId;
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
	usable: [],
	waiting: [requested],
	approved: [
		requested,
		{
			type: 'decided',
			at: 2,
			by,
			key: '2',
			request,
			decision: { verdict: 'approved' },
			handedOver: false,
			grantedAt: null,
			sealed: ''
		}
	],
	'signed in': [{ type: 'signed-in', at: 1, by, key: '1', request: '' }],
	revoked: [{ type: 'voided', at: 1, by, key: '1' }]
};

it('counts what generating does to what the accounts have', () => {
	const state = emptyState('w');
	const batch = 'b' as BatchId;
	state.batches.set(batch, {
		id: batch,
		name: '',
		createdAt: 0,
		createdBy: by,
		notBefore: 0,
		redeemBy: 8 * hour,
		decideWithinHours: 24,
		collectWithinHours: 12,
		passwords: 'generated',
		key: '0',
		nameKey: ''
	});
	for (const [room, facts] of Object.entries(factsByRoom)) {
		const id = room as OtpId;
		const account = room as AccountId;
		state.otps.set(id, { id, account, batch, code: '', issuedAt: 0, issuedBy: by, key: '0', facts });
		state.currentOtps.set(account, id);
	}
	const accounts = [...Object.keys(factsByRoom), 'without'] as AccountId[];
	expect(effectsOn(state, accounts, hour)).toEqual({
		supersedes: 1,
		interrupts: 2,
		provisioned: 1,
		storedPasswords: 0
	});
	expect(effectsOn(state, accounts, 9 * hour).supersedes).toBe(0);
});
