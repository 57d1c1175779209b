import type { Account } from '../account';
import { writeLicences } from './cells';
import { writeCsv } from './write';

/** The columns of our own export, by what is written into them. The importer knows every one of them. */
const columns: readonly (readonly [name: string, cell: (account: Account) => string])[] = [
	['UPN', ({ profile }) => profile.signInName],
	['DisplayName', ({ profile }) => profile.displayName],
	['Site', ({ profile }) => profile.site],
	['Building', ({ profile }) => profile.building],
	['Floor', ({ profile }) => profile.floor],
	['Room', ({ profile }) => profile.room],
	['TimeZone', ({ profile }) => profile.timeZone],
	['ExpectedMake', ({ expected }) => expected.make],
	['ExpectedModel', ({ expected }) => expected.model],
	['ExpectedSerial', ({ expected }) => expected.serial],
	['Notes', ({ profile }) => profile.notes],
	['Enabled', ({ facts }) => writeBoolean(facts.enabled)],
	['Licences', ({ facts }) => (facts.licences ? writeLicences(facts.licences) : '')],
	['PasswordNeverExpires', ({ facts }) => writeBoolean(facts.passwordNeverExpires)],
	['MailboxType', ({ facts }) => facts.mailboxType ?? ''],
	['CalendarProcessing', ({ facts }) => facts.calendarProcessing ?? ''],
	['Confirmed', ({ facts }) => writeBoolean(facts.confirmed)]
];

/**
 * Accounts as CSV text, without their passwords. Importing it again changes nothing.
 * @param accounts those to write; deleted ones are left out
 */
export function exportAccounts(accounts: Iterable<Account>): string {
	const live = Array.from(accounts).filter(({ deleted }) => !deleted);
	return writeCsv(
		columns.map(([name]) => name),
		live.map((account) => columns.map(([, cell]) => cell(account)))
	);
}

function writeBoolean(value: boolean | null): string {
	return value === null ? '' : value ? 'True' : 'False';
}
