import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '../account';
import type { AccountId } from '../ids';
import { accountNamed, anyAccounts, anyCell, withPatches } from './arbitraries';
import { recogniseTable } from './columns';
import { decodeText } from './encoding';
import type { Mapping } from './fields';
import { unhurried } from './pace';
import {
	defaultImportOptions,
	planImport,
	planPatches,
	type ImportOptions,
	type ImportPlan
} from './plan-import';
import { readTable, type Table } from './table';

const fixtures = new URL('../../../../tests/fixtures/csv/', import.meta.url);

async function tableOf(text: string): Promise<Table> {
	const table = await readTable(text, unhurried);
	if (!table.ok) throw new Error(table.error.type);
	return table.value;
}

async function plan(
	text: string,
	accounts: readonly Account[] = [],
	options: Partial<ImportOptions> = {},
	mapping?: Mapping
): Promise<ImportPlan> {
	const table = await tableOf(text);
	const result = await planImport(
		table,
		mapping ?? recogniseTable(table).mapping,
		accounts,
		{ ...defaultImportOptions, ...options },
		unhurried
	);
	if (!result.ok) throw new Error(result.error.type);
	return result.value;
}

const fixture = (file: string) => decodeText(readFileSync(new URL(file, fixtures))).text;

const reasons = ({ bad }: ImportPlan) => bad.map(({ line, reason }) => ({ line, ...reason }));

describe('planImport', () => {
	it('plans new accounts with the groups the file has', async () => {
		const { creates } = await plan('UPN,Room,Serial\nFjord@Contoso.com,Fjord,\nsogn@contoso.com,Sogn,123\n');
		expect(creates).toMatchObject([
			{
				line: 2,
				patch: { id: 'fjord@contoso.com', profile: { signInName: 'Fjord@Contoso.com', room: 'Fjord' } }
			},
			{ line: 3, patch: { expected: { make: '', model: '', serial: '123' } } }
		]);
		expect(creates[0]!.patch).not.toHaveProperty('expected');
	});

	it('shows field by field what would change, and leaves what is blank', async () => {
		const fjord = accountNamed('fjord@contoso.com', { site: 'Oslo', room: 'Fjord' });
		const { updates, unchanged } = await plan(
			'UPN,Site,Room,Block credential\nFJORD@contoso.com,,Fjord 2,True\n',
			[fjord]
		);
		expect(unchanged).toEqual([]);
		expect(updates).toEqual([
			{
				line: 2,
				restores: false,
				patch: {
					id: 'fjord@contoso.com',
					profile: { ...fjord.profile, room: 'Fjord 2' },
					facts: { ...fjord.facts, enabled: false }
				},
				changes: [
					{ field: 'room', from: 'Fjord', to: 'Fjord 2' },
					{ field: 'enabled', from: null, to: false }
				]
			}
		]);
	});

	it('never shows a password', async () => {
		const { updates } = await plan('UPN,Password\nfjord@contoso.com,Secret-1\n', [
			accountNamed('fjord@contoso.com')
		]);
		expect(updates[0]).toMatchObject({
			patch: { credential: { kind: 'password', password: 'Secret-1' } },
			changes: [{ field: 'password', from: null, to: null }]
		});
	});

	it('names every bad row with its line and reason', async () => {
		const result = await plan(
			[
				'UPN,Room,Time zone,Enabled,Notes',
				',x,,,',
				'no name,x,,,',
				'a@b.example,x,Oslo,,',
				'b@b.example,x,,perhaps,',
				`c@b.example,x,,,${'n'.repeat(2_001)}`,
				'd@b.example,x,,,,surplus',
				'e@b.example,1,,,',
				'E@b.example,2,,,',
				'e@B.example, 1 ,,,',
				'f@b.example,1'
			].join('\n')
		);
		expect(reasons(result)).toEqual([
			{ line: 2, type: 'MissingSignInName' },
			{ line: 3, type: 'BadSignInName', value: 'no name' },
			{ line: 4, type: 'BadTimeZone', value: 'Oslo' },
			{ line: 5, type: 'BadBoolean', field: 'enabled', value: 'perhaps' },
			{ line: 6, type: 'TooLong', field: 'notes', max: 2_000 },
			{ line: 7, type: 'RowTooLong', expected: 5, found: 6 },
			{ line: 9, type: 'DuplicateInFile', firstLine: 8 }
		]);
		expect(result.skipped).toEqual([
			{ line: 10, signInName: 'e@B.example', reason: { type: 'RepeatedRow', firstLine: 8 } }
		]);
		expect(result.notes).toEqual([{ type: 'ShortRow', line: 11, missing: 3 }]);
	});

	it('says when a row ends before its sign-in name', async () => {
		expect(reasons(await plan('Room,UPN\nFjord\n'))).toEqual([
			{ line: 2, type: 'RowTooShort', expected: 2, found: 1 }
		]);
	});

	it('finds accounts by the name they have now', async () => {
		const renamed: Account = {
			...accountNamed('new@contoso.com', { room: '1' }),
			id: 'old@contoso.com' as AccountId
		};
		const result = await plan('UPN,Room\nnew@contoso.com,2\nold@contoso.com,3\n', [renamed]);
		expect(result.updates.map(({ patch }) => patch.id)).toEqual(['old@contoso.com']);
		expect(result.creates.map(({ patch }) => patch.id)).toEqual(['old@contoso.com#2']);
	});

	it('gives a new account the first id that is free', async () => {
		const renamed = ['a@b.example', 'a@b.example#2', 'a@b.example#3'].map((id, i) => ({
			...accountNamed(`other${i}@b.example`),
			id: id as AccountId
		}));
		const ids = async (accounts: readonly Account[]) =>
			(await plan('UPN\na@b.example\nb@b.example', accounts, {}, ['signInName'])).creates.map(
				({ patch }) => patch.id
			);
		expect(await ids([])).toEqual(['a@b.example', 'b@b.example']);
		expect(await ids(renamed.slice(0, 1))).toEqual(['a@b.example#2', 'b@b.example']);
		expect(await ids(renamed)).toEqual(['a@b.example#4', 'b@b.example']);
	});

	it('stores new accounts first, then changed ones', async () => {
		const planned = await plan('UPN,Room\nb@b.example,2\na@b.example,1\n', [accountNamed('b@b.example')]);
		expect(planPatches(planned).map(({ id }) => id)).toEqual(['a@b.example', 'b@b.example']);
	});

	it('leaves nobody out where the file says nothing of licences', async () => {
		const { creates, skipped } = await plan('UPN,Room\na@b.example,1\n', [], { onlyWithRoomLicence: true });
		expect([creates.length, skipped.length]).toEqual([1, 0]);
	});

	it('takes a licence cell that is not there for none', async () => {
		const { skipped } = await plan('UPN,Licences\na@b.example\n', [], { onlyWithRoomLicence: true });
		expect(skipped).toEqual([{ line: 2, signInName: 'a@b.example', reason: { type: 'NoRoomLicence' } }]);
	});

	it('notes short rows, not whole ones, and not those that it refuses', async () => {
		const { notes } = await plan('UPN,Room,Enabled\na@b.example,1,\nb@b.example,1\nc@b.example\nno name\n');
		expect(notes).toEqual([
			{ type: 'ShortRow', line: 3, missing: 1 },
			{ type: 'ShortRow', line: 4, missing: 2 }
		]);
	});

	it('takes a row again that differs only in what is not read, or in spaces', async () => {
		const text = 'UPN,Room,Other\na@b.example,1,x\nA@b.example, 1 ,y\na@b.example,,x\na@b.example\n';
		const { skipped, bad } = await plan(text, [], {}, ['signInName', 'room', null]);
		expect(skipped).toEqual([
			{ line: 3, signInName: 'A@b.example', reason: { type: 'RepeatedRow', firstLine: 2 } }
		]);
		expect(bad).toEqual(
			[
				[4, ['a@b.example', '', 'x']],
				[5, ['a@b.example']]
			].map(([line, cells]) => ({
				line,
				signInName: 'a@b.example',
				reason: { type: 'DuplicateInFile', firstLine: 2 },
				cells
			}))
		);
	});

	it('lets the next row speak where the first one could not be read', async () => {
		const { creates, bad } = await plan('UPN,Enabled\na@b.example,?\na@b.example,yes\n');
		expect(bad.map(({ line }) => line)).toEqual([2]);
		expect(creates.map(({ line }) => line)).toEqual([3]);
	});

	it('says of an account that was deleted and changed, what changed', async () => {
		const deleted = { ...accountNamed('fjord@contoso.com', { room: 'Fjord' }), deleted: true };
		const { updates } = await plan('UPN,Room\nfjord@contoso.com,Sogn\n', [deleted]);
		expect(updates).toEqual([
			{
				line: 2,
				restores: true,
				changes: [{ field: 'room', from: 'Fjord', to: 'Sogn' }],
				patch: { id: deleted.id, profile: { ...deleted.profile, room: 'Sogn' } }
			}
		]);
		const strict = { updateOnly: true };
		expect(reasons(await plan('UPN,Room\nfjord@contoso.com,Sogn\n', [deleted], strict))).toEqual([
			{ line: 2, type: 'UnknownAccount' }
		]);
		const people = { onlyWithRoomLicence: true };
		expect((await plan('UPN,Licences\nfjord@contoso.com,E5\n', [deleted], people)).skipped).toHaveLength(1);
	});

	it('names an account that stays as it is', async () => {
		const fjord = accountNamed('fjord@contoso.com', { room: 'Fjord' });
		expect(await plan('UPN,Room\nfjord@contoso.com,Fjord\n', [fjord])).toEqual({
			creates: [],
			updates: [],
			unchanged: [{ line: 2, id: 'fjord@contoso.com' }],
			bad: [],
			skipped: [],
			notes: []
		});
	});

	it('brings a deleted account back, its profile written even where nothing changes', async () => {
		const deleted = { ...accountNamed('fjord@contoso.com', { room: 'Fjord' }), deleted: true };
		expect((await plan('UPN,Room\nfjord@contoso.com,Fjord\n', [deleted])).updates).toEqual([
			{ line: 2, restores: true, changes: [], patch: { id: deleted.id, profile: deleted.profile } }
		]);
	});

	it('refuses strangers where the file may only update', async () => {
		const result = await plan(fixture('autopilot.csv'), [accountNamed('fjord@contoso.com')], {
			updateOnly: true
		});
		expect(result.updates).toMatchObject([{ patch: { expected: { serial: '2318LZ51001' } } }]);
		expect(reasons(result)).toEqual([
			{ line: 3, type: 'UnknownAccount' },
			{ line: 4, type: 'MissingSignInName' }
		]);
	});

	it('leaves out people when asked, but not an account that is here', async () => {
		const text = fixture('m365-users.csv');
		const fresh = await plan(text, [], { onlyWithRoomLicence: true });
		expect(fresh.creates).toHaveLength(2);
		expect(fresh.skipped.map(({ line, reason }) => [line, reason.type])).toEqual([
			[4, 'NoRoomLicence'],
			[5, 'NoRoomLicence'],
			[6, 'NoRoomLicence']
		]);
		const known = await plan(text, [accountNamed('senja@contoso.com')], { onlyWithRoomLicence: true });
		expect(known.updates).toMatchObject([{ patch: { id: 'senja@contoso.com', facts: { licences: [] } } }]);
	});

	it('lets the first row speak for an account, also where it is left out', async () => {
		const text = 'UPN,Licences\na@b.example,E5\na@b.example,Microsoft Teams Rooms Pro\na@b.example,E5\n';
		const { creates, skipped, bad } = await plan(text, [], { onlyWithRoomLicence: true });
		expect(creates).toEqual([]);
		expect(skipped.map(({ line }) => line)).toEqual([2, 4]);
		expect(bad).toMatchObject([{ line: 3, reason: { type: 'DuplicateInFile', firstLine: 2 } }]);
	});

	it('reads FastTrack’s sample, where one name stands twice', async () => {
		const result = await plan(fixture('fasttrack-rooms.csv'));
		expect(result.creates).toHaveLength(2);
		expect(reasons(result)).toEqual([{ line: 4, type: 'DuplicateInFile', firstLine: 3 }]);
	});

	it('gives the same accounts for the same table in any encoding', async () => {
		const utf8 = await plan(fixture('excel-utf8.csv'));
		const utf16 = await plan(fixture('excel-unicode-text.txt'));
		const windows = await plan(fixture('excel-windows-1252.csv'));
		expect(utf8.creates).toHaveLength(3);
		expect(utf8.creates.map(({ line }) => line)).toEqual([2, 4, 5]);
		expect(utf16).toEqual(utf8);
		expect(windows.creates.map(({ patch }) => patch.profile)).toEqual(
			utf8.creates.map(({ patch }) => patch.profile)
		);
	});

	it('does not start on columns that cannot be read', async () => {
		const table = await tableOf('A,B\n1,2\n');
		const fault = async (mapping: Mapping) => {
			const result = await planImport(table, mapping, [], defaultImportOptions, unhurried);
			return result.ok ? undefined : result.error;
		};
		expect(await fault([null, 'room'])).toEqual({ type: 'MissingField', field: 'signInName' });
		expect(await fault(['signInName', 'signInName'])).toEqual({ type: 'DoubledField', field: 'signInName' });
	});

	it('stops when asked', async () => {
		const table = await tableOf(
			'UPN\n' + Array.from({ length: 5_000 }, (_, i) => `r${i}@b.example`).join('\n')
		);
		const stop = new AbortController();
		const pace = { pause: async () => stop.abort(), signal: stop.signal };
		expect(await planImport(table, ['signInName'], [], defaultImportOptions, pace)).toEqual({
			ok: false,
			error: { type: 'Cancelled' }
		});
	});
});

const anyRow = fc.tuple(
	fc.oneof(
		fc.constantFrom('a@b.example', 'A@b.example', 'c@b.example', 'd@b.example', 'nobody', ''),
		fc.stringMatching(/^[a-d]$/).map((local) => `${local}@contoso.com`)
	),
	anyCell,
	fc.constantFrom('', 'Europe/Oslo', 'nowhere'),
	fc.constantFrom('', 'yes', 'no', 'perhaps'),
	fc.constantFrom('', 'Microsoft Teams Rooms Pro', 'E5', 'None'),
	fc.constantFrom('', 'Secret-1')
);
const rowMapping: Mapping = ['signInName', 'room', 'timeZone', 'blocked', 'licences', 'password'];
const anyOptions = fc.record({ onlyWithRoomLicence: fc.boolean(), updateOnly: fc.boolean() });

describe('every plan', () => {
	const planRows = async (
		rows: readonly (readonly string[])[],
		accounts: readonly Account[],
		options: ImportOptions
	) => {
		const table: Table = {
			delimiter: ',',
			header: rowMapping.map(String),
			hasHeader: true,
			rows: rows.map((cells, i) => ({ line: i + 2, cells }))
		};
		const result = await planImport(table, rowMapping, accounts, options, unhurried);
		if (!result.ok) throw new Error(result.error.type);
		return result.value;
	};

	it('has every row once', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(anyRow), anyAccounts, anyOptions, async (rows, accounts, options) => {
				const { creates, updates, unchanged, bad, skipped } = await planRows(rows, accounts, options);
				const lines = [creates, updates, unchanged, bad, skipped].flat().map(({ line }) => line);
				expect(lines.sort((a, b) => a - b)).toEqual(rows.map((_, i) => i + 2));
			})
		);
	});

	it('changes nothing the second time', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(anyRow), anyAccounts, anyOptions, async (rows, accounts, options) => {
				const first = await planRows(rows, accounts, options);
				const second = await planRows(rows, withPatches(accounts, planPatches(first)), options);
				expect(second.creates).toEqual([]);
				expect(second.updates).toEqual([]);
				expect(second.unchanged).toHaveLength(
					first.creates.length + first.updates.length + first.unchanged.length
				);
			})
		);
	});

	it('writes no group that stays the same', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(anyRow), anyAccounts, anyOptions, async (rows, accounts, options) => {
				const byId = new Map(accounts.map((account) => [account.id, account]));
				for (const { patch, restores } of (await planRows(rows, accounts, options)).updates)
					for (const [group, value] of Object.entries(patch))
						if (group !== 'id' && !(restores && group === 'profile'))
							expect(value).not.toEqual(byId.get(patch.id)![group as 'profile']);
			})
		);
	});
});
