import fc from 'fast-check';
import { accountIdFor, emptyExpectedDevice, unknownFacts } from '../account';
import type { Account, AccountPatch } from '../account';
import { maxLengths, readLines, readText } from './cells';

// What the tests of this folder share: accounts as they can be, and a way to apply a plan.

const stamps = { profile: '', expected: '', facts: '', credential: '', existence: '' };

/** Text as people and attackers write it: any characters, and often one that a spreadsheet takes for a formula. */
export const anyCell = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 20 }),
	fc.string({ unit: fc.constantFrom(...'\'"=+-@\t\r\n,;| ab'), maxLength: 12 })
);

const line = (max: number) => anyCell.map((text) => readText(text).slice(0, max).trim());
const maybe = fc.constantFrom(true, false, null);

const signInName = fc
	.tuple(
		fc.stringMatching(/^[a-z]{1,8}$/),
		fc.constantFrom('contoso.com', 'Fabrikam.example', 'münchen.example')
	)
	.map(([local, domain]) => `${local}@${domain}`);

/** An account as the app can hold it: its texts as reading leaves them. */
export const anyAccount: fc.Arbitrary<Account> = fc
	.record({
		profile: fc.record({
			signInName,
			displayName: line(maxLengths.displayName),
			site: line(maxLengths.site),
			building: line(maxLengths.building),
			floor: line(maxLengths.floor),
			room: line(maxLengths.room),
			timeZone: fc.constantFrom('', 'Europe/Oslo', 'America/New_York'),
			notes: anyCell.map(readLines)
		}),
		expected: fc.record({
			make: line(maxLengths.make),
			model: line(maxLengths.model),
			serial: line(maxLengths.serial)
		}),
		facts: fc.record({
			enabled: maybe,
			licences: fc.option(
				fc.uniqueArray(
					fc.constantFrom('Microsoft Teams Rooms Pro', 'A+B', 'Dynamics 365 Sales, Field Service', 'E5')
				)
			),
			passwordNeverExpires: maybe,
			calendarProcessing: fc.constantFrom(null, 'AutoAccept', 'AutoUpdate'),
			mailboxType: fc.constantFrom(null, 'RoomMailbox'),
			confirmed: maybe
		}),
		credential: fc.option(
			fc.record({ kind: fc.constant('password' as const), password: fc.constant('Secret-4711') })
		),
		deleted: fc.boolean()
	})
	.map((account) => ({ ...account, id: accountIdFor(account.profile.signInName), stamps }));

/** Accounts of different ids. */
export const anyAccounts = fc.uniqueArray(anyAccount, { selector: ({ id }) => id, maxLength: 12 });

/** An account of the given name, of which nothing else is known. */
export function accountNamed(name: string, over: Partial<Account['profile']> = {}): Account {
	return {
		id: accountIdFor(name),
		profile: {
			signInName: name,
			displayName: '',
			site: '',
			building: '',
			floor: '',
			room: '',
			timeZone: '',
			notes: '',
			...over
		},
		expected: emptyExpectedDevice,
		facts: unknownFacts,
		credential: null,
		deleted: false,
		stamps
	};
}

/** The accounts after the patches, as the journal's fold has them: a written profile brings an account back. */
export function withPatches(accounts: readonly Account[], patches: readonly AccountPatch[]): Account[] {
	const byId = new Map(accounts.map((account) => [account.id, account]));
	for (const { id, ...groups } of patches) {
		const before = byId.get(id) ?? accountNamed(id);
		byId.set(id, { ...before, ...groups, deleted: before.deleted && !groups.profile });
	}
	return [...byId.values()];
}
