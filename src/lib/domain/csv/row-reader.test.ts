import { describe, expect, it } from 'vitest';
import { emptyExpectedDevice, emptyProfile, unknownFacts, type Account, type AccountPatch } from '../account';
import type { AccountId } from '../ids';
import { accountNamed } from './arbitraries';
import type { CellFault } from './bad-row';
import type { FieldId } from './fields';
import { isFault, makeRowReader } from './row-reader';

const name = { written: 'Fjord@Contoso.com', id: 'fjord@contoso.com' as AccountId };

/** A new account from a row with these cells. */
function newFrom(cells: Partial<Record<FieldId, string>>): AccountPatch | CellFault {
	return makeRowReader(Object.keys(cells) as FieldId[]).readNew(Object.values(cells), name);
}

/** What a row with these cells changes of an account. */
function changesOf(account: Account, cells: Partial<Record<FieldId, string>>) {
	return makeRowReader(Object.keys(cells) as FieldId[]).readOver(Object.values(cells), account);
}

describe('a new account', () => {
	it('has what each column says, in its group', () => {
		expect(
			newFrom({
				signInName: 'x',
				displayName: ' Oslo Fjord ',
				site: 'Oslo',
				building: 'HQ',
				floor: '3',
				room: 'Fjord',
				timeZone: 'Europe/Oslo',
				notes: 'one\r\ntwo',
				make: 'Logitech',
				model: 'RoomMate',
				serial: '2134',
				enabled: 'Yes',
				licences: 'E5;MTR_PREM',
				passwordNeverExpires: 'no',
				calendarProcessing: 'AutoAccept',
				mailboxType: 'RoomMailbox',
				confirmed: '1',
				password: " '-Secret "
			})
		).toEqual({
			id: 'fjord@contoso.com',
			profile: {
				signInName: 'Fjord@Contoso.com',
				displayName: 'Oslo Fjord',
				site: 'Oslo',
				building: 'HQ',
				floor: '3',
				room: 'Fjord',
				timeZone: 'Europe/Oslo',
				notes: 'one\ntwo'
			},
			expected: { make: 'Logitech', model: 'RoomMate', serial: '2134' },
			facts: {
				enabled: true,
				licences: ['E5', 'MTR_PREM'],
				passwordNeverExpires: false,
				calendarProcessing: 'AutoAccept',
				mailboxType: 'RoomMailbox',
				confirmed: true
			},
			credential: { kind: 'password', password: " '-Secret " }
		});
	});

	it('has no group of which nothing is said, and its profile always', () => {
		const blank = { room: ' ', serial: '', enabled: ' ', licences: "'", timeZone: '', password: '  ' };
		expect(newFrom({ ...blank, licences: ' ' })).toEqual({
			id: 'fjord@contoso.com',
			profile: { ...emptyProfile, signInName: 'Fjord@Contoso.com' }
		});
		expect(newFrom({ blocked: 'true' })).toMatchObject({ facts: { ...unknownFacts, enabled: false } });
		expect(newFrom({ blocked: 'false' })).toMatchObject({ facts: { ...unknownFacts, enabled: true } });
		expect(newFrom({ serial: '1' })).toMatchObject({ expected: { ...emptyExpectedDevice, serial: '1' } });
	});

	it('reads no column that is left out, and takes cells that are not there for blank', () => {
		const reader = makeRowReader([null, 'room', 'floor', 'password']);
		expect(reader.readNew(['x', 'Fjord'], name)).toEqual({
			id: 'fjord@contoso.com',
			profile: { ...emptyProfile, signInName: 'Fjord@Contoso.com', room: 'Fjord' }
		});
	});

	it('shares its facts with the one before where they are the same, and only then', () => {
		const reader = makeRowReader(['enabled', 'licences']);
		const facts = [
			['yes', 'E5'],
			['yes', 'E5'],
			['no', 'E5'],
			['yes', 'E5'],
			['yes', 'F3']
		].map((cells) => (reader.readNew(cells, name) as AccountPatch).facts);
		expect(facts.map((each) => [each?.enabled, each?.licences])).toEqual([
			[true, ['E5']],
			[true, ['E5']],
			[false, ['E5']],
			[true, ['E5']],
			[true, ['F3']]
		]);
		expect(facts[1]).toBe(facts[0]);
	});
});

describe('a cell that cannot be read', () => {
	it.each<[FieldId, string, CellFault]>([
		['enabled', ' perhaps ', { type: 'BadBoolean', field: 'enabled', value: 'perhaps' }],
		['blocked', '2', { type: 'BadBoolean', field: 'blocked', value: '2' }],
		['passwordNeverExpires', '?', { type: 'BadBoolean', field: 'passwordNeverExpires', value: '?' }],
		['confirmed', '?', { type: 'BadBoolean', field: 'confirmed', value: '?' }],
		['timeZone', ' Oslo ', { type: 'BadTimeZone', value: 'Oslo' }],
		['displayName', 'x'.repeat(257), { type: 'TooLong', field: 'displayName', max: 256 }],
		['site', 'x'.repeat(129), { type: 'TooLong', field: 'site', max: 128 }],
		['building', 'x'.repeat(129), { type: 'TooLong', field: 'building', max: 128 }],
		['floor', 'x'.repeat(65), { type: 'TooLong', field: 'floor', max: 64 }],
		['room', 'x'.repeat(129), { type: 'TooLong', field: 'room', max: 128 }],
		['timeZone', 'x'.repeat(65), { type: 'TooLong', field: 'timeZone', max: 64 }],
		['notes', 'x'.repeat(2_001), { type: 'TooLong', field: 'notes', max: 2_000 }],
		['make', 'x'.repeat(129), { type: 'TooLong', field: 'make', max: 128 }],
		['model', 'x'.repeat(129), { type: 'TooLong', field: 'model', max: 128 }],
		['serial', 'x'.repeat(129), { type: 'TooLong', field: 'serial', max: 128 }],
		['calendarProcessing', 'x'.repeat(65), { type: 'TooLong', field: 'calendarProcessing', max: 64 }],
		['mailboxType', 'x'.repeat(65), { type: 'TooLong', field: 'mailboxType', max: 64 }],
		['licences', `E5;${'x'.repeat(257)}`, { type: 'TooLong', field: 'licences', max: 256 }],
		['password', 'x'.repeat(257), { type: 'TooLong', field: 'password', max: 256 }]
	])('of %s is named', (field, cell, fault) => {
		expect(newFrom({ [field]: cell })).toEqual(fault);
		expect(changesOf(accountNamed('a@b.example'), { [field]: cell })).toEqual(fault);
	});

	it.each<[FieldId, string]>([
		['displayName', 'x'.repeat(256)],
		['floor', 'x'.repeat(64)],
		['notes', 'x'.repeat(2_000)],
		['serial', 'x'.repeat(128)],
		['licences', `E5;${'x'.repeat(256)}`],
		['password', 'x'.repeat(256)]
	])('is none where %s is as long as it may be', (field, cell) => {
		expect(isFault(newFrom({ [field]: cell }))).toBe(false);
	});

	it('of a column that repeats itself is named each time', () => {
		const reader = makeRowReader(['enabled']);
		const fault = { type: 'BadBoolean', field: 'enabled', value: '?' };
		for (const [cell, read] of [
			['?', fault],
			['?', fault],
			['yes', undefined],
			['?', fault]
		] as const)
			expect(reader.readNew([cell], name)).toEqual(read ?? expect.objectContaining({ id: name.id }));
	});
});

describe('a row over an account', () => {
	const account: Account = {
		...accountNamed('fjord@contoso.com', { room: 'Fjord', site: 'Oslo' }),
		expected: { make: 'Logitech', model: 'RoomMate', serial: '1' },
		facts: { ...unknownFacts, enabled: true, licences: ['E5', 'F3'] },
		credential: { kind: 'password', password: 'Secret-1' }
	};
	const same = { patch: { id: 'fjord@contoso.com' }, changes: [] };

	it('changes nothing where it says what is there, or nothing', () => {
		expect(changesOf(account, { room: ' Fjord', make: 'Logitech', enabled: 'yes' })).toEqual(same);
		expect(changesOf(account, { licences: 'E5;F3', password: 'Secret-1' })).toEqual(same);
		expect(
			changesOf(account, { room: '', site: ' ', serial: '', enabled: '', licences: '', password: '' })
		).toEqual(same);
		expect(makeRowReader(['room', 'password']).readOver([], account)).toEqual(same);
	});

	it('never changes the sign-in name', () => {
		expect(changesOf(account, { signInName: 'other@contoso.com' })).toEqual(same);
	});

	it('writes the whole group of what it changes, and names each change', () => {
		expect(
			changesOf(account, { room: 'Sogn', floor: '2', serial: '2', blocked: 'yes', password: 'Other' })
		).toEqual({
			patch: {
				id: 'fjord@contoso.com',
				profile: { ...account.profile, room: 'Sogn', floor: '2' },
				expected: { make: 'Logitech', model: 'RoomMate', serial: '2' },
				facts: { ...account.facts, enabled: false },
				credential: { kind: 'password', password: 'Other' }
			},
			changes: [
				{ field: 'room', from: 'Fjord', to: 'Sogn' },
				{ field: 'floor', from: '', to: '2' },
				{ field: 'serial', from: '1', to: '2' },
				{ field: 'enabled', from: true, to: false },
				{ field: 'password', from: null, to: null }
			]
		});
	});

	it.each([
		['one more', 'E5;F3;F1', ['E5', 'F3', 'F1']],
		['one less', 'E5', ['E5']],
		['another one', 'E5;F1', ['E5', 'F1']],
		['another order', 'F3;E5', ['F3', 'E5']],
		['none', 'None', []]
	])('has other licences where there is %s', (_, licences, to) => {
		expect(changesOf(account, { licences })).toMatchObject({
			changes: [{ field: 'licences', from: ['E5', 'F3'], to }]
		});
	});
});

it('reads the same where a column has thousands of different cells', () => {
	const reader = makeRowReader(['room']);
	const rooms = Array.from({ length: 2_003 }, (_, i) => `Room ${i}`);
	for (const room of [...rooms, ...rooms.toReversed()])
		expect(reader.readNew([` ${room}`], name)).toMatchObject({ profile: { room } });
});
