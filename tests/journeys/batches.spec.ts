import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { createSampleWorkspace, openByNavigation } from '../support/sample';
import { expect, test } from '../support/test';

test('a batch is followed, renamed, extended, revoked and issued again', async ({ page }) => {
	await page.clock.install();
	await createSampleWorkspace(page);
	await openByNavigation(page, 'Batches');
	await expect(page.getByText('No batches yet')).toBeVisible();
	await expectAccessible(page);
	await generate(page, ['Bergen Alta', 'Bergen Driva', 'Bergen Glomma', 'Bergen Namsen']);

	await test.step('its progress is in words', async () => {
		await openByNavigation(page, 'Batches');
		await expect(
			page.getByRole('img', { name: '4 issued: 4 unused. 4 expire within the hour' })
		).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('link', { name: /^Bergen, / }).click();
		await expect(page.getByRole('row', { name: /Bergen Alta/ })).toContainText('OTP generated');
		await expectAccessible(page);
	});

	await test.step('a code is shown only when asked for', async () => {
		await page.getByRole('button', { name: 'Actions for Bergen Alta' }).click();
		await page.getByRole('menuitem', { name: 'Show code' }).click();
		const dialog = page.getByRole('dialog', { name: 'Bergen Alta' });
		await expect(dialog.getByRole('group', { name: 'Code' })).toHaveText(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}\s*$/);
		// The button's tooltip was due in a moment, and is no more.
		await page.clock.runFor(1_000);
		await expect(page.getByRole('tooltip')).toHaveCount(0);
		await expectAccessible(page);
		await dialog.getByRole('button', { name: 'Close' }).click();
	});

	await test.step('rename', async () => {
		await page.getByRole('button', { name: 'Rename' }).click();
		const dialog = page.getByRole('dialog', { name: 'Rename batch' });
		await dialog.getByLabel('Batch name').fill('First floor');
		await dialog.getByRole('button', { name: 'Rename' }).click();
		await expect(page.getByRole('heading', { name: 'First floor', level: 1 })).toBeVisible();
	});

	await test.step('selected ones are revoked, once that is confirmed', async () => {
		await page.getByRole('checkbox', { name: 'Select Bergen Alta' }).check();
		await page.getByRole('button', { name: 'Revoke 1', exact: true }).click();
		const dialog = page.getByRole('dialog', { name: 'Revoke 1 OTP?' });
		await expect(dialog.getByText('A device that is already signed in stays signed in.')).toBeVisible();
		await expectAccessible(page);
		await dialog.getByRole('button', { name: 'Revoke 1 OTP' }).click();
		await expect(page.getByRole('row', { name: /Bergen Alta/ })).toContainText('OTP revoked');
	});

	await test.step('what expires shows so by itself', async () => {
		await pass(page, 61);
		await expect(page.getByRole('row', { name: /Bergen Driva/ })).toContainText('OTP expired');
		await expect(page.getByRole('img', { name: '4 issued: 3 expired and 1 revoked.' })).toBeVisible();
	});

	await test.step('extended, they work again', async () => {
		await page.getByRole('button', { name: 'Extend' }).click();
		const dialog = page.getByRole('dialog', { name: 'Extend batch' });
		await expect(dialog.getByText('For the 3 OTPs that nobody has used yet.')).toBeVisible();
		await expect(dialog.getByText('3 of them have expired and work again.')).toBeVisible();
		await expectAccessible(page);
		await dialog.getByLabel('New expiration').selectOption('48');
		await dialog.getByRole('button', { name: 'Extend 3 OTPs' }).click();
		await expect(page.getByRole('img', { name: '4 issued: 3 unused and 1 revoked.' })).toBeVisible();
	});

	await test.step('all unused ones are revoked', async () => {
		await page.getByRole('button', { name: 'Revoke unused' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Revoke 3 OTPs' }).click();
		await expect(page.getByRole('img', { name: '4 issued: 4 revoked.' })).toBeVisible();
	});

	await test.step('issued again for what is unused', async () => {
		await page.getByRole('link', { name: 'Issue again' }).click();
		await expect(page.getByText('4 accounts selected')).toBeVisible();
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(page.getByRole('radio', { name: 'Keep the passwords stored here' })).toBeChecked();
		await page.getByRole('button', { name: 'Next' }).click();
		await page.getByRole('button', { name: 'Generate 4 OTPs' }).click();
		await expect(page.getByText('4 OTPs generated')).toBeVisible();
	});

	await test.step('every unused OTP of the workspace is revoked', async () => {
		await openByNavigation(page, 'Batches');
		await page.getByRole('button', { name: 'Revoke all unused OTPs' }).click();
		await page
			.getByRole('dialog', { name: 'Revoke all 4 unused OTPs of all batches?' })
			.getByRole('button', { name: 'Revoke 4 OTPs' })
			.click();
		await expect(page.getByRole('img', { name: '4 issued: 4 revoked.' })).toHaveCount(2);
	});
});

test('preferences are checked, saved, and used by the wizard', async ({ page }) => {
	await createSampleWorkspace(page);
	await openByNavigation(page, 'Preferences');
	await expect(page.getByText('Everything is saved')).toBeVisible();
	await expectAccessible(page);

	await page.getByLabel('OTP expiration').selectOption({ label: 'Custom' });
	const hours = page.getByRole('spinbutton', { name: 'OTP expiration: 1 to 336' });
	await hours.fill('337');
	await expect(page.getByText('Choose whole hours from 1 to 336.')).toBeVisible();
	await hours.fill('5');
	await page.getByLabel('Address on sheets').fill('rooms.contoso.com');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Give a full web address, beginning with https://.')).toBeVisible();
	await page.getByLabel('Address on sheets').fill('https://rooms.contoso.com/');
	await expect(page.getByText('rooms.contoso.com/device')).toBeVisible();
	await page.getByRole('switch', { name: 'OTP auto-approval' }).check();
	await expectAccessible(page);

	await openByNavigation(page, 'Batches');
	await page
		.getByRole('dialog', { name: 'Leave without saving?' })
		.getByRole('button', { name: 'Stay' })
		.click();
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Preferences saved.')).toBeVisible();

	await openByNavigation(page, 'Batches');
	await openByNavigation(page, 'Preferences');
	await expect(page.getByRole('spinbutton', { name: 'OTP expiration: 1 to 336' })).toHaveValue('5');
	await expect(page.getByRole('switch', { name: 'OTP auto-approval' })).toBeChecked();
	await expect(page.getByLabel('Address on sheets')).toHaveValue('https://rooms.contoso.com/');

	await openByNavigation(page, 'Batches');
	await page.getByRole('link', { name: 'Generate OTP' }).first().click();
	await page.getByRole('button', { name: 'Select all ready (34)' }).click();
	await page.getByRole('button', { name: 'Next' }).click();
	await expect(page.getByRole('spinbutton', { name: 'Expires after: 1 to 336' })).toHaveValue('5');
});

/** Generates OTPs that live for an hour, with generated passwords. */
async function generate(page: Page, names: readonly string[]): Promise<void> {
	await page.getByRole('link', { name: 'Generate OTP' }).first().click();
	for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('radio', { name: 'Automatically generate passwords' }).check();
	await page.getByLabel('Expires after').selectOption({ label: 'Custom' });
	await page.getByRole('spinbutton', { name: 'Expires after: 1 to 336' }).fill('1');
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('button', { name: `Generate ${names.length} OTPs` }).click();
	await expect(page.getByText(`${names.length} OTPs generated`)).toBeVisible();
}

/** Lets minutes pass for somebody who is there, so that nothing locks. */
async function pass(page: Page, minutes: number): Promise<void> {
	const atOnce = 10;
	for (let passed = 0; passed < minutes; passed += atOnce) {
		await page.clock.fastForward(Math.min(atOnce, minutes - passed) * 60_000);
		await page.keyboard.press('Shift');
	}
}
