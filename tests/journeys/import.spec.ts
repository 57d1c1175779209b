import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { openByNavigation } from '../support/sample';
import { expect, test } from '../support/test';
import { createWorkspace, slow } from '../support/workspace';

const fixtures = 'tests/fixtures/csv';

/** Each file as its program wrote it: what it is recognised as, and what importing it into nothing would do. */
const files: readonly { name: string; as: string; content: string; sum: string; shows?: string }[] = [
	{
		name: 'excel-utf8.csv',
		as: 'Roompass account list',
		content: '3 rows, UTF-8 and parted by commas',
		sum: '3 new',
		shows: 'Besprechung Größe XL'
	},
	{
		name: 'excel-unicode-text.txt',
		as: 'Roompass account list',
		content: '3 rows, UTF-16 LE and parted by tabs',
		sum: '3 new',
		shows: 'Salle Genève'
	},
	{
		name: 'excel-windows-1252.csv',
		as: 'CSV of your own',
		content: '3 rows, Windows-1252 and parted by semicolons',
		sum: '3 new',
		shows: 'Besprechung Größe XL'
	},
	{
		name: 'm365-users.csv',
		as: 'Microsoft 365 admin centre, active users',
		content: '5 rows, UTF-8 and parted by commas',
		sum: '2 new and 3 skipped',
		shows: 'Fjord'
	},
	{
		name: 'get-mailbox.csv',
		as: 'Exchange Get-Mailbox export',
		content: '3 rows, UTF-8 and parted by commas',
		sum: '3 new'
	},
	{
		name: 'get-place.csv',
		as: 'Exchange Get-Place export',
		content: '3 rows, UTF-8 and parted by commas',
		sum: '3 new'
	},
	{
		name: 'own-accounts.csv',
		as: 'Roompass account list',
		content: '2 rows, UTF-8 and parted by commas',
		sum: '2 new'
	},
	{
		name: 'fasttrack-rooms.csv',
		as: 'FastTrack room provisioning file',
		content: '3 rows, UTF-8 and parted by commas',
		sum: '2 new and 1 row with a problem left out'
	},
	{
		name: 'autopilot.csv',
		as: 'Autopilot device list',
		content: '3 rows, UTF-8 and parted by commas',
		sum: '3 rows with problems left out'
	}
];

test('files are read as their programs wrote them', async ({ page }) => {
	await openImport(page);
	await expectAccessible(page);

	for (const { name, as, content, sum, shows } of files)
		await test.step(name, async () => {
			await chooseFile(page, `${fixtures}/${name}`);
			await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
			await expect(page.getByRole('definition').first()).toHaveText(as);
			await expect(page.getByRole('definition').nth(1)).toHaveText(content);
			await expect(page.getByText(sum, { exact: true })).toBeVisible();
			if (shows) await expect(page.getByRole('row', { name: shows })).toBeVisible();
			await page.getByRole('button', { name: 'Choose another' }).click();
		});

	await test.step('an Excel workbook is named for what it is', async () => {
		await chooseText(page, 'rooms.xlsx', 'PK\u0003\u0004 and so on');
		await expect(page.getByText('This is an Excel workbook.')).toBeVisible();
	});

	await test.step('a picture, too', async () => {
		await chooseText(page, 'rooms.jpg', '\u0000\u0010JFIF\u0000');
		await expect(page.getByText('This file holds no text')).toBeVisible();
	});

	await test.step('a quote that is never closed is named with its line', async () => {
		await chooseText(page, 'rooms.csv', 'UPN,Room\nfjord@contoso.com,"Fjord\n');
		await expect(page.getByText('opened on line 2')).toBeVisible();
	});
});

test('a list is imported, imported again, and undone', async ({ page }) => {
	await openImport(page);

	await test.step('the sample building', async () => {
		await page.getByRole('button', { name: 'Try the sample building' }).click();
		await expect(page.getByRole('button', { name: 'Import 40 accounts' })).toBeEnabled();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Import 40 accounts' }).click();
		await expect(page.getByRole('heading', { name: '40 accounts imported' })).toBeVisible();
		await expectAccessible(page);
	});

	await test.step('again: nothing is doubled', async () => {
		await page.getByRole('button', { name: 'Import another file' }).click();
		await page.getByRole('button', { name: 'Try the sample building' }).click();
		await expect(page.getByText('40 unchanged', { exact: true })).toBeVisible();
		await expect(page.getByRole('button', { name: 'Nothing to import' })).toBeDisabled();
		await page.getByRole('button', { name: 'Choose another' }).click();
	});

	const changed =
		'UPN;Room;Site\noslo.lyse@northlight.example;Lysefjord;Oslo\nnew@northlight.example;New;Oslo\n';

	await test.step('what would change is shown first', async () => {
		await chooseText(page, 'changed.csv', changed);
		await page.getByRole('tab', { name: /Changes/ }).click();
		const change = page.getByRole('row', { name: /Oslo Lyse/ });
		await expect(change).toContainText('Room');
		await expect(change).toContainText('Lyse');
		await expect(change).toContainText('Lysefjord');
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Import 2 accounts' }).click();
		await expect(page.getByRole('heading', { name: '2 accounts imported' })).toBeVisible();
		await expect(page.getByText('1 new and 1 changed')).toBeVisible();
	});

	await test.step('undo puts back what it changed and takes away what it added', async () => {
		await page.getByRole('button', { name: 'Undo this import' }).click();
		await expect(page.getByText('2 accounts are as they were before.')).toBeVisible();
		await page.getByRole('button', { name: 'Import another file' }).click();
		await page.getByRole('button', { name: 'Try the sample building' }).click();
		await expect(page.getByText('40 unchanged', { exact: true })).toBeVisible();
	});
});

test('problems are named, and good rows go in only when the person says so', async ({ page }) => {
	await openImport(page);
	await chooseFile(page, `${fixtures}/fasttrack-rooms.csv`);
	const go = page.getByRole('button', { name: 'Import 2 accounts' });
	await expect(go).toBeDisabled();

	await test.step('each by its line and reason', async () => {
		await page.getByRole('tab', { name: /Problems/ }).click();
		const problem = page.getByRole('row', { name: /room2@contoso\.com/ });
		await expect(problem).toContainText('4');
		await expect(problem).toContainText('The same account with other values is on line 3.');
		await expectAccessible(page);
	});

	await test.step('the rows can be downloaded', async () => {
		const downloading = page.waitForEvent('download');
		await page.getByRole('button', { name: 'Download these rows' }).click();
		const file = await downloading;
		expect(file.suggestedFilename()).toMatch(/^rows-with-problems-\d{4}-\d\d-\d\d\.csv$/);
		const text = await readFile(await file.path(), 'utf8');
		expect(text).toMatch(/^\ufeffLine,Reason,UPN,/);
		expect(text).toContain('room3');
		expect(text).not.toContain('room1@');
	});

	await test.step('a password in the file stays covered', async () => {
		await expect(page.getByText('Example-Pass')).toHaveCount(0);
	});

	await page.getByRole('checkbox', { name: 'Leave out the row with a problem' }).check();
	await go.click();
	await expect(page.getByRole('heading', { name: '2 accounts imported' })).toBeVisible();
});

test('columns can be put right, rows pasted, and devices come in their own file', async ({ page }) => {
	await openImport(page);

	await test.step('a column nobody could recognise', async () => {
		await chooseText(page, 'odd.csv', 'Who,What\nfjord@contoso.com,Big room\nsogn@contoso.com,Small room\n');
		await expect(page.getByRole('button', { name: 'Import 2 accounts' })).toBeEnabled();
		await page.getByText('1 column not used').click();
		await page.getByLabel('What What holds').selectOption('Display name');
		await expect(page.getByRole('row', { name: /Small room/ })).toBeVisible();
	});

	await test.step('two columns for one thing', async () => {
		await page.getByLabel('What What holds').selectOption('Sign-in name');
		await expect(page.getByText('Two columns are said to hold: Sign-in name.')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Nothing to import' })).toBeDisabled();
		await page.getByLabel('What What holds').selectOption('Display name');
		await page.getByRole('button', { name: 'Import 2 accounts' }).click();
		await expect(page.getByRole('heading', { name: '2 accounts imported' })).toBeVisible();
	});

	await test.step('expected devices', async () => {
		await page.getByRole('button', { name: 'Import another file' }).click();
		await chooseFile(page, `${fixtures}/autopilot.csv`);
		await expect(page.getByText('2 changed and 1 row with a problem left out')).toBeVisible();
		await page.getByRole('checkbox', { name: 'Leave out the row with a problem' }).check();
		await page.getByRole('button', { name: 'Import 2 accounts' }).click();
		await expect(page.getByRole('heading', { name: '2 accounts imported' })).toBeVisible();
		await page.getByRole('button', { name: 'Import another file' }).click();
	});

	await test.step('a pasted list', async () => {
		await page.getByLabel('Pasted rows').fill('fjord@contoso.com\nfjell@contoso.com\n');
		await page.getByRole('button', { name: 'Read the list' }).click();
		await expect(page.getByText('1 new and 1 unchanged')).toBeVisible();
		await page.getByRole('button', { name: 'Import 1 account' }).click();
		await expect(page.getByRole('heading', { name: '1 account imported' })).toBeVisible();
	});

	await test.step('the device is with its account', async () => {
		await page.getByRole('link', { name: 'See all accounts' }).click();
		await page.getByRole('link', { name: 'Big room' }).click();
		await expect(page.getByText('2318LZ51001')).toBeVisible();
	});
});

async function openImport(page: Page): Promise<void> {
	await page.goto('/accounts/import/');
	await createWorkspace(page);
	await openByNavigation(page, 'Resource accounts');
	await page.getByRole('link', { name: 'Import' }).first().click();
	await expect(page.getByRole('heading', { name: 'Import accounts', level: 1 })).toBeVisible(slow);
}

function chooseFile(page: Page, path: string): Promise<void> {
	return page.locator('input[type=file]').setInputFiles(path);
}

function chooseText(page: Page, name: string, text: string): Promise<void> {
	return page
		.locator('input[type=file]')
		.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}
