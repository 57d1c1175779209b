import { describe, expect, it } from 'vitest';
import { setPasswordsFileName, setPasswordsScript } from './powershell';

describe('setPasswordsScript', () => {
	it('is ASCII with Windows line ends, so that Windows PowerShell 5.1 reads it as it is', () => {
		expect(setPasswordsScript).toMatch(/^[\x20-\x7e\r\n]*$/);
		expect(setPasswordsScript.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
		// In one line it would be a comment.
		expect(setPasswordsScript).toMatch(/^[^\n]+\r\n[\s\S]+\r\n$/);
		expect(setPasswordsFileName).toMatch(/^[\w-]+\.ps1$/);
	});

	it('sets passwords through Microsoft Graph, and can be tried first', () => {
		for (const part of [
			'[string] $CsvPath',
			'SupportsShouldProcess = $true',
			'$PSCmdlet.ShouldProcess($upn',
			"'User-PasswordProfile.ReadWrite.All'",
			'ForceChangePasswordNextSignIn = $false',
			"$update['PasswordPolicies'] = 'DisablePasswordExpiration'",
			'exit 1'
		])
			expect(setPasswordsScript).toContain(part);
	});

	it('uses nothing that came after Windows PowerShell 5.1', () => {
		expect(setPasswordsScript).not.toMatch(/\?\?|&&|\|\||\?\.|-Parallel|\bclean\s*\{/);
	});

	it('takes the guard off as the importer does', () => {
		const pattern = /-replace "([^"]+)"/.exec(setPasswordsScript)![1]!;
		const removeGuard = (cell: string) => cell.replace(new RegExp(pattern), '');
		expect(removeGuard("'-Secret")).toBe('-Secret');
		expect(removeGuard("''=x")).toBe("'=x");
		expect(removeGuard("'plain")).toBe("'plain");
	});
});
