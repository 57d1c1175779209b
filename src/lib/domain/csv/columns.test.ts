import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aliasesByField, headerKey } from './aliases';
import { recogniseColumns, recogniseTable } from './columns';
import { decodeText } from './encoding';
import { doubledFields, fieldIds, missingFields } from './fields';
import { unhurried } from './pace';
import { readTable } from './table';

const fixtures = new URL('../../../../tests/fixtures/csv/', import.meta.url);

async function recognise(file: string) {
	const { text, encoding } = decodeText(readFileSync(new URL(file, fixtures)));
	const table = await readTable(text, unhurried);
	if (!table.ok) throw new Error(table.error.type);
	const { format, mapping } = recogniseTable(table.value);
	const columns = Object.fromEntries(
		mapping.flatMap((field, i) => (field === null ? [] : [[field, table.value.header[i]]]))
	);
	return { encoding, format, columns };
}

describe('files that people have', () => {
	it('Excel CSV UTF-8', async () => {
		expect(await recognise('excel-utf8.csv')).toMatchObject({
			encoding: 'utf-8',
			format: 'roompass-accounts'
		});
	});

	it('Excel Unicode text', async () => {
		expect(await recognise('excel-unicode-text.txt')).toMatchObject({
			encoding: 'utf-16le',
			format: 'roompass-accounts'
		});
	});

	it('German Excel, Windows-1252', async () => {
		const { encoding, columns } = await recognise('excel-windows-1252.csv');
		expect(encoding).toBe('windows-1252');
		expect(columns).toEqual({
			signInName: 'Benutzerprinzipalname',
			displayName: 'Anzeigename',
			site: 'Standort',
			building: 'Gebäude',
			floor: 'Etage',
			room: 'Raum',
			notes: 'Bemerkungen',
			enabled: 'Aktiviert'
		});
	});

	it('Microsoft 365 admin centre, users', async () => {
		expect(await recognise('m365-users.csv')).toMatchObject({
			format: 'm365-users',
			columns: {
				signInName: 'User principal name',
				displayName: 'Display name',
				site: 'City',
				building: 'Office',
				blocked: 'Block credential',
				licences: 'Licenses',
				passwordNeverExpires: 'Password never expires'
			}
		});
	});

	it('Get-Mailbox', async () => {
		const { format, columns } = await recognise('get-mailbox.csv');
		expect(format).toBe('exchange-mailboxes');
		expect(columns).toEqual({
			signInName: 'UserPrincipalName',
			displayName: 'DisplayName',
			building: 'Office',
			blocked: 'AccountDisabled',
			mailboxType: 'RecipientTypeDetails'
		});
	});

	it('Get-Place', async () => {
		const { format, columns } = await recognise('get-place.csv');
		expect(format).toBe('exchange-places');
		expect(columns).toEqual({
			signInName: 'Identity',
			displayName: 'DisplayName',
			site: 'City',
			building: 'Building',
			floor: 'FloorLabel'
		});
	});

	it('FastTrack’s room provisioning sample', async () => {
		expect(await recognise('fasttrack-rooms.csv')).toMatchObject({
			format: 'fasttrack-rooms',
			columns: {
				signInName: 'UPN',
				password: 'Password',
				licences: 'License',
				calendarProcessing: 'AutomateProcessing'
			}
		});
	});

	it('Autopilot', async () => {
		const { format, columns } = await recognise('autopilot.csv');
		expect(format).toBe('autopilot');
		expect(columns).toEqual({ serial: 'Device Serial Number', signInName: 'Assigned User' });
	});

	it('our own export', async () => {
		const { format, columns } = await recognise('own-accounts.csv');
		expect(format).toBe('roompass-accounts');
		expect(Object.keys(columns)).toHaveLength(17);
	});
});

describe('recogniseColumns', () => {
	it('does not mind case, spaces and punctuation', () => {
		expect(recogniseColumns(['USER  principal-name', 'display_Name', 'Serial No.'], []).mapping).toEqual([
			'signInName',
			'displayName',
			'serial'
		]);
	});

	it('passes over a better name with nothing in it', () => {
		const header = ['Identity', 'FloorLabel', 'Floor'];
		expect(recogniseColumns(header, [['a@b.example', '', '3']]).mapping).toEqual([
			'signInName',
			null,
			'floor'
		]);
		expect(recogniseColumns(header, [['a@b.example', 'Three', '3']]).mapping).toEqual([
			'signInName',
			'floor',
			null
		]);
	});

	it('knows sign-in names by their form', () => {
		expect(recogniseColumns(['Whatever', 'User'], [['a@b.example', 'Kari']]).mapping).toEqual([
			'signInName',
			null
		]);
	});

	it('reads a column as one field only', () => {
		const row = ['a@b.example', 'b@b.example'];
		// Known as sign-in names by their form, though the header has a name for another field.
		expect(recogniseColumns(['Display name', 'Room'], [row]).mapping).toEqual(['signInName', 'room']);
		expect(recogniseColumns(['Display name', 'DisplayName'], [row]).mapping).toEqual([
			'signInName',
			'displayName'
		]);
	});

	it('takes a name without anything in it where there is no other', () => {
		expect(recogniseColumns(['UPN', 'Floor'], [['Kari', ' ']]).mapping).toEqual(['signInName', 'floor']);
	});

	it('passes over a column in which some rows have nothing but spaces, not over one that some rows fill', () => {
		const header = ['UPN', 'FloorLabel', 'Floor'];
		expect(recogniseColumns(header, [['a@b.example', ' ', '3']]).mapping[2]).toBe('floor');
		expect(recogniseColumns(header, [['a@b.example'], ['b@b.example', '', '3']]).mapping[2]).toBe('floor');
		expect(
			recogniseColumns(header, [
				['a@b.example', '', '3'],
				['b@b.example', 'Three', '3']
			]).mapping
		).toEqual(['signInName', 'floor', null]);
	});

	it.each([
		['more than half', ['a@b.example', 'b@b.example', 'Kari'], ['signInName', null]],
		['half', ['a@b.example', 'Kari'], [null, 'signInName']],
		['all that is filled', ['a@b.example', '', ' '], ['signInName', null]],
		['nothing that is filled', ['', ' '], [null, 'signInName']]
	])('takes for sign-in names a column in which %s has their form', (_, cells, mapping) => {
		expect(
			recogniseColumns(
				['Whatever', 'User'],
				cells.map((cell) => [cell, 'Kari'])
			).mapping
		).toEqual(mapping);
	});

	it('looks at the first 50 rows', () => {
		const rows = Array.from({ length: 51 }, (_, i) => ({
			line: i + 2,
			cells: ['a@b.example', i < 50 ? '' : 'Three', '3']
		}));
		const header = ['UPN', 'FloorLabel', 'Floor'];
		expect(recogniseTable({ header, rows }).mapping[1]).toBe(null);
		expect(recogniseTable({ header, rows: rows.slice(1) }).mapping[1]).toBe('floor');
	});

	it('keeps `enabled` where a table says both', () => {
		expect(recogniseColumns(['UPN', 'Block credential', 'Enabled'], []).mapping).toEqual([
			'signInName',
			null,
			'enabled'
		]);
		expect(recogniseColumns(['UPN', 'Enabled'], []).mapping).toEqual(['signInName', 'enabled']);
	});

	it('knows inventories and sign-in data', () => {
		expect(recogniseColumns(['Primary user UPN', 'Manufacturer', 'Model', 'Serial number'], [])).toEqual({
			format: 'device-inventory',
			mapping: ['signInName', 'make', 'model', 'serial']
		});
		expect(recogniseColumns(['UPN', 'Password'], []).format).toBe('sign-in-data');
	});
});

describe('mappings', () => {
	it('say what is missing and what is doubled', () => {
		expect(missingFields(['room', null], 'accounts')).toEqual(['signInName']);
		expect(missingFields(['signInName'], 'sign-in-data')).toEqual(['password']);
		expect(doubledFields(['room', 'room', 'site', 'enabled', 'blocked', null, null])).toEqual([
			'room',
			'blocked'
		]);
	});
});

describe('aliases', () => {
	it('are written as header names are compared, each for one field', () => {
		const all = fieldIds.flatMap((field) => aliasesByField[field]);
		expect(all).toEqual(all.map(headerKey));
		expect(new Set(all).size).toBe(all.length);
	});
});
