import { expect, type Page } from '@playwright/test';

/** The passphrase of every workspace that the journeys make. */
export const passphrase = 'correct horse battery staple';

/** For what waits on the deliberate work of scrypt, on a machine that is busy. */
export const slow = { timeout: 120_000 };

/** Makes a workspace from the page that asks for one, and ends on the overview. */
export async function createWorkspace(page: Page, name = 'Contoso Oslo'): Promise<void> {
	await page.getByLabel('Workspace name').fill(name);
	await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
	await expect(page.getByText('Very strong')).toBeVisible(slow);
	await page.getByRole('button', { name: 'Create workspace' }).click();
	await page.getByRole('button', { name: 'Show the code' }).click(slow);
	await page.getByRole('button', { name: 'I have it on paper' }).click();
	await page.getByRole('button', { name: 'Skip' }).click(slow);
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
}
