import { describe, expect, it, vi } from 'vitest';
import { emptyExpectedDevice, emptyProfile, unknownFacts, type Account } from '../account';
import type { AccountId, BatchId, MemberId, OtpId } from '../ids';
import type { Batch, Otp } from '../otp';
import { rememberingMoments, sheetLabel, type SheetWords } from './label';

const hour = 3_600_000;
const account: Account = {
	id: 'fjord@contoso.com' as AccountId,
	profile: {
		...emptyProfile,
		signInName: 'fjord@contoso.com',
		displayName: 'Fjord',
		site: 'Oslo',
		building: 'HQ',
		floor: '3',
		room: 'Fjord',
		timeZone: 'Europe/Oslo'
	},
	expected: emptyExpectedDevice,
	facts: unknownFacts,
	credential: { kind: 'password', password: 'correct horse battery' },
	deleted: false,
	stamps: { profile: '', expected: '', facts: '', credential: '', existence: '' }
};
const batch: Batch = {
	id: 'b' as BatchId,
	name: 'Oslo',
	createdAt: 0,
	createdBy: 'm' as MemberId,
	notBefore: 10 * hour,
	redeemBy: 18 * hour,
	decideWithinHours: 24,
	collectWithinHours: 12,
	passwords: 'generated'
};
const otp: Otp = {
	id: 'o' as OtpId,
	account: account.id,
	batch: batch.id,
	code: 'K7QF9M2X4TBNW3HD',
	issuedAt: 0,
	issuedBy: batch.createdBy,
	key: '1',
	facts: []
};
const words: SheetWords = {
	moment: (at, zone) => `${at / hour} h in ${zone || 'my zone'}`,
	floor: (number) => `Floor ${number}`
};

describe('sheetLabel', () => {
	it('says where the room is and how long its code works, and keeps the password to itself', () => {
		const label = sheetLabel(account, otp, batch, words, 0);
		expect(label).toEqual({
			id: 'o',
			title: 'Fjord',
			linkedRoom: '',
			place: ['Oslo', 'HQ', 'Floor 3'],
			signInName: 'fjord@contoso.com',
			code: 'K7QF9M2X4TBNW3HD',
			validFrom: '10 h in Europe/Oslo',
			validUntil: '18 h in Europe/Oslo'
		});
		expect(JSON.stringify(label)).not.toContain('correct horse');
	});

	it('names the room in its link only where that is wanted', () => {
		expect(sheetLabel(account, otp, batch, words, 0, true).linkedRoom).toBe('Fjord');
	});

	it('does not mention a not-before that has passed', () => {
		expect(sheetLabel(account, otp, batch, words, 10 * hour).validFrom).toBe('');
	});

	it('prints the expiry as extended, in the reader’s zone where the room has none', () => {
		const fact = { type: 'extended', redeemBy: 30 * hour, at: 0, by: batch.createdBy, key: '2' } as const;
		const nowhere = { ...account, profile: { ...account.profile, timeZone: '' } };
		expect(sheetLabel(nowhere, { ...otp, facts: [fact] }, batch, words, 0).validUntil).toBe(
			'30 h in my zone'
		);
	});

	it.each([
		['3', ['Oslo', 'HQ', 'Floor 3']],
		['-12', ['Oslo', 'HQ', 'Floor -12']],
		['3A', ['Oslo', 'HQ', '3A']],
		['B3', ['Oslo', 'HQ', 'B3']],
		['', ['Oslo', 'HQ']]
	])('says of floor %j: %j', (floor, place) => {
		const there = { ...account, profile: { ...account.profile, floor } };
		expect(sheetLabel(there, otp, batch, words, 0).place).toEqual(place);
	});

	it('mentions a not-before until it has come', () => {
		expect(sheetLabel(account, otp, batch, words, 10 * hour - 1).validFrom).toBe('10 h in Europe/Oslo');
	});

	it('leaves floors with a name as they are', () => {
		const mezzanine = { ...account, profile: { ...account.profile, floor: 'Mezzanine' } };
		expect(sheetLabel(mezzanine, otp, batch, words, 0).place).toEqual(['Oslo', 'HQ', 'Mezzanine']);
	});
});

describe('rememberingMoments', () => {
	it('asks once for each moment and zone', () => {
		const moment = vi.fn(words.moment);
		const remembering = rememberingMoments({ ...words, moment });
		for (const zone of ['', 'Europe/Oslo', ''])
			expect(remembering.moment(hour, zone)).toBe(words.moment(hour, zone));
		expect(moment).toHaveBeenCalledTimes(2);
		expect(remembering.moment(2 * hour, '')).toBe('2 h in my zone');
		expect(moment).toHaveBeenCalledTimes(3);
		expect(remembering.floor('3')).toBe('Floor 3');
	});
});
