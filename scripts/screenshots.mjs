// npm run screenshots: pictures of the built app with the sample building in it, for the README and the app's listing.
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { ensureBuilt } from './build.mjs';
import { ensureChromium, launchOptions } from './chromium.mjs';
import { serve } from './serve.mjs';
import { root } from './tools.mjs';

const tablet = { width: 1180, height: 820 };
const phone = { width: 390, height: 844 };

await ensureBuilt(console.log);
const server = await serve();
const browser = await chromium.launch(launchOptions(await ensureChromium(console.log)));
for (const folder of ['static/screenshots', 'docs/images']) mkdirSync(root + folder, { recursive: true });

/** @param {import('@playwright/test').Page} page @param {string} file */
async function picture(page, file) {
	await page.waitForTimeout(1_000);
	await page.screenshot({ path: root + file });
	console.log(file);
}

/** Makes a workspace with the sample building and OTPs for the rooms that are ready. @param {import('@playwright/test').Page} page */
async function fill(page) {
	await page.goto(`${server.url}/overview/`);
	await page.getByLabel('Workspace name').fill('Northlight Rooms');
	await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery staple');
	await page.getByRole('button', { name: 'Create workspace' }).click();
	await page.getByRole('button', { name: 'Show the code' }).click();
	await page.getByRole('button', { name: 'I have it on paper' }).click();
	await page.getByRole('button', { name: 'Skip' }).click();
	await page.getByRole('link', { name: 'Try the sample building' }).click();
	await page.getByRole('button', { name: 'Import 40 accounts' }).click();
	await page.getByRole('button', { name: 'Generate OTP' }).click();
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('radio', { name: 'Automatically generate passwords' }).check();
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('button', { name: 'Generate 34 OTPs' }).click();
	await page.getByRole('button', { name: 'Download CSV' }).waitFor();
}

/** @param {import('@playwright/test').Page} page @param {string} name */
function open(page, name) {
	const navigation = page.getByRole('navigation', { name: 'Main navigation' });
	return navigation.getByRole('link', { name }).click();
}

const looks = { locale: 'en-GB', reducedMotion: /** @type {const} */ ('reduce') };
const small = await browser.newPage({ ...looks, viewport: phone });
await small.goto(server.url);
await picture(small, 'docs/images/start-phone.png');
await picture(small, 'static/screenshots/start-narrow.png');
await small.close();

const page = await browser.newPage({ ...looks, viewport: tablet });
page.setDefaultTimeout(120_000);
await fill(page);
await open(page, 'Preferences');
await page.getByLabel('Address on sheets').fill('https://rooms.northlight.example/');
await page.getByRole('button', { name: 'Save' }).click();
await page.getByText('Preferences saved.').waitFor();
await page.getByRole('button', { name: 'Dismiss' }).click();
await open(page, 'Resource accounts');
await page.getByRole('row').nth(5).waitFor();
await picture(page, 'docs/images/accounts-tablet.png');
await picture(page, 'static/screenshots/accounts-wide.png');
await open(page, 'Print sheets');
await page.getByLabel('Paper and layout').selectOption({ label: '8 per page, with cut lines' });
await picture(page, 'docs/images/sheets.png');
await open(page, 'Batches');
await page.waitForTimeout(1_500);
await picture(page, '.cache/batches.png');
await open(page, 'Overview');
await page.waitForTimeout(1_500);
await picture(page, '.cache/overview.png');

await browser.close();
await server.stop();
