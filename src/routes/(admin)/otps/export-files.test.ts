import { describe, expect, it } from 'vitest';
import { otpFileName } from './export-files';

describe('otpFileName', () => {
	it.each([
		['Oslo, 9 Mar 2026', false, 'otps-oslo-9-mar-2026.csv'],
		['Oslo, 9 Mar 2026', true, 'otps-oslo-9-mar-2026-with-passwords.csv'],
		['../Nærøy & Ålesund: 2', false, 'otps-nærøy-alesund-2.csv'],
		['…', true, 'otps-with-passwords.csv']
	])('%s', (name, withPasswords, file) => {
		expect(otpFileName(name, withPasswords)).toBe(file);
	});
});
