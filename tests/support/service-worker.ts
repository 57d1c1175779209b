import type { Page } from '@playwright/test';

/** Waits until the app is kept on the device: its service worker has stored everything and took over the page. */
export async function keptOffline(page: Page): Promise<void> {
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

/** Waits until SvelteKit's own code runs on the page, as opposed to the prerendered markup alone. */
export async function started(page: Page): Promise<void> {
	await page.waitForFunction(() => history.state?.['sveltekit:history'] !== undefined);
}
