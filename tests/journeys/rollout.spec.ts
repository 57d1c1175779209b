import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { paperScale, readPrintedQrs } from '../support/decode-qr';
import { openByNavigation } from '../support/sample';
import { keptOffline } from '../support/service-worker';
import { storedText } from '../support/stored-text';
import { readSheetLink } from '../../src/lib/protocol/sheet-link';
import { expect, test } from '../support/test';
import { createWorkspace, passphrase, slow } from '../support/workspace';

test.use({ deviceScaleFactor: paperScale });

/** Ten rooms, as the Microsoft 365 admin centre would export them, and somebody who is no room. */
const rooms = Array.from({ length: 10 }, (_, n) => `Oslo Sal ${n + 1}`);
const csv = [
	'Block credential,City,Display name,Licenses,Office,Password never expires,User principal name',
	...rooms.map(
		(name, n) =>
			`False,Oslo,${name},Microsoft Teams Rooms Pro,Kvadraturen 9,True,oslo.sal${n + 1}@contoso.com`
	),
	'False,Oslo,Kari Nordmann,Microsoft 365 E3,Kvadraturen 9,False,kari@contoso.com'
].join('\r\n');

async function importRooms(page: Page): Promise<void> {
	await openByNavigation(page, 'Resource accounts');
	await page.getByRole('link', { name: 'Import' }).first().click();
	await page
		.locator('input[type=file]')
		.setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
	await expect(page.getByText('Microsoft 365 admin centre, active users').first()).toBeVisible();
	await page.getByRole('button', { name: 'Import 10 accounts' }).click();
	await expect(page.getByText('10 accounts imported')).toBeVisible();
}

async function generate(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Generate OTP' }).click();
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('radio', { name: 'Automatically generate passwords' }).check();
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('button', { name: 'Generate 10 OTPs' }).click();
	await expect(page.getByRole('button', { name: 'Download CSV' })).toBeVisible(slow);
}

/** What the downloaded CSV says, by column. */
async function download(page: Page, button: string): Promise<Record<string, string>[]> {
	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: button }).click();
	if (button === 'Download with passwords')
		await page.getByRole('dialog').getByRole('button', { name: button }).click();
	const text = (await readFile(await (await downloading).path(), 'utf8')).replace('\ufeff', '');
	const [header, ...lines] = text.trim().split('\r\n');
	const columns = header!.split(',');
	return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i]!, cell])));
}

/** Prints the sheets of a layout and reads the codes off the paper. */
async function printedCodes(page: Page, layout: string): Promise<string[]> {
	await page.evaluate(() => {
		Object.assign(window, { print: () => document.body.setAttribute('data-printed', '') });
		document.body.removeAttribute('data-printed');
	});
	await page.getByLabel('Paper and layout').selectOption({ label: layout });
	await page.getByRole('button', { name: 'Print 10 sheets' }).click();
	await expect(page.locator('body[data-printed]')).toBeAttached();
	const { texts } = await readPrintedQrs(page, '.sheet-pages > *');
	await page.evaluate(() => dispatchEvent(new Event('afterprint')));
	await expect(page.locator('.sheet-pages')).toHaveCount(0);
	const address = new URL('/device/', page.url()).href;
	return texts.map((text) => {
		expect(text.startsWith(`${address}#`), text).toBe(true);
		return text.slice(address.length + 1);
	});
}

const layouts = ['One per page, for the door', '8 per page, with cut lines', /Avery L7160/];

async function wholePath(page: Page): Promise<Record<string, string>[]> {
	await test.step('import', () => importRooms(page));
	await test.step('generate', () => generate(page));
	const rows = await test.step('download', () => download(page, 'Download with passwords'));
	expect(rows).toHaveLength(10);
	await page.getByRole('link', { name: /Print/ }).last().click();
	const options = await page.getByLabel('Paper and layout').locator('option').allTextContents();
	for (const layout of layouts) {
		const name = options.find((option) =>
			typeof layout === 'string' ? option === layout : layout.test(option)
		)!;
		await test.step(`print: ${name}`, async () => {
			const stored = rows.map(({ OTP }) => OTP!.replaceAll('-', '')).sort();
			expect((await printedCodes(page, name)).sort()).toEqual(stored);
		});
	}
	await test.step('print: the QR names the room', async () => {
		await page.getByRole('switch', { name: 'The QR names the room' }).click();
		const printed = (await printedCodes(page, '8 per page, with cut lines')).map((text) =>
			readSheetLink(`${new URL('/device/', page.url()).href}#${text}`)
		);
		const named = rows.map(({ OTP, DisplayName }) => ({
			ok: true,
			value: { code: OTP!.replaceAll('-', ''), room: DisplayName! }
		}));
		expect(printed).toHaveLength(rows.length);
		expect(printed).toEqual(expect.arrayContaining(named));
	});
	return rows;
}

test('from a CSV to printed sheets whose every QR holds the stored code, and nothing readable stays behind', async ({
	page
}) => {
	const console: string[] = [];
	page.on('console', (message) => console.push(message.text()));
	await page.goto('/overview/');
	await createWorkspace(page);
	const rows = await wholePath(page);

	await test.step('no secret is at rest in the browser, or on the console', async () => {
		await openByNavigation(page, 'Overview');
		const text = `${await storedText(page)}\n${console.join('\n')}`;
		const secrets = rows.flatMap(({ OTP, Password, UPN }) => [
			OTP!,
			OTP!.replaceAll('-', ''),
			Password!,
			UPN!
		]);
		for (const secret of [passphrase, 'Contoso Oslo', 'Kvadraturen 9', ...rooms, ...secrets])
			expect(text.includes(secret), `“${secret}” can be read`).toBe(false);
		// The search itself works: what is not secret is found.
		expect(text).toContain('roompass');
	});
});

test('the same with no network at all, from a cold start', async ({ page, goOffline, context }) => {
	await page.goto('/');
	await keptOffline(page);
	await goOffline();
	await page.close();
	const cold = await context.newPage();
	await cold.goto('/overview/');
	await createWorkspace(cold);
	await wholePath(cold);
});
