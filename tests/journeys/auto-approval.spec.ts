import type { Browser, BrowserContext, Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { ConsoleErrors } from '../support/console-errors';
import { HubServer } from '../support/hub-server';
import { look } from '../support/look';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { keptOffline } from '../support/service-worker';
import { expect, test } from '../support/test';
import { passphrase } from '../support/workspace';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

let server: HubServer;
let errors: ConsoleErrors;
test.beforeEach(async () => {
	server = await HubServer.start();
	errors = new ConsoleErrors();
});
test.afterEach(async () => {
	await server.stop();
	expect(errors.unexpected, 'errors on the console').toEqual([]);
});

async function newContext(
	browser: Browser,
	viewport = { width: 1180, height: 820 }
): Promise<BrowserContext> {
	const context = await browser.newContext({
		reducedMotion: 'reduce',
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		baseURL: server.url,
		viewport
	});
	errors.watch(context);
	return context;
}

async function connect(page: Page): Promise<void> {
	await openByNavigation(page, 'Settings');
	await press(page, 'Connect');
	await expect(page.getByText('All sent').first()).toBeVisible();
}

/** A technician's phone in front of a room: from the sheet's link to the request that is sent. */
async function ask(browser: Browser, code: string, serial: string): Promise<Page> {
	const context = await newContext(browser, { width: 390, height: 844 });
	const page = await context.newPage();
	await page.goto(`/device/#${code.replaceAll('-', '')}`);
	await press(page, 'Yes, this is the room');
	await page.getByLabel('Make').fill('Logitech');
	await page.getByLabel('Model').fill('RoomMate');
	await page.getByRole('textbox', { name: 'Serial number' }).fill(serial);
	await press(page, 'Continue');
	await press(page, 'Send to your admins');
	return page;
}

test('nobody looks: the expected device gets its sign-in, others wait, and it ends when it is switched off', async ({
	browser
}) => {
	const admin = await (await newContext(browser)).newPage();
	const codes = await rollOut(admin, [
		{ name: 'Fjord', serial: 'SN-100' },
		{ name: 'Glacier', serial: 'SN-200' },
		{ name: 'Harbour' },
		{ name: 'Island', serial: 'SN-400' }
	]);

	await test.step('Preferences say what it means, and that it does nothing without a hub', async () => {
		await openByNavigation(admin, 'Preferences');
		await admin.getByRole('switch', { name: 'OTP auto-approval' }).check();
		await expect(admin.getByText('It does nothing yet: no hub is connected')).toBeVisible();
		await expect(admin.getByText('Whoever has the sheet and gives the expected serial number')).toBeVisible();
		await expect(admin.getByText('3 of 4 accounts do.')).toBeVisible();
		await expect(admin.getByText('3 OTPs that are out now fit')).toBeVisible();
		await admin.getByRole('radio', { name: 'All accounts' }).check();
		await expect(admin.getByText('Nobody looks, and a sheet is enough')).toBeVisible();
		await expect(admin.getByText('4 OTPs that are out now fit')).toBeVisible();
		await admin.getByRole('radio', { name: 'Only accounts that expect a serial number' }).check();
		await admin.getByRole('radio', { name: 'Only these sites' }).check();
		await press(admin, 'Save');
		await expect(admin.getByText('Choose at least one site.')).toBeVisible();
		await admin.getByRole('checkbox', { name: 'Oslo' }).check();
		await admin.getByRole('checkbox', { name: 'Limit how many' }).check();
		await admin.getByRole('checkbox', { name: 'Only at certain times of the day' }).check();
		await admin.getByLabel('From').fill('22:00');
		await admin.getByLabel('Until').fill('06:00');
		await expect(admin.getByText('Until 06:00 on the next day')).toBeVisible();
		await expectAccessible(admin);
		await admin.getByRole('checkbox', { name: 'Only at certain times of the day' }).uncheck();
		await press(admin, 'Save');
		await expect(admin.getByText('Preferences saved.')).toBeVisible();
	});

	await test.step('Approvals say for how many', async () => {
		await openByNavigation(admin, 'Approvals');
		await expect(admin.getByText('Auto-approval is on for 3 OTPs')).toBeVisible();
		await expect(admin.getByText('no hub is connected, so every device waits here')).toBeVisible();
		await connect(admin);
		await openByNavigation(admin, 'Approvals');
		await expect(admin.getByText('Devices that fit its rule do not wait here.')).toBeVisible();
		await expectAccessible(admin);
	});

	await test.step('the device that is expected is approved at once, the admin sees it marked', async () => {
		await expect(admin.getByRole('link', { name: 'All sent. Open the hub’s settings.' })).toBeVisible();
		const device = await ask(browser, codes.get('Fjord')!, 'sn 100');
		await expect(heading(device, 'Approved')).toBeVisible();
		await press(device, 'Show the sign-in');
		await expect(device.getByText('room0@contoso.com')).toBeVisible();
		await admin.getByRole('tab', { name: /Decided/ }).click();
		const row = admin.getByRole('listitem').filter({ hasText: 'Fjord' });
		await expect(row.getByText('Automatic')).toBeVisible();
		await expect(row.getByText(/by the hub, with nobody looking/)).toBeVisible();
		await expectAccessible(admin);
		await expect(admin.getByText('Auto-approval is on for 2 OTPs')).toBeVisible();
		await row.getByRole('link', { name: 'Fjord' }).click();
		await expect(admin.getByText(/Approved automatically by the hub/)).toBeVisible();
		await expect(admin.getByText('Approved', { exact: true }).first()).toBeVisible();
	});

	await test.step('another device, and an account that expects none, wait for a person', async () => {
		await openByNavigation(admin, 'Approvals');
		await ask(browser, codes.get('Glacier')!, 'SN-999');
		await ask(browser, codes.get('Harbour')!, 'SN-300');
		await expect(admin.getByRole('tab', { name: /Waiting/ })).toContainText('2');
	});

	await test.step('the wizard says who will approve', async () => {
		await openByNavigation(admin, 'Resource accounts');
		await admin.getByRole('link', { name: 'Generate OTP' }).click();
		await press(admin, 'Next');
		await admin.getByRole('radio', { name: 'Automatically generate passwords' }).check();
		await press(admin, 'Next');
		await expect(admin.getByText('Automatic for 3 of 4, by the rule in Preferences')).toBeVisible();
	});

	await test.step('switched off, the device that is expected waits too', async () => {
		await openByNavigation(admin, 'Preferences');
		await press(admin, 'Leave');
		await admin.getByRole('switch', { name: 'OTP auto-approval' }).uncheck();
		await press(admin, 'Save');
		await expect(admin.getByText('Preferences saved.')).toBeVisible();
		await expect(admin.getByRole('link', { name: 'All sent. Open the hub’s settings.' })).toBeVisible();
		const device = await ask(browser, codes.get('Island')!, 'SN-400');
		await expect(heading(device, 'Sent to your admins')).toBeVisible();
		await openByNavigation(admin, 'Approvals');
		await expect(admin.getByRole('tab', { name: /Waiting/ })).toContainText('3');
		await expect(admin.getByText(/Auto-approval is on/)).toHaveCount(0);
		await openByNavigation(admin, 'Activity');
		await expect(admin.getByText('Noted that the hub has approved the device for Fjord')).toBeVisible();
		await expect(admin.getByText('Preferences changed; auto-approval is on')).toBeVisible();
	});
});

/** What the browser shows for the app. */
const shown = (page: Page) =>
	page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration();
		const notifications = (await registration?.getNotifications()) ?? [];
		return notifications.map(({ title, body }) => `${title} | ${body}`);
	});

test('a device that waits is told of while nobody looks, and of a locked tablet no name', async ({
	browser
}) => {
	const context = await newContext(browser);
	const admin = await context.newPage();
	const codes = await rollOut(admin, [
		{ name: 'Fjord' },
		{ name: 'Glacier' },
		{ name: 'Harbour' },
		{ name: 'Island' }
	]);
	await keptOffline(admin);

	await test.step('it is offered once there is a hub, and asks the browser only then', async () => {
		await openByNavigation(admin, 'Approvals');
		await expect(heading(admin, 'No device waits')).toBeVisible();
		await expect(admin.getByText('Tell me when a device is waiting')).toHaveCount(0);
		await connect(admin);
		await openByNavigation(admin, 'Approvals');
		await expect(heading(admin, 'Tell me when a device is waiting')).toBeVisible();
		await expectAccessible(admin);
		await context.grantPermissions(['notifications'], { origin: server.url });
		await press(admin, 'Turn on');
		await expect(admin.getByRole('button', { name: 'Stop telling me' })).toBeVisible();
	});

	await test.step('nothing is said while somebody looks', async () => {
		await ask(browser, codes.get('Fjord')!, 'SN1');
		await expect(admin.getByRole('tab', { name: /Waiting/ })).toContainText('1');
		await admin.waitForTimeout(2_000);
		expect(await shown(admin)).toEqual([]);
	});

	await test.step('then several are one notice, which goes when somebody looks', async () => {
		await look(admin, 'hidden');
		await ask(browser, codes.get('Glacier')!, 'SN2');
		await expect.poll(() => shown(admin)).toEqual(['2 devices are waiting | Open Approvals to decide.']);
		await look(admin, 'visible');
		await expect.poll(() => shown(admin)).toEqual([]);
	});

	await test.step('one that waits alone is named by its room', async () => {
		for (let left = 2; left > 0; left--) {
			await admin
				.getByRole('button', { name: /^Approve: / })
				.first()
				.click();
			await expect(admin.getByRole('tab', { name: /Waiting/ })).toContainText(String(left - 1));
		}
		await look(admin, 'hidden');
		await ask(browser, codes.get('Harbour')!, 'SN3');
		await expect.poll(() => shown(admin)).toEqual(['A device is waiting: Harbour | Logitech RoomMate · SN3']);
		await look(admin, 'visible');
	});

	await test.step('a locked tablet names nothing', async () => {
		await admin.getByRole('button', { name: /^Lock/ }).click();
		await expect(admin.getByLabel('Passphrase')).toBeVisible();
		await look(admin, 'hidden');
		await ask(browser, codes.get('Island')!, 'SN4');
		await expect
			.poll(() => shown(admin))
			.toEqual(['A device is waiting for approval | Unlock Roompass to decide.']);
		await look(admin, 'visible');
		await admin.getByLabel('Passphrase').fill(passphrase);
		await press(admin, 'Unlock');
		await openByNavigation(admin, 'Approvals');
		await expect(admin.getByRole('tab', { name: /Waiting/ })).toContainText('2');
	});

	await test.step('switched off it says nothing', async () => {
		await admin.getByRole('button', { name: 'Stop telling me' }).click();
		await expect(admin.getByRole('button', { name: 'Tell me when a device is waiting' })).toBeVisible();
	});
});
