import { expect, type Page } from '@playwright/test';
import { createWorkspace } from './workspace';

/** Makes a workspace with the sample building in it: 40 rooms, of which 34 are ready. Ends where the import ends. */
export async function createSampleWorkspace(page: Page): Promise<void> {
	await page.goto('/overview/');
	await createWorkspace(page);
	await page.getByRole('link', { name: 'Try the sample building' }).click();
	await page.getByRole('button', { name: 'Import 40 accounts' }).click();
	await expect(page.getByText('40 accounts imported')).toBeVisible();
}

/** Opens a page by the navigation, as leaving the app would lock it. */
export async function openByNavigation(page: Page, name: string): Promise<void> {
	const links = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name });
	// The hub's indicator stands below them, and leads to the settings, too.
	await links.first().click();
}
