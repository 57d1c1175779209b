import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import Papa from 'papaparse';
import { expectAccessible } from '../support/accessibility';
import { createSampleWorkspace, openByNavigation } from '../support/sample';
import { expect, test } from '../support/test';
import { passphrase, slow } from '../support/workspace';

const code = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/;
const password = /^[A-Za-z0-9]{5}(-[A-Za-z0-9]{5}){3}$/;

test('from the accounts to the sheets, files and script, with generated passwords', async ({ page }) => {
	await createSampleWorkspace(page);

	await test.step('only accounts that need no action can be selected', async () => {
		await openWizard(page);
		const refused = page.getByRole('checkbox', { name: 'Select Bergen Lågen' });
		await expect(refused).toHaveAttribute('aria-disabled', 'true');
		await refused.click({ force: true });
		await expect(page.getByText('0 accounts selected')).toBeVisible();
		await page.getByRole('button', { name: 'Why Bergen Lågen is not ready' }).click();
		const dialog = page.getByRole('dialog');
		await expect(dialog.getByText('Calendar accepts invitations by itself')).toBeVisible();
		await expect(dialog.getByRole('link', { name: 'Open account' })).toHaveAttribute(
			'href',
			/id=bergen\.lagen/
		);
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(page.getByText('Select at least one account.')).toBeVisible();
		await page.getByRole('button', { name: 'Select all ready (34)' }).click();
		await expect(page.getByText('34 accounts selected')).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Next' }).click();
	});

	await test.step('the configuration says what generating replaces', async () => {
		await expect(page.getByRole('heading', { name: 'Configuration' })).toBeFocused();
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(page.getByText('Choose where the passwords come from.')).toBeVisible();
		await page.getByRole('radio', { name: 'Automatically generate passwords' }).check();
		await expect(page.getByText('The passwords of 34 accounts are replaced')).toBeVisible();
		await expect(page.getByLabel('Batch name')).toHaveValue(/^Oslo and Bergen, /);
		await page.getByLabel('Expires after').selectOption('72');
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Next' }).click();
	});

	await test.step('an Edit link leads to its step and back, and nothing is lost', async () => {
		await expect(page.getByText('72 hours (3 days)')).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Edit configuration' }).click();
		await expect(page.getByRole('radio', { name: 'Automatically generate passwords' })).toBeChecked();
		await page.getByLabel('Batch name').fill('Harbour House');
		await page.getByRole('button', { name: 'Return to review' }).click();
		await page.getByRole('button', { name: 'Edit account selection' }).click();
		await page.getByRole('checkbox', { name: 'Select Bergen Alta' }).uncheck();
		await page.getByRole('button', { name: 'Return to review' }).click();
		await expect(page.getByText('Harbour House', { exact: true })).toBeVisible();
		await expect(page.getByText('72 hours (3 days)')).toBeVisible();
		await expect(page.getByText('33 new passwords are generated')).toBeVisible();
	});

	await test.step('leaving asks', async () => {
		await openByNavigation(page, 'Batches');
		await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
		await expect(page.getByRole('heading', { name: 'Review' })).toBeVisible();
	});

	await test.step('generate', async () => {
		await page.getByRole('button', { name: 'Generate 33 OTPs' }).click();
		await expect(page.getByText('33 OTPs generated')).toBeVisible();
		await expect(page.getByRole('link', { name: 'Print 33 sheets' })).toHaveAttribute(
			'href',
			/\/sheets\/\?batch=[0-9a-f]{32}$/
		);
		await expectAccessible(page);
	});

	const rows = await test.step('the CSV without passwords has none', async () => {
		const file = await downloaded(page, () => page.getByRole('button', { name: 'Download CSV' }).click());
		expect(file.name).toBe('otps-harbour-house.csv');
		expect(file.text.startsWith('\ufeffUPN,DisplayName,')).toBe(true);
		const rows = rowsOf(file.text);
		expect(rows).toHaveLength(33);
		expect(Object.keys(rows[0]!)).not.toContain('Password');
		for (const row of rows) {
			expect(row.OTP).toMatch(code);
			expect(row.OTPExpires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
			expect(row.Batch).toBe('Harbour House');
		}
		return rows;
	});

	const passwords = await test.step('the CSV with passwords asks first', async () => {
		await page.getByRole('button', { name: 'Download with passwords' }).click();
		const question = page.getByRole('dialog', { name: 'Download 33 passwords in clear text?' });
		const file = await downloaded(page, () =>
			question.getByRole('button', { name: 'Download with passwords' }).click()
		);
		expect(file.name).toBe('otps-harbour-house-with-passwords.csv');
		const withPasswords = rowsOf(file.text);
		expect(withPasswords.map(({ OTP }) => OTP)).toEqual(rows.map(({ OTP }) => OTP));
		for (const row of withPasswords) expect(row.Password).toMatch(password);
		return withPasswords.map(({ Password }) => Password!);
	});

	await test.step('the script carries neither passwords nor codes', async () => {
		const file = await downloaded(page, () => page.getByRole('button', { name: 'Download script' }).click());
		expect(file.name).toBe('Set-RoomPasswords.ps1');
		expect(file.text).toContain('Update-MgUser');
		for (const secret of [...passwords, ...rows.map(({ OTP }) => OTP!)])
			expect(file.text).not.toContain(secret);
	});

	await test.step('the downloads are there again after a reload, once unlocked', async () => {
		await page.reload();
		await unlock(page);
		await expect(page.getByText('33 OTPs generated')).toBeVisible(slow);
	});
});

test('with sign-in data from a file, and again for the same accounts', async ({ page }) => {
	await createSampleWorkspace(page);

	await test.step('every row that cannot be used is named', async () => {
		await openWizard(page);
		for (const name of ['Bergen Alta', 'Bergen Driva', 'Bergen Glomma'])
			await page.getByRole('checkbox', { name: `Select ${name}` }).check();
		await page.getByRole('button', { name: 'Next' }).click();
		await page.getByRole('radio', { name: 'Upload sign-in data from CSV file' }).check();
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(page.getByText('Choose the file with the passwords.')).toBeVisible();
		await upload(page, 'PK\u0003\u0004 and so on');
		await expect(page.getByText('This is an Excel workbook.')).toBeVisible();
		await upload(page, 'UPN,Notes\r\nbergen.alta@northlight.example,1\r\n');
		await expect(page.getByText('The file has no column for the passwords.')).toBeVisible();
		await upload(
			page,
			[
				'UPN;Password',
				'bergen.alta@northlight.example;=1+2 secret',
				'bergen.driva@northlight.example;',
				'nobody@northlight.example;x',
				'bergen.tana@northlight.example;x',
				'nonsense;x'
			].join('\r\n')
		);
		await expect(page.getByText('Password found for 1 of 3 selected accounts')).toBeVisible();
		const bad = page.getByRole('list', { name: '4 rows are not used' });
		await expect(bad.getByRole('listitem')).toHaveText([
			/Line 3\s+bergen\.driva@northlight\.example\s+The password is empty\./,
			/Line 4\s+nobody@northlight\.example\s+There is no such account\./,
			/Line 6\s+nonsense\s+This is not a sign-in name\./,
			/Line 5\s+bergen\.tana@northlight\.example\s+The account is not selected\./
		]);
		await expect(page.getByText('Bergen Driva and Bergen Glomma.')).toBeVisible();
		await expectAccessible(page);
	});

	await test.step('accounts without a password are left out', async () => {
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(page.getByRole('heading', { name: 'Configuration' })).toBeVisible();
		await page.getByRole('button', { name: 'Leave these 2 out' }).click();
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(page.getByText('1 from sign-in-data.csv.')).toBeVisible();
		await page.getByRole('button', { name: 'Generate 1 OTP' }).click();
		await expect(page.getByText('1 OTP generated')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Download script' })).toBeHidden();
	});

	await test.step('what a spreadsheet would take for a formula is guarded', async () => {
		await page.getByRole('button', { name: 'Download with passwords' }).click();
		const file = await downloaded(page, () =>
			page.getByRole('dialog').getByRole('button', { name: 'Download with passwords' }).click()
		);
		expect(rowsOf(file.text)[0]!.Password).toBe("'=1+2 secret");
	});

	await test.step('generating again supersedes, and keeps the password', async () => {
		await openWizard(page);
		await expect(page.getByRole('row', { name: /Bergen Alta/ })).toContainText('Has a usable OTP');
		await page.getByRole('checkbox', { name: 'Select Bergen Alta' }).check();
		await expect(page.getByText('1 usable OTP is superseded')).toBeVisible();
		await page.getByRole('button', { name: 'Next' }).click();
		await page.getByRole('radio', { name: 'Keep the passwords stored here' }).check();
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(page.getByText('1 account has a usable OTP, which is superseded')).toBeVisible();
		await expect(page.getByText('1 account keeps its stored password.')).toBeVisible();
	});

	await test.step('cancelling keeps nothing, and the choices', async () => {
		await page.evaluate(() => {
			const { deriveBits } = SubtleCrypto.prototype;
			SubtleCrypto.prototype.deriveBits = async function (...parameters) {
				await new Promise((resolve) => setTimeout(resolve, 3_000));
				return deriveBits.apply(this, parameters);
			};
		});
		await page.getByRole('button', { name: 'Generate 1 OTP' }).click();
		await expect(page.getByRole('progressbar')).toBeVisible();
		await page.getByRole('button', { name: 'Cancel' }).click();
		await expect(page.getByText('Nothing was generated. What you have chosen is still here.')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Generate 1 OTP' })).toBeVisible();
	});

	await test.step('the browser’s Back is a step back; leaving tells the truth', async () => {
		await page.goBack();
		await expect(page.getByRole('heading', { name: 'Configuration' })).toBeVisible();
		await openByNavigation(page, 'Batches');
		await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
		await expect(page.getByRole('heading', { name: 'Batches' })).toBeVisible();
		await expect(page.getByText('1 issued', { exact: true })).toHaveCount(1);
	});

	await test.step('a reload half-way keeps nothing, and says so', async () => {
		await openWizard(page);
		await page.getByRole('checkbox', { name: 'Select Bergen Driva' }).check();
		await page.getByRole('button', { name: 'Next' }).click();
		page.once('dialog', (dialog) => void dialog.accept());
		await page.reload();
		await unlock(page);
		await expect(page.getByText('The wizard starts again')).toBeVisible(slow);
		await expect(page.getByText('0 accounts selected')).toBeVisible();
	});
});

/** Opens the wizard from the batches, wherever in the app it is. */
async function openWizard(page: Page): Promise<void> {
	await openByNavigation(page, 'Batches');
	await page.getByRole('link', { name: 'Generate OTP' }).first().click();
	await expect(page.getByRole('heading', { name: 'Account selection' })).toBeVisible();
}

async function upload(page: Page, text: string): Promise<void> {
	const file = { name: 'sign-in-data.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
	await page.locator('input[type=file]').setInputFiles(file);
}

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
	const [download] = await Promise.all([page.waitForEvent('download'), act()]);
	return { name: download.suggestedFilename(), text: await textOf(download) };
}

async function textOf(download: Download): Promise<string> {
	return readFile(await download.path(), 'utf8');
}

function rowsOf(csv: string): Record<string, string>[] {
	return Papa.parse<Record<string, string>>(csv.replace('\ufeff', ''), { header: true, skipEmptyLines: true })
		.data;
}

async function unlock(page: Page): Promise<void> {
	await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
	await page.getByRole('button', { name: 'Unlock', exact: true }).click();
}
