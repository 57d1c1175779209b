import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { createSampleWorkspace, openByNavigation } from '../support/sample';
import { expect, test } from '../support/test';

test('the list is searched, filtered, sorted, selected and exported', async ({ page }) => {
	await openSample(page);
	await expectAccessible(page);

	await test.step('a selection survives filtering', async () => {
		await page.getByRole('checkbox', { name: 'Select all shown' }).click();
		await expect(page.getByText('40 selected')).toBeVisible();
		await chooseFilter(page, 'Readiness', 'Needs action');
		await expect(page.getByText('4 of 40 accounts')).toBeVisible();
		await expect(page.getByText('40 selected, 36 of them not shown')).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Clear', exact: true }).click();
		await expect(page.getByText('40 selected')).toBeHidden();
	});

	await test.step('the address says what is shown, so that Back comes back to it', async () => {
		await expect(page).toHaveURL(/\?readiness=needs-action$/);
		await page.getByRole('link', { name: 'Oslo Smøla' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Oslo Smøla' })).toBeVisible();
		await page.goBack();
		await expect(page.getByText('4 of 40 accounts')).toBeVisible();
		await page.getByRole('button', { name: 'Clear filters' }).click();
		await expect(page.getByText('40 accounts', { exact: true })).toBeVisible();
		// Also when somebody goes on at once.
		await page.getByRole('link', { name: 'Bergen Alta' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Bergen Alta' })).toBeVisible();
		await page.goBack();
		await expect(page.getByText('40 accounts', { exact: true })).toBeVisible();
	});

	await test.step('search minds neither accents nor case', async () => {
		await page.getByRole('searchbox', { name: 'Search accounts' }).fill('OSLO vaeroy');
		await expect(page.getByRole('link', { name: 'Oslo Værøy' })).toBeVisible();
		await page.getByRole('searchbox', { name: 'Search accounts' }).fill('lagen');
		await expect(page.getByRole('link', { name: 'Bergen Lågen' })).toBeVisible();
		await expect(page.getByText('1 of 40 accounts')).toBeVisible();
		await page.getByRole('searchbox', { name: 'Search accounts' }).fill('nowhere');
		await expect(page.getByRole('heading', { name: 'No account matches' })).toBeVisible();
		await page.getByRole('searchbox', { name: 'Search accounts' }).press('Escape');
	});

	await test.step('by the keyboard alone', async () => {
		const first = page.getByRole('row', { name: /Bergen Alta/ });
		await first.focus();
		await page.keyboard.press('Space');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Shift+Space');
		await expect(page.getByText('3 selected')).toBeVisible();
		await page.keyboard.press('End');
		await expect(page.getByRole('row', { name: /Oslo Aurland|Oslo Værøy|Oslo Tjøme/ }).last()).toBeVisible();
		await page.keyboard.press('Home');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { level: 1, name: 'Bergen Alta' })).toBeVisible();
		await page.goBack();
	});

	await test.step('sorting', async () => {
		await page.getByRole('button', { name: 'Readiness status' }).click();
		await expect(page.getByRole('row').nth(1)).toContainText('Needs action');
		await page.getByRole('button', { name: 'Display name' }).click();
		await page.getByRole('button', { name: 'Display name' }).click();
		await expect(page.getByRole('row').nth(1)).toContainText('Oslo');
		await expect(page).toHaveURL(/\?sort=-name$/);
	});

	await test.step('export of what is selected, without passwords', async () => {
		await command(page, 'Export');
		await expectAccessible(page);
		const downloading = page.waitForEvent('download');
		await page.getByRole('button', { name: 'Download CSV' }).click();
		const file = await downloading;
		expect(file.suggestedFilename()).toMatch(/^resource-accounts-\d{4}-\d\d-\d\d\.csv$/);
		const text = await readFile(await file.path(), 'utf8');
		expect(text).toMatch(/^\ufeffUPN,DisplayName,/);
		expect(text.trim().split('\r\n')).toHaveLength(4);
		expect(text).not.toContain('Password,');
	});

	await test.step('delete, and take it back', async () => {
		await page.getByRole('button', { name: 'Delete' }).click();
		await expect(page.getByText('37 accounts', { exact: true })).toBeVisible();
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect(page.getByText('40 accounts', { exact: true })).toBeVisible();
	});
});

test('an account is looked at, made ready, edited and deleted', async ({ page }) => {
	await openSample(page);

	await test.step('what it lacks is said, with what to do', async () => {
		await page.getByRole('link', { name: 'Bergen Lågen' }).click();
		await expect(page.getByText('Set-CalendarProcessing')).toBeVisible();
		await expectAccessible(page);
	});

	await test.step('a check that does not apply here', async () => {
		await page.getByRole('button', { name: 'More about: Calendar accepts invitations by itself' }).click();
		await page.getByRole('menuitem', { name: /Not applicable here/ }).click();
		await page.getByRole('button', { name: 'Not applicable here' }).click();
		await expect(page.getByText('An OTP can be generated for this account.')).toBeVisible();
		await page.getByRole('button', { name: 'Undo' }).click();
		await expect(page.getByText('Set-CalendarProcessing')).toBeVisible();
	});

	await test.step('edit', async () => {
		await page.getByRole('button', { name: 'Edit' }).first().click();
		const dialog = page.getByRole('dialog', { name: 'Edit account' });
		await expectAccessible(page);
		await dialog.getByLabel('Sign-in name').fill('nobody');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await expect(dialog.getByText('Enter a sign-in name like')).toBeVisible();
		await dialog.getByLabel('Sign-in name').fill('oslo.lyse@northlight.example');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await expect(dialog.getByText('Another account has this sign-in name.')).toBeVisible();
		await dialog.getByLabel('Sign-in name').fill('lagen@northlight.example');
		await dialog.getByLabel('Calendar processing').selectOption('AutoAccept');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await expect(dialog).toBeHidden();
		await expect(page.getByText('lagen@northlight.example')).toBeVisible();
		await expect(page.getByText('An OTP can be generated for this account.')).toBeVisible();
	});

	await test.step('OTP and history', async () => {
		await page.getByRole('tab', { name: 'OTP' }).click();
		await expect(page.getByRole('heading', { name: 'No OTP yet' })).toBeVisible();
		await page.getByRole('tab', { name: 'History' }).click();
		await expect(page.getByText('Edited Bergen Lågen: room details and readiness facts')).toBeVisible();
		await expect(page.getByText(/Imported Bergen Lågen from Sample building/)).toBeVisible();
		await expectAccessible(page);
	});

	await test.step('delete, and restore from its address', async () => {
		await page.getByRole('button', { name: 'Delete' }).click();
		await expect(page.getByText('39 accounts', { exact: true })).toBeVisible();
		await page.goBack();
		await expect(page.getByRole('heading', { name: 'This account was deleted' })).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Restore' }).click();
		await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible();
	});

	await test.step('what is known of nobody is confirmed by hand', async () => {
		await openByNavigation(page, 'Resource accounts');
		await page.getByRole('searchbox', { name: 'Search accounts' }).fill('reception');
		await page.getByRole('link', { name: 'Oslo Reception' }).click();
		await page.getByRole('button', { name: 'Confirm readiness' }).click();
		await page
			.getByRole('alertdialog')
			.or(page.getByRole('dialog'))
			.getByRole('button', { name: 'Confirm readiness' })
			.click();
		await expect(page.getByText('An OTP can be generated for this account.')).toBeVisible();
	});
});

test('an account is added by hand, and everything is in the activity', async ({ page }) => {
	await openSample(page);

	await test.step('add', async () => {
		await page.getByRole('link', { name: 'Add account' }).click();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Add account' }).click();
		await expect(page.getByLabel('Sign-in name')).toBeFocused();
		await page.getByLabel('Sign-in name').fill('attic@northlight.example');
		await page.getByLabel('Display name').fill('Attic');
		await page.getByLabel('Time zone').fill('Nowhere/Land');
		await page.getByRole('button', { name: 'Add account' }).click();
		await expect(page.getByText('Choose a zone from the list')).toBeVisible();
		await page.getByLabel('Time zone').fill('Europe/Oslo');
		await page.getByRole('button', { name: 'Add account' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Attic' })).toBeVisible();
		await expect(page.getByText('N/A').first()).toBeVisible();
	});

	await test.step('an address that leads nowhere says so', async () => {
		await page.evaluate(() => history.replaceState(history.state, '', '?id=nobody@northlight.example'));
		await openByNavigation(page, 'Activity');
		await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
		await page.goBack();
		await expect(page.getByRole('heading', { name: 'No such account', level: 2 })).toBeVisible();
		await expectAccessible(page);
	});

	await test.step('activity', async () => {
		await openByNavigation(page, 'Activity');
		await expect(page.getByText('Edited Attic')).toBeVisible();
		await expect(page.getByText('Imported 40 accounts from Sample building')).toBeVisible();
		await expect(page.getByText('Workspace Contoso Oslo created')).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('tab', { name: 'Accounts' }).click();
		await expect(page.getByText('Workspace Contoso Oslo created')).toBeHidden();
		await expect(page.getByText('Imported 40 accounts from Sample building')).toBeVisible();
	});
});

/** A workspace with the sample building, at its list. */
async function openSample(page: Page): Promise<void> {
	await createSampleWorkspace(page);
	await page.getByRole('link', { name: 'See all accounts' }).click();
	await expect(page.getByText('40 accounts', { exact: true })).toBeVisible();
}

async function chooseFilter(page: Page, filter: string, choice: string): Promise<void> {
	await page.getByRole('button', { name: filter, exact: true }).click();
	await page.getByLabel(choice).check();
	await page.keyboard.press('Escape');
}

/** A command of the bar, or of the menu that takes what does not fit. */
async function command(page: Page, name: string): Promise<void> {
	const button = page.getByRole('button', { name, exact: true });
	if (await button.isVisible()) return button.click();
	await page.getByRole('button', { name: 'More', exact: true }).click();
	await page.getByRole('menuitem', { name }).click();
}
