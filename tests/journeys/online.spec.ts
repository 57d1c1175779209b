import type { Page } from '@playwright/test';
import { toBuffer } from 'qrcode';
import { syncTag } from '../../src/lib/device/background-sync';
import { backgroundSyncTag } from '../../src/lib/sync/background-tag';
import { expectAccessible } from '../support/accessibility';
import { openRoom, redeem, type Door } from '../support/at-the-room';
import { wakeServiceWorker } from '../support/background-sync';
import { ConsoleErrors } from '../support/console-errors';
import { DeviceSide } from '../support/device-side';
import { Installation } from '../support/installation';
import { Radio } from '../support/radio';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { film } from '../support/screen-camera';
import { keptOffline } from '../support/service-worker';
import { letIn, newPhone, newTablet } from '../support/tablet';
import { expect, test } from '../support/test';
import { passphrase, slow } from '../support/workspace';

// One installation, two tablets and their rooms for all of them.
test.describe.configure({ mode: 'default' });

const signUpToken = 'let us in please';
const basement = Array.from({ length: 6 }, (_, n) => `Basement ${n + 1}`);
const names = ['Fjord', 'Glacier', 'Harbour', 'Island', 'Jetty', 'Kelp', 'Lagoon', ...basement];

let errors: ConsoleErrors;
let installation: Installation;
let first: Page;
let second: Page;
let basementNetwork: Radio;
let doors: ReadonlyMap<string, Door>;

const door = (name: string): Door => doors.get(name)!;
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const card = (tablet: Page, name: string) => tablet.getByRole('article', { name, exact: true });
const decidedRow = (tablet: Page, name: string) =>
	tablet.getByRole('main').getByRole('listitem').filter({ hasText: name });

/** What is at the hub. */
const atHub = async () => ({
	requests: await installation.items('request'),
	receipts: await installation.items('receipt'),
	decisions: await installation.decisions()
});

async function openTab(tablet: Page, name: 'Waiting' | 'Decided'): Promise<void> {
	await openByNavigation(tablet, 'Approvals');
	await tablet.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
}

test.beforeAll(async ({ browser }) => {
	errors = new ConsoleErrors();
	// What the browser itself says of a hub that is away, and of one that wants a token.
	errors.expect(/net::ERR_|status of (401|403)/);
	installation = await Installation.start({ SIGN_UP_TOKEN: signUpToken });
	first = await newTablet(browser, installation, errors);
	basementNetwork = await Radio.start();
	second = await newTablet(browser, installation, errors, { radio: basementNetwork });
	const codes = await rollOut(
		first,
		names.map((name) => ({ name, serial: `SN-${name}` }))
	);
	doors = new Map(names.map((name) => [name, { name, code: codes.get(name)!, serial: `SN-${name}` }]));
	await openByNavigation(first, 'Settings');
	await press(first, 'Connect');
	await first.getByLabel('Sign-up token').fill(signUpToken);
	await press(first, 'Connect');
	await expect(first.getByText('All sent').first()).toBeVisible();
	await letIn(first, second);
});
test.afterEach(() => {
	expect(errors.unexpected, 'errors on the console').toEqual([]);
});
test.afterAll(async () => {
	await first.context().close();
	await second.context().close();
	await installation.stop();
});

test('live: a request is on both tablets, one decides, both and the phone say so, nobody reloads', async ({
	browser
}) => {
	for (const tablet of [first, second]) await openTab(tablet, 'Waiting');
	const phone = await newPhone(browser, installation, errors);
	await redeem(phone, door('Fjord'));
	await expect(heading(phone, 'Sent to your admins')).toBeVisible();
	for (const tablet of [first, second]) await expect(card(tablet, 'Fjord')).toContainText('SN-Fjord');

	await press(second, 'Approve: Fjord');
	await expect(heading(phone, 'Approved')).toBeVisible();
	await expect(card(first, 'Fjord')).toHaveCount(0);
	await openTab(first, 'Decided');
	await expect(decidedRow(first, 'Fjord')).toContainText(/Reached the device \d+ \w+ \d{4}/);
	await expect(decidedRow(first, 'Fjord')).toContainText('by Second tablet');

	await press(phone, 'Show the sign-in');
	await expect(phone.getByText('room0@contoso.com')).toBeVisible();
	await press(phone, 'Signed in');
	await expect(phone.getByText(/^Your admins were told at/)).toBeVisible();
	await expect(decidedRow(first, 'Fjord')).toContainText('Signed in');
	for (const tablet of [first, second]) {
		await openByNavigation(tablet, 'Resource accounts');
		await expect(tablet.getByRole('row', { name: /Fjord/ })).toContainText('Provisioned');
		// Both have noted what the device said; it was said once.
		await openByNavigation(tablet, 'Activity');
		await expect(tablet.getByText(/(asked to sign in as|sign-in of|device of|device for) Fjord/)).toHaveText([
			'The device of Fjord signed in',
			'The sign-in of Fjord reached its device',
			'Approved the device for Fjord',
			/^A device asked to sign in as Fjord/
		]);
	}
	expect(await atHub()).toEqual({ requests: 1, receipts: 2, decisions: { all: 1, tickets: 1 } });
	await phone.context().close();
});

test('hub and QR mixed: sent by the one and answered by the other, each request and decision is there once', async ({
	browser
}) => {
	const before = await atHub();
	const network = await Radio.start();
	const phone = await newPhone(browser, installation, errors, network);
	await phone.goto('/device/');
	await keptOffline(phone);

	await test.step('sent by the hub, answered by QR', async () => {
		await redeem(phone, door('Glacier'));
		await expect(heading(phone, 'Sent to your admins')).toBeVisible();
		await network.off();
		await openTab(first, 'Waiting');
		await press(first, 'Approve: Glacier');
		await openTab(first, 'Decided');
		await decidedRow(first, 'Glacier')
			.getByRole('button', { name: /^Show decision QR/ })
			.click();
		await expect(first.getByRole('img', { name: 'Decision QR for Glacier' })).toBeVisible();
		await film(phone, first);
		await press(phone, 'Scan the answer');
		await expect(heading(phone, 'Approved')).toBeVisible();
		await first.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
		await network.on();
		await press(phone, 'Signed in');
		await expect(phone.getByText(/^Your admins were told at/)).toBeVisible();
		await openTab(second, 'Decided');
		await expect(decidedRow(second, 'Glacier')).toHaveCount(1);
		await expect(decidedRow(second, 'Glacier')).toContainText('Signed in');
	});

	await test.step('shown as QR, answered by the hub', async () => {
		await network.off();
		await redeem(phone, door('Harbour'));
		await expect(phone.getByRole('img', { name: 'QR of the request' })).toBeVisible();
		await openByNavigation(first, 'Approvals');
		await first.getByRole('link', { name: 'Scan a request' }).first().click();
		await phone.getByRole('img', { name: 'QR of the request' }).scrollIntoViewIfNeeded();
		await film(first, phone);
		await press(first, 'Approve: Harbour');
		await expect(first.getByRole('img', { name: 'Decision QR for Harbour' })).toBeVisible();
		await openTab(second, 'Decided');
		await expect(decidedRow(second, 'Harbour')).toContainText('Approved');
		await network.on();
		await expect(heading(phone, 'Approved')).toBeVisible();
		await press(phone, 'Signed in');
		await expect(phone.getByText(/^Your admins were told at/)).toBeVisible();
		await expect(decidedRow(second, 'Harbour')).toContainText('Signed in');
		for (const tablet of [first, second]) {
			await openTab(tablet, 'Decided');
			await expect(decidedRow(tablet, 'Harbour')).toHaveCount(1);
			await openTab(tablet, 'Waiting');
			await expect(heading(tablet, 'No device waits')).toBeVisible();
		}
	});

	expect(await atHub()).toEqual({
		requests: before.requests + 2,
		// Who has scanned an answer says that it was delivered by signing in.
		receipts: before.receipts + 3,
		decisions: { all: before.decisions.all + 2, tickets: before.decisions.tickets + 2 }
	});
	await phone.context().close();
});

test('six rooms in a basement, and an admin who was offline too decides later: all of it is there once', async ({
	browser
}) => {
	const before = await atHub();
	const phone = await newPhone(browser, installation, errors);
	await phone.goto('/device/');
	await keptOffline(phone);
	await basementNetwork.off();
	await installation.off();
	for (const name of basement) await redeem(phone, door(name));
	await phone.goto('/device/');
	await expect(phone.getByText('6 rooms wait to be sent')).toBeVisible();

	await test.step('the phone has signal, the second admin has none', async () => {
		await installation.on();
		await phone.evaluate(() => dispatchEvent(new Event('online')));
		await expect(phone.getByText('All sent')).toBeVisible();
		await openTab(first, 'Waiting');
		await expect(first.getByRole('article')).toHaveCount(6);
		await openTab(second, 'Waiting');
		await expect(heading(second, 'No device waits')).toBeVisible();
	});

	await test.step('he fetches them in passing, and decides in the basement', async () => {
		await basementNetwork.on();
		await expect(second.getByRole('article')).toHaveCount(6);
		await basementNetwork.off();
		await second.getByRole('button', { name: 'Select all without a warning (6)' }).click();
		await second.getByRole('button', { name: 'Approve 6 devices' }).click();
		await second.getByRole('dialog').getByRole('button', { name: 'Approve 6 devices' }).click();
		await expect(heading(second, 'No device waits')).toBeVisible();
		await expect(second.getByText(/^Hub unreachable since \d\d:\d\d$/).first()).toBeVisible();
		await expect(first.getByRole('article')).toHaveCount(6);
	});

	await test.step('upstairs, everybody has everything', async () => {
		await basementNetwork.on();
		await expect(second.getByText('All sent').first()).toBeVisible();
		await expect(heading(first, 'No device waits')).toBeVisible();
		for (const name of basement) {
			await openRoom(phone, name);
			await expect(heading(phone, 'Approved')).toBeVisible();
			await press(phone, 'Signed in');
			await expect(phone.getByText('Done. The device is signed in')).toBeVisible();
		}
		await phone.goto('/device/');
		await expect(phone.getByText('All sent')).toBeVisible();
		for (const tablet of [first, second]) {
			await openTab(tablet, 'Decided');
			for (const name of basement) {
				await expect(decidedRow(tablet, name)).toHaveCount(1);
				await expect(decidedRow(tablet, name)).toContainText('Signed in');
			}
		}
	});
	expect(await atHub()).toEqual({
		requests: before.requests + 6,
		receipts: before.receipts + 12,
		decisions: { all: before.decisions.all + 6, tickets: before.decisions.tickets + 6 }
	});
	await phone.context().close();
});

test('an admin who was out of touch and decided otherwise is told that it does not count', async ({
	browser
}) => {
	const phone = await newPhone(browser, installation, errors);
	await redeem(phone, door('Kelp'));
	for (const tablet of [first, second]) {
		await openTab(tablet, 'Waiting');
		await expect(card(tablet, 'Kelp')).toBeVisible();
	}
	await basementNetwork.off();
	await expect(second.getByRole('link', { name: /^Hub unreachable/ })).toBeVisible();
	await press(first, 'Approve: Kelp');
	await expect(heading(phone, 'Approved')).toBeVisible();
	await press(second, 'Reject: Kelp');
	await second.getByLabel('Reason for rejection').selectOption({ label: 'Unknown device' });
	await press(second, 'Submit');
	await openTab(second, 'Decided');
	await expect(decidedRow(second, 'Kelp')).toContainText('Rejected');
	await basementNetwork.on();
	await openTab(first, 'Decided');
	for (const tablet of [first, second]) {
		await expect(decidedRow(tablet, 'Kelp')).toContainText(
			/Approved.*Second tablet rejected it as well.*Unknown device\. The approval was there first and stands\./s
		);
		await expect(decidedRow(tablet, 'Kelp')).toContainText('Reached the device');
	}
	await expectAccessible(second);
	await phone.context().close();
});

test('a code that was accepted for two devices out of touch is a conflict on both tablets, wherever it stands', async () => {
	const { code } = door('Lagoon');
	await basementNetwork.off();
	await expect(second.getByRole('link', { name: /^Hub unreachable/ })).toBeVisible();
	const serials = new Map([
		[first, 'ONE-1'],
		[second, 'TWO-2']
	]);
	for (const [tablet, serial] of serials) {
		const device = await DeviceSide.ask(code, { make: 'Logitech', model: 'RoomMate', serial });
		await film(tablet, await toBuffer(device.requestText, { width: 600 }));
		await openByNavigation(tablet, 'Approvals');
		await tablet.getByRole('link', { name: 'Scan a request' }).click();
		await press(tablet, 'Approve: Lagoon');
		// Neither has the serial number that is expected there.
		await press(tablet, 'Approve all the same');
		await expect(tablet.getByRole('img', { name: 'Decision QR for Lagoon' })).toBeVisible();
		await openTab(tablet, 'Decided');
		await expect(decidedRow(tablet, serial)).toContainText('Approved');
		await expect(decidedRow(tablet, serial)).not.toContainText('Conflict');
	}
	await basementNetwork.on();
	for (const tablet of serials.keys()) {
		for (const serial of serials.values())
			await expect(decidedRow(tablet, serial)).toContainText(/Lagoon.*Approved.*Conflict/s);
		await expectAccessible(tablet);
		await openByNavigation(tablet, 'Overview');
		await expect(tablet.getByText('1 code was accepted for two devices')).toBeVisible();
	}
	await second.getByRole('link', { name: 'Show' }).first().click();
	await second.getByRole('link', { name: 'Lagoon' }).first().click();
	await second.getByRole('tab', { name: 'OTP' }).click();
	await expect(second.getByRole('main')).toContainText(
		/Two devices were approved with this code.*Stands: Logitech RoomMate · ONE-1.*Go and look at: Logitech RoomMate · TWO-2/s
	);
});

test('Background Sync sends what a closed phone has asked, and what a closed, locked tablet has decided', async ({
	browser
}) => {
	const before = await atHub();
	const app = `${installation.url}/`;
	const phone = await newPhone(browser, installation, errors);
	await phone.goto('/device/');
	await keptOffline(phone);
	await keptOffline(second);

	await test.step('the phone is closed before it had a network', async () => {
		await installation.off();
		await redeem(phone, door('Island'));
		await phone.close();
		await installation.on();
		expect((await atHub()).requests).toBe(before.requests);
		await wakeServiceWorker(phone.context(), app, syncTag);
		await expect.poll(async () => (await atHub()).requests).toBe(before.requests + 1);
	});

	await test.step('the tablet is locked and closed before it had a network', async () => {
		await openTab(second, 'Waiting');
		await expect(card(second, 'Island')).toBeVisible();
		await installation.off();
		await press(second, 'Approve: Island');
		await expect(card(second, 'Island')).toHaveCount(0);
		await second.getByRole('button', { name: /^Lock/ }).click();
		await expect(second.getByLabel('Passphrase', { exact: true })).toBeVisible();
		await second.close();
		await installation.on();
		expect((await atHub()).decisions).toEqual(before.decisions);
		await wakeServiceWorker(second.context(), app, backgroundSyncTag);
		await expect.poll(async () => (await atHub()).decisions.all).toBe(before.decisions.all + 1);
	});

	await test.step('opened again, the phone has its answer and the tablet nothing to send', async () => {
		const opened = await phone.context().newPage();
		await openRoom(opened, 'Island');
		await expect(heading(opened, 'Approved')).toBeVisible();
		second = await second.context().newPage();
		await second.goto('/approvals/');
		await second.getByLabel('Passphrase', { exact: true }).fill(passphrase);
		await press(second, 'Unlock');
		await expect(second.getByText('All sent').first()).toBeVisible(slow);
		await openTab(first, 'Decided');
		await expect(decidedRow(first, 'Island')).toContainText('Approved');
	});
	expect(await atHub()).toMatchObject({
		requests: before.requests + 1,
		decisions: { all: before.decisions.all + 1, tickets: before.decisions.tickets + 1 }
	});
	await phone.context().close();
});
