import { describe, expect, it } from 'vitest';
import type { Account } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import type { AccountRow } from './account-row';
import type { EntryDraft } from './entry';
import { isListed } from './state';
import { a, afterAnyArrival, b, inTheSameTick, stranger } from './testing/any-arrival';
import { spoken } from './testing/spoken';

const fjord = 'fjord@contoso.com';
const oslo = 'oslo@contoso.com';
const run = '4a'.repeat(16);
/** Keys written out: stamp, of ms and a counter of none, and id. */
const keyAt = (ms: string) => `${ms.padStart(12, '0')}0000${ms.padStart(32, '0')}`;

const imported = (...rows: AccountRow[]): EntryDraft => ({
	kind: 'accounts.imported',
	body: { run, source: 'rooms.csv', rows }
});
const edited = (...rows: AccountRow[]): EntryDraft => ({ kind: 'accounts.edited', body: { rows } });
const deleted = (...accounts: string[]): EntryDraft => ({ kind: 'accounts.deleted', body: { accounts } });
const restored = (...accounts: string[]): EntryDraft => ({ kind: 'accounts.restored', body: { accounts } });

/** A row that writes one group. */
const profile = (id: string, displayName: string): AccountRow => [
	id,
	[id, displayName, 'Oslo', 'HQ', '3', 'Fjord', 'Europe/Oslo', 'by the lift'],
	null,
	null,
	null
];
const expected = (id: string, serial: string): AccountRow => [
	id,
	null,
	['Logitech', 'RoomMate', serial],
	null,
	null
];
const facts = (id: string, licences: string[] | null): AccountRow => [
	id,
	null,
	null,
	[true, licences, false, 'AutoAccept', 'RoomMailbox', null],
	null
];
const password = (id: string, text: string): AccountRow => [id, null, null, null, text];

const never = { profile: '', expected: '', facts: '', credential: '', existence: '' };
const nothing: Omit<Account, 'id'> = {
	profile: {
		signInName: '',
		displayName: '',
		site: '',
		building: '',
		floor: '',
		room: '',
		timeZone: '',
		notes: ''
	},
	expected: { make: '', model: '', serial: '' },
	facts: {
		enabled: null,
		licences: null,
		passwordNeverExpires: null,
		calendarProcessing: null,
		mailboxType: null,
		confirmed: null
	},
	credential: null,
	deleted: false,
	stamps: never
};
const fjordProfile = (displayName: string) => ({
	signInName: fjord,
	displayName,
	site: 'Oslo',
	building: 'HQ',
	floor: '3',
	room: 'Fjord',
	timeZone: 'Europe/Oslo',
	notes: 'by the lift'
});
const accountOf = (state: ReturnType<typeof afterAnyArrival>, id = fjord) =>
	state.accounts.get(id as AccountId);

describe('an import', () => {
	it('writes every group of each of its accounts, and shares nothing between them', () => {
		const state = afterAnyArrival(
			spoken(
				a,
				10,
				imported(
					[
						fjord,
						[fjord, 'Fjord', 'Oslo', 'HQ', '3', 'Fjord', 'Europe/Oslo', 'by the lift'],
						['Logitech', 'RoomMate', 'SN-1'],
						[true, ['Teams Rooms Pro', 'E5'], false, 'AutoAccept', 'RoomMailbox', null],
						'secret one'
					],
					[oslo, [oslo, '', '', '', '', '', '', ''], null, null, null]
				)
			)
		);
		const key = keyAt('a');
		expect(state.accounts).toEqual(
			new Map<string, Account>([
				[
					fjord,
					{
						id: fjord as AccountId,
						profile: fjordProfile('Fjord'),
						expected: { make: 'Logitech', model: 'RoomMate', serial: 'SN-1' },
						facts: {
							enabled: true,
							licences: ['Teams Rooms Pro', 'E5'],
							passwordNeverExpires: false,
							calendarProcessing: 'AutoAccept',
							mailboxType: 'RoomMailbox',
							confirmed: null
						},
						credential: { kind: 'password', password: 'secret one' },
						deleted: false,
						stamps: { profile: key, expected: key, facts: key, credential: key, existence: key }
					}
				],
				[
					oslo,
					{
						...nothing,
						id: oslo as AccountId,
						profile: { ...nothing.profile, signInName: oslo },
						stamps: { ...never, profile: key, existence: key }
					}
				]
			])
		);
	});

	it('that names an account twice writes what it says first', () => {
		const state = afterAnyArrival(
			spoken(
				a,
				10,
				imported(
					profile(fjord, 'First'),
					profile(fjord, 'Second'),
					password(fjord, 'x'),
					password(fjord, 'y')
				)
			)
		);
		expect(accountOf(state)).toMatchObject({
			profile: { displayName: 'First' },
			credential: { password: 'x' }
		});
	});

	it('of rows that write nothing makes no account', () => {
		expect(afterAnyArrival(spoken(a, 10, imported([fjord, null, null, null, null]))).accounts.size).toBe(0);
	});

	it('by a stranger writes nothing', () => {
		expect(afterAnyArrival(spoken(stranger, 10, imported(profile(fjord, 'Fjord')))).accounts.size).toBe(0);
	});

	it('can be undone: what was there before is back, what was new is deleted', () => {
		const state = afterAnyArrival(
			spoken(a, 10, edited(profile(fjord, 'Before'), password(fjord, 'before'))),
			spoken(a, 20, imported(profile(fjord, 'Imported'), password(fjord, 'imported'), profile(oslo, 'New'))),
			// Somebody else has changed this meanwhile, so the undo leaves it.
			spoken(b, 25, edited(expected(fjord, 'SN-2'))),
			spoken(a, 30, edited(profile(fjord, 'Before'), password(fjord, 'before'))),
			spoken(a, 31, deleted(oslo))
		);
		expect(accountOf(state)).toEqual({
			...nothing,
			id: fjord,
			profile: fjordProfile('Before'),
			expected: { make: 'Logitech', model: 'RoomMate', serial: 'SN-2' },
			credential: { kind: 'password', password: 'before' },
			stamps: {
				profile: keyAt('1e'),
				expected: keyAt('19'),
				facts: '',
				credential: keyAt('1e'),
				existence: keyAt('1e')
			}
		});
		expect(accountOf(state, oslo)).toMatchObject({
			deleted: true,
			profile: { displayName: 'New' },
			stamps: { profile: keyAt('14'), existence: keyAt('1f') }
		});
	});
});

describe('an edit', () => {
	it.each([
		['profile', profile(fjord, 'Old'), profile(fjord, 'New'), { profile: fjordProfile('New') }],
		[
			'expected device',
			expected(fjord, 'SN-1'),
			expected(fjord, ''),
			{ expected: { make: 'Logitech', model: 'RoomMate', serial: '' } }
		],
		[
			'facts',
			facts(fjord, ['E5']),
			facts(fjord, []),
			{ facts: expect.objectContaining({ enabled: true, licences: [] }) }
		],
		[
			'password',
			password(fjord, 'old'),
			password(fjord, 'new'),
			{ credential: { kind: 'password', password: 'new' } }
		],
		['password away', password(fjord, 'old'), password(fjord, ''), { credential: null }]
	])('%s: the later one holds, whichever arrives first and whoever says it', (_, old, next, written) => {
		for (const [first, second] of [
			[a, b],
			[b, a]
		] as const) {
			const state = afterAnyArrival(
				spoken(first, 10, edited(old)),
				spoken(second, 11, edited(next)),
				spoken(first, 9, edited(old))
			);
			expect(accountOf(state)).toMatchObject(written);
		}
	});

	it('of one group leaves the others, also where it is older than they are', () => {
		const state = afterAnyArrival(
			spoken(a, 14, imported(profile(fjord, 'Fjord'))),
			spoken(b, 13, edited(expected(fjord, 'SN-1'))),
			spoken(a, 12, edited(facts(fjord, null))),
			spoken(b, 11, edited(password(fjord, 'secret')))
		);
		expect(accountOf(state)).toEqual({
			id: fjord,
			profile: fjordProfile('Fjord'),
			expected: { make: 'Logitech', model: 'RoomMate', serial: 'SN-1' },
			facts: {
				enabled: true,
				licences: null,
				passwordNeverExpires: false,
				calendarProcessing: 'AutoAccept',
				mailboxType: 'RoomMailbox',
				confirmed: null
			},
			credential: { kind: 'password', password: 'secret' },
			deleted: false,
			stamps: {
				profile: keyAt('e'),
				expected: keyAt('d'),
				facts: keyAt('c'),
				credential: keyAt('b'),
				existence: keyAt('e')
			}
		});
	});

	it('in the same tick as another: the greater id holds', () => {
		const first = spoken(a, 10, edited(password(fjord, 'first')));
		const greater = inTheSameTick(spoken(b, 11, edited(password(fjord, 'greater'))), first);
		expect(accountOf(afterAnyArrival(first, greater))?.credential?.password).toBe('greater');
	});

	it('of what has no profile yet is kept, and lists no account', () => {
		const state = afterAnyArrival(spoken(a, 10, edited(password(fjord, 'secret'))));
		expect(accountOf(state)).toEqual({
			...nothing,
			id: fjord,
			credential: { kind: 'password', password: 'secret' },
			stamps: { ...never, credential: keyAt('a') }
		});
		expect(isListed(accountOf(state)!)).toBe(false);
	});
});

describe('a deletion', () => {
	const described = spoken(a, 10, edited(profile(fjord, 'Fjord')));

	it('hides the account and keeps what is known of it; restoring undoes it', () => {
		const away = accountOf(afterAnyArrival(described, spoken(b, 11, deleted(fjord, oslo))))!;
		expect(away).toEqual({
			...nothing,
			id: fjord,
			profile: fjordProfile('Fjord'),
			deleted: true,
			stamps: { ...never, profile: keyAt('a'), existence: keyAt('b') }
		});
		expect(isListed(away)).toBe(false);
		const back = accountOf(
			afterAnyArrival(described, spoken(b, 11, deleted(fjord)), spoken(a, 12, restored(fjord)))
		)!;
		expect(back).toEqual({ ...away, deleted: false, stamps: { ...away.stamps, existence: keyAt('c') } });
		expect(isListed(back)).toBe(true);
	});

	it('or restoring: the later one holds', () => {
		const state = afterAnyArrival(
			described,
			spoken(a, 12, restored(fjord)),
			spoken(b, 13, deleted(fjord)),
			spoken(a, 11, deleted(fjord))
		);
		expect(accountOf(state)).toMatchObject({ deleted: true, stamps: { existence: keyAt('d') } });
	});

	it('is undone by a later profile, and by nothing else that is written', () => {
		const away = spoken(b, 11, deleted(fjord));
		expect(
			accountOf(afterAnyArrival(described, away, spoken(a, 12, edited(profile(fjord, 'Anew')))))
		).toMatchObject({ deleted: false, profile: { displayName: 'Anew' }, stamps: { existence: keyAt('c') } });
		expect(
			accountOf(
				afterAnyArrival(
					described,
					away,
					spoken(a, 12, edited(expected(fjord, 'SN'), facts(fjord, []), password(fjord, 'x')))
				)
			)
		).toMatchObject({ deleted: true, credential: { password: 'x' }, stamps: { existence: keyAt('b') } });
	});

	it('is not undone by a profile that was written before it and arrives after it', () => {
		const state = afterAnyArrival(
			spoken(b, 20, deleted(fjord)),
			spoken(a, 19, imported(profile(fjord, 'Fjord')))
		);
		expect(accountOf(state)).toMatchObject({ deleted: true, profile: { displayName: 'Fjord' } });
	});

	it('or restoring of what nobody knows lists nothing', () => {
		const state = afterAnyArrival(spoken(a, 10, deleted(fjord)), spoken(a, 11, restored(oslo)));
		expect(state.accounts).toEqual(
			new Map([
				[fjord, { ...nothing, id: fjord, deleted: true, stamps: { ...never, existence: keyAt('a') } }],
				[oslo, { ...nothing, id: oslo, stamps: { ...never, existence: keyAt('b') } }]
			])
		);
		expect([...state.accounts.values()].some(isListed)).toBe(false);
	});
});
