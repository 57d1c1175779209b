import { describe, expect, it } from 'vitest';
import {
	isTimeZone,
	readBoolean,
	readLicences,
	readLines,
	readPassword,
	readText,
	writeLicences
} from './cells';

describe('cells', () => {
	it('reads text on one line, composed, trimmed, without our guard', () => {
		expect(readText('  Gro\u0308ße\r\nXL\t1 ')).toBe('Größe XL 1');
		expect(readText("'=SUM(A1)")).toBe('=SUM(A1)');
		expect(readText("'quoted'")).toBe("'quoted'");
	});

	it('composes text that has no plain character, too', () => {
		expect(readText('\u1112\u1161')).toBe('\ud558');
		expect(readLines('\u1112\u1161')).toBe('\ud558');
	});

	it('keeps the lines of notes', () => {
		expect(readLines(' one ')).toBe('one');
		expect(readLines('one\u0007\u0007two')).toBe('one two');
		expect(readLines(' one\r\ntwo\rthree\u0007 ')).toBe('one\ntwo\nthree');
	});

	it('keeps a password to the letter', () => {
		expect(readPassword(" a\u0308'= ")).toBe(" a\u0308'= ");
		expect(readPassword("'-a")).toBe('-a');
		for (const foreign of ['=a', '-a', '@a', "'a", "'a=", "''"]) expect(readPassword(foreign)).toBe(foreign);
	});

	it('reads truth in many words', () => {
		for (const word of ['True', 'YES', '1', 'ja', 'Oui', ' wahr ', 'x', 'SÍ'])
			expect(readBoolean(word)).toBe(true);
		for (const word of ['False', 'no', '0', 'NEIN', 'non', 'nei', 'Falsch'])
			expect(readBoolean(word)).toBe(false);
		for (const word of ['', 'maybe', '2']) expect(readBoolean(word)).toBeUndefined();
	});

	it('parts licences by the strongest separator there is', () => {
		expect(readLicences('Microsoft Teams Rooms Pro+Exchange Online (Plan 1)')).toEqual([
			'Microsoft Teams Rooms Pro',
			'Exchange Online (Plan 1)'
		]);
		expect(readLicences('Dynamics 365 Sales, Field Service+E5')).toEqual([
			'Dynamics 365 Sales, Field Service',
			'E5'
		]);
		expect(readLicences('A; B ;A;')).toEqual(['A', 'B']);
		expect(readLicences('A, B')).toEqual(['A', 'B']);
		expect(readLicences('Unlicensed')).toEqual([]);
	});

	it.each([
		'Unlicensed',
		'none',
		' Nicht lizenziert ',
		'Keine',
		'Sans licence',
		'Aucune',
		'Ninguna',
		'INGEN',
		''
	])('knows that %j is no licence', (cell) => {
		expect(readLicences(cell)).toEqual([]);
	});

	it.each([
		[[], 'None'],
		[['E5'], 'E5'],
		[['E5', 'F3'], 'E5;F3'],
		// Read as one name for the semicolon at its end.
		[['Dynamics 365, Sales'], 'Dynamics 365, Sales;'],
		[['E5+F3'], 'E5+F3;'],
		[['E5+F3', 'Visio'], 'E5+F3;Visio']
	])('writes the licences %j', (licences, cell) => {
		expect(writeLicences(licences)).toBe(cell);
	});

	it('writes licences as it reads them', () => {
		for (const licences of [[], ['E5'], ['A', 'B'], ['A+B'], ['A, B'], ['A+B', 'C, D']])
			expect(readLicences(writeLicences(licences))).toEqual(licences);
	});

	it('knows time zones', () => {
		expect(['Europe/Oslo', 'UTC', 'America/Argentina/Buenos_Aires'].every(isTimeZone)).toBe(true);
		expect(['Oslo', '+01:00', '', 'W. Europe Standard Time'].map(isTimeZone)).toEqual([
			false,
			false,
			false,
			false
		]);
	});
});
