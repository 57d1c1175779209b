import { expect, type Browser, type Page } from '@playwright/test';
import type { ConsoleErrors } from './console-errors';
import type { Radio } from './radio';
import { openByNavigation } from './sample';
import { film, giveScreenCamera } from './screen-camera';
import { passphrase, slow } from './workspace';

const asTablet = { width: 1180, height: 820 };
const asPhone = { width: 390, height: 844 };

interface TabletOptions {
	readonly viewport?: { readonly width: number; readonly height: number };
	/** A network of its own, which the test can cut. */
	readonly radio?: Radio;
}

/** A tablet or phone of its own: a browser profile, whose camera films what it is held before. */
export async function newTablet(
	browser: Browser,
	server: { readonly url: string },
	errors: ConsoleErrors,
	{ viewport = asTablet, radio }: TabletOptions = {}
): Promise<Page> {
	const context = await browser.newContext({
		reducedMotion: 'reduce',
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		baseURL: server.url,
		viewport,
		...radio?.options
	});
	radio?.belongsTo(context);
	errors.watch(context);
	await giveScreenCamera(context);
	return context.newPage();
}

/** A technician's phone. */
export function newPhone(
	browser: Browser,
	server: { readonly url: string },
	errors: ConsoleErrors,
	radio?: Radio
): Promise<Page> {
	return newTablet(browser, server, errors, { viewport: asPhone, radio });
}

/** Connects a tablet to the hub that asks for no token. */
export async function connectToHub(tablet: Page): Promise<void> {
	await openByNavigation(tablet, 'Settings');
	await tablet.getByRole('button', { name: 'Connect', exact: true }).click();
	await expect(tablet.getByText('All sent').first()).toBeVisible();
}

/** A tablet that is connected lets an empty one in, which films its invitation. Ends on the second one's overview. */
export async function letIn(first: Page, second: Page): Promise<void> {
	await openByNavigation(first, 'Settings');
	await first.getByRole('button', { name: 'Invite a tablet' }).click();
	await expect(first.getByRole('img', { name: 'QR of the invitation' })).toBeVisible();
	await second.goto('/overview/');
	await second.getByRole('button', { name: 'Join with another tablet' }).click();
	await second.getByLabel('This tablet’s name').fill('Second tablet');
	await second.getByLabel('Passphrase for this tablet', { exact: true }).fill(passphrase);
	await second.getByRole('button', { name: 'Next', exact: true }).click();
	await expect(second.getByRole('heading', { name: 'Scan the invitation' })).toBeVisible();
	await film(second, first);
	await first.getByRole('button', { name: 'They match, let it in' }).click();
	await first.getByRole('button', { name: 'Done', exact: true }).click();
	await expect(second.getByRole('heading', { name: 'Overview' })).toBeVisible(slow);
}
