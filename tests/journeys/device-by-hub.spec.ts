import type { Page } from '@playwright/test';
import { newCode } from '../../src/hub/testing/people';
import { Office, signIn } from '../../src/lib/device/testing/office';
import { envelopeToQrText, readQrText } from '../../src/lib/protocol/qr-text';
import type { Code } from '../../src/lib/protocol/code';
import { expectAccessible } from '../support/accessibility';
import { BuildServer } from '../support/build-server';
import { readPicture } from '../support/decode-qr';
import { HubServer } from '../support/hub-server';
import { quickBuild } from '../support/quick-build';
import { keptOffline } from '../support/service-worker';
import { expect, test } from '../support/test';

// One hub for all of them.
test.describe.configure({ mode: 'default' });
test.use({ viewport: { width: 390, height: 844 } });

const device = { make: 'Logitech', model: 'RoomMate', serial: '2134LZ01ABC9' };
const hours = 3_600_000;

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

/** From a sheet's link to the request that is sent. */
async function ask(page: Page, url: string, code: Code, room: string, serial = device.serial): Promise<void> {
	await page.goto(`${url}/device/#${code}/${room}`);
	await press(page, 'Yes, this is the room');
	await page.getByLabel('Make').fill(device.make);
	await page.getByLabel('Model').fill(device.model);
	await page.getByRole('textbox', { name: 'Serial number' }).fill(serial);
	await press(page, 'Continue');
	await expect(heading(page, 'Check before you send it')).toBeVisible();
	await press(page, 'Send to your admins');
	// It is on disk before the screen goes on.
	await expect(heading(page, 'Check before you send it')).toBeHidden();
}

/** The admin's tablet approves a request that came by the hub or is on the screen. */
async function approve(office: Office, code: Code, bytes: Uint8Array): Promise<void> {
	const text = envelopeToQrText('request', bytes);
	const now = Date.now();
	const content = { verdict: 'approved', ...signIn, decidedAt: now, collectBy: now + 12 * hours } as const;
	await office.push(text, code, await office.decide(text, code, content), now + 12 * hours);
}

/** The bytes of the request on the screen, read off the picture of its QR. */
async function shownRequest(page: Page): Promise<Uint8Array> {
	const qr = page.getByRole('img', { name: 'QR of the request' });
	const [text] = await readPicture(await qr.screenshot());
	const scanned = readQrText(text ?? '');
	if (scanned.type !== 'request') throw new Error(scanned.type);
	return scanned.envelope;
}

let server: HubServer;
/** An admin's tablet on the hub. */
let office: Office;
test.beforeAll(async () => {
	server = await HubServer.start();
	office = await Office.at(server.hub);
});
test.afterAll(() => server.stop());

test('a room by the hub: sent by itself, answered live, and the admins are told', async ({ page }) => {
	const { url } = server;
	const code = newCode();
	await office.knows(code);
	await ask(page, url, code, 'Fjord');
	await expect(heading(page, 'Sent to your admins')).toBeVisible();
	await expect(page.getByText('No answer? Show them this QR.')).toBeVisible();
	await expect(page.getByText('Sent', { exact: true })).toBeVisible();
	await expectAccessible(page);
	const [item] = await office.items('request');
	// What was sent is what is shown.
	expect([...(await shownRequest(page))]).toEqual([...item!.bytes]);
	await approve(office, code, item!.bytes);
	await expect(heading(page, 'Approved')).toBeVisible();
	await press(page, 'Signed in');
	await expect(page.getByText(/^Your admins were told at/)).toBeVisible();
	await expectAccessible(page);
	expect((await office.receipts(code)).map(([what]) => what)).toEqual(['delivered', 'signed-in']);
});

test('six rooms in a basement: all are sent once there is signal, and answered where somebody looks', async ({
	page,
	consoleErrors
}) => {
	consoleErrors.expect(/Failed to load resource: net::ERR_/);
	const { url } = server;
	await page.goto(`${url}/device/`);
	await keptOffline(page);
	const codes = Array.from({ length: 6 }, newCode);
	for (const code of codes) await office.knows(code);
	const before = (await office.items('request')).length;
	await server.off();
	for (const [n, code] of codes.entries()) await ask(page, url, code, `Room ${n + 1}`, `S${n + 1}`);
	await expect(page.getByText('Will be sent when there is a network')).toBeVisible();
	await expect(page.getByText('To be sent to your admins')).toBeVisible();
	await expect(page.getByRole('img', { name: 'QR of the request' })).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('link', { name: 'All rooms' }).click();
	await expect(page.getByText(/6 rooms wait to be sent/)).toBeVisible();
	await expectAccessible(page);
	await page.reload();
	await server.on();
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await expect(page.getByText('All sent')).toBeVisible();
	const sent = (await office.items('request')).slice(before);
	expect(sent).toHaveLength(6);

	await approve(office, codes[2]!, sent[2]!.bytes);
	await page.reload();
	await expect(page.getByText('The answer is here')).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('link', { name: /Room 3/ }).click();
	await expect(heading(page, 'Approved')).toBeVisible();
});

test('a code that is approved in advance, one that the hub does not know yet, and one that was replaced', async ({
	page,
	consoleErrors
}) => {
	consoleErrors.expect(/Failed to load resource: the server responded with a status of 4(04|10)/);
	const { url } = server;
	const [granted, unknown, replaced] = [newCode(), newCode(), newCode()];
	await office.knows(granted);
	await office.grants(granted, device.serial, Date.now());
	await ask(page, url, granted, 'Fjord');
	await expect(heading(page, 'Approved')).toBeVisible();
	await expect(page.getByText('Approved automatically', { exact: true })).toBeVisible();

	await ask(page, url, unknown, 'Birch');
	await expect(page.getByText('Your admins’ server does not know this code yet')).toBeVisible();
	await expectAccessible(page);
	await office.knows(unknown);
	await expect(heading(page, 'Sent to your admins')).toBeVisible();

	await office.knows(replaced);
	await office.voids(replaced);
	await ask(page, url, replaced, 'Elm');
	await expect(page.getByText('This code was revoked or replaced')).toBeVisible();
	await expect(page.getByRole('img', { name: 'QR of the request' })).toBeVisible();
	await press(page, 'Try again');
	await expect(page.getByText('This code was revoked or replaced')).toBeVisible();
	await expectAccessible(page);
});

test('a hub that is switched on later is found by a phone that has the app already, which then knows it without a network', async ({
	page,
	consoleErrors
}) => {
	consoleErrors.expect(/Failed to load resource: net::ERR_/);
	const files = await BuildServer.start(quickBuild);
	await page.goto(`${files.url}/device/#${newCode()}/Fjord`);
	await keptOffline(page);
	await press(page, 'Yes, this is the room');
	await page.getByLabel('Make').fill(device.make);
	await page.getByLabel('Model').fill(device.model);
	await page.getByRole('textbox', { name: 'Serial number' }).fill(device.serial);
	await press(page, 'Continue');
	await expect(heading(page, 'Check before you show it')).toBeVisible();
	await files.stop();
	const hub = await HubServer.start({ port: files.port });
	await page.reload();
	await expect(heading(page, 'Check before you send it')).toBeVisible();
	await hub.stop();
	await page.reload();
	await expect(heading(page, 'Check before you send it')).toBeVisible();
});
