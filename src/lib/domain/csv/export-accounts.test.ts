import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountNamed, anyAccounts } from './arbitraries';
import { recogniseTable } from './columns';
import { exportAccounts } from './export-accounts';
import { unhurried } from './pace';
import { defaultImportOptions, planImport } from './plan-import';
import { readTable } from './table';

describe('exportAccounts', () => {
	it('changes nothing when it is imported again, and holds no password', async () => {
		await fc.assert(
			fc.asyncProperty(anyAccounts, async (accounts) => {
				const live = accounts.filter(({ deleted }) => !deleted);
				const text = exportAccounts(accounts);
				expect(text).not.toContain('Secret-4711');
				const table = await readTable(text, unhurried);
				fc.pre(live.length > 0);
				if (!table.ok) throw new Error(table.error.type);
				const { format, mapping } = recogniseTable(table.value);
				expect(format).toBe('roompass-accounts');
				const plan = await planImport(table.value, mapping, accounts, defaultImportOptions, unhurried);
				if (!plan.ok) throw new Error(plan.error.type);
				expect(plan.value).toMatchObject({ creates: [], updates: [], bad: [], skipped: [], notes: [] });
				expect(plan.value.unchanged).toHaveLength(live.length);
			})
		);
	});

	it('makes the same accounts where there are none', async () => {
		await fc.assert(
			fc.asyncProperty(anyAccounts, async (accounts) => {
				const live = accounts.filter(({ deleted }) => !deleted);
				fc.pre(live.length > 0);
				const table = await readTable(exportAccounts(live), unhurried);
				if (!table.ok) throw new Error(table.error.type);
				const { mapping } = recogniseTable(table.value);
				const plan = await planImport(table.value, mapping, [], defaultImportOptions, unhurried);
				if (!plan.ok) throw new Error(plan.error.type);
				expect(plan.value.creates.map(({ patch }) => patch.profile)).toEqual(
					live.map(({ profile }) => profile)
				);
			})
		);
	});

	it('writes what is known into the columns that others read, and leaves out what is deleted', () => {
		const full = {
			...accountNamed('fjord@contoso.com', {
				displayName: 'Oslo Fjord',
				site: 'Oslo',
				building: 'HQ',
				floor: '3',
				room: 'Fjord',
				timeZone: 'Europe/Oslo',
				notes: 'Key at the desk'
			}),
			expected: { make: 'Logitech', model: 'RoomMate', serial: '2134LZ01' },
			facts: {
				enabled: true,
				licences: ['MTR_PREM', 'E5'],
				passwordNeverExpires: false,
				calendarProcessing: 'AutoAccept',
				mailboxType: 'RoomMailbox',
				confirmed: true
			}
		};
		const gone = { ...accountNamed('gone@contoso.com'), deleted: true };
		expect(
			exportAccounts([gone, full, accountNamed('bare@contoso.com')])
				.trim()
				.split('\r\n')
		).toEqual([
			'UPN,DisplayName,Site,Building,Floor,Room,TimeZone,ExpectedMake,ExpectedModel,ExpectedSerial,Notes,' +
				'Enabled,Licences,PasswordNeverExpires,MailboxType,CalendarProcessing,Confirmed',
			'fjord@contoso.com,Oslo Fjord,Oslo,HQ,3,Fjord,Europe/Oslo,Logitech,RoomMate,2134LZ01,Key at the desk,' +
				'True,MTR_PREM;E5,False,RoomMailbox,AutoAccept,True',
			'bare@contoso.com,,,,,,,,,,,,,,,,'
		]);
	});
});
