import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { ConsoleErrors } from '../support/console-errors';
import { HubServer } from '../support/hub-server';
import { createSampleWorkspace, openByNavigation } from '../support/sample';
import { film } from '../support/screen-camera';
import { newPhone, newTablet } from '../support/tablet';
import { expect, test } from '../support/test';
import { passphrase, slow } from '../support/workspace';

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** The three words on a tablet's screen. */
const wordsOn = async (page: Page) =>
	(await page.getByRole('group', { name: 'Comparison words' }).innerText()).replace(/\s+/g, ' ').trim();

/** From the empty page to the scanner. */
async function beginToJoin(page: Page, name: string): Promise<void> {
	await page.goto('/overview/');
	await press(page, 'Join with another tablet');
	await expect(page.getByRole('heading', { name: 'Join with another tablet' })).toBeVisible();
	await page.getByLabel('This tablet’s name').fill(name);
	await page.getByLabel('Passphrase for this tablet', { exact: true }).fill(passphrase);
	await expectAccessible(page);
	await press(page, 'Next');
	await expect(page.getByRole('heading', { name: 'Scan the invitation' })).toBeVisible();
}

const row = (page: Page, name: string) =>
	page.getByRole('region', { name: 'Tablets' }).getByRole('listitem').filter({ hasText: name });

test('a second tablet joins by the first one’s screen, both stay in step, and it is removed again', async ({
	browser
}) => {
	const server = await HubServer.start();
	const errors = new ConsoleErrors();
	// What the browser says of a hub that refuses a tablet which was removed, or an invitation that has ended.
	errors.expect(/status of (401|404)/);
	const first = await newTablet(browser, server, errors);
	const second = await newPhone(browser, server, errors);
	try {
		await test.step('the first one has a building, and cannot invite before it has a hub', async () => {
			await createSampleWorkspace(first);
			await openByNavigation(first, 'Settings');
			await expect(first.getByText('connect this one to a hub first')).toBeVisible();
			await expect(first.getByRole('button', { name: 'Invite a tablet' })).toHaveCount(0);
			await press(first, 'Connect');
			await expect(first.getByText('All sent').first()).toBeVisible();
			await press(first, 'Invite a tablet');
			await expect(first.getByRole('img', { name: 'QR of the invitation' })).toBeVisible();
			await expect(first.getByText(/^Holds for 9 minutes, \d+ seconds more/)).toBeVisible();
			await expectAccessible(first);
		});

		await test.step('the second one films it, and both show the same words', async () => {
			await beginToJoin(second, 'Basement tablet');
			await press(second, 'Paste or type');
			await second.getByLabel('Text of the code').fill('RP1QABC');
			await press(second, 'Use this text');
			await expect(second.getByText('This QR belongs to a room’s sign-in')).toBeVisible();
			await expectAccessible(second);
			await film(second, first);
			await expect(second.getByRole('heading', { name: 'Compare the words' })).toBeVisible();
			await expect(first.getByRole('heading', { name: 'Basement tablet wants to join' })).toBeVisible();
			expect(await wordsOn(second)).toMatch(/^[a-z]+ [a-z]+ [a-z]+$/);
			expect(await wordsOn(second)).toBe(await wordsOn(first));
			await expectAccessible(first);
			await expectAccessible(second);
		});

		await test.step('it is let in and has everything', async () => {
			await press(first, 'They match, let it in');
			await expect(first.getByRole('heading', { name: 'Basement tablet is in' })).toBeVisible();
			await expectAccessible(first);
			await press(first, 'Done');
			await expect(row(first, 'Basement tablet')).toContainText('Admin');
			await expect(second.getByRole('heading', { name: 'Overview' })).toBeVisible(slow);
			await openByNavigation(second, 'Accounts');
			await expect(second.getByText(/40 accounts/).first()).toBeVisible();
		});

		await test.step('what one changes the other shows, without a reload', async () => {
			for (const name of ['Contoso Bergen', 'Contoso Voss', 'Contoso Oslo']) {
				await first.getByLabel('Workspace name').fill(name);
				await press(first, 'Save');
				await expect(second.getByText(name).filter({ visible: true })).toBeVisible();
			}
			await second.goto('/settings/');
			await second.getByLabel('Passphrase', { exact: true }).fill(passphrase);
			await press(second, 'Unlock');
			await expect(second.getByRole('heading', { name: 'Settings' })).toBeVisible(slow);
			await expect(second.getByText('Backups are made on Linux computer')).toBeVisible();
			await expectAccessible(second);
			await second.getByLabel('Workspace name').fill('Contoso Hamar');
			await press(second, 'Save');
			await expect(first.getByLabel('Workspace name')).toHaveValue('Contoso Hamar');
		});

		await test.step('it is removed, and the hub refuses it', async () => {
			await press(first, 'Remove Basement tablet');
			await expect(first.getByText('What it has seen it has seen')).toBeVisible();
			await first.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
			await expect(row(first, 'Basement tablet')).toContainText('Removed');
			await expectAccessible(first);
			await second.getByLabel('Workspace name').fill('Not Contoso');
			await press(second, 'Save');
			await expect(second.getByText('Hub refuses').filter({ visible: true }).first()).toBeVisible();
			await expect(first.getByLabel('Workspace name')).toHaveValue('Contoso Hamar');
			await openByNavigation(second, 'Overview');
			await expect(second.getByText('The hub refuses this tablet')).toBeVisible();
			await expectAccessible(second);
		});
		expect(errors.unexpected).toEqual([]);
	} finally {
		await first.context().close();
		await second.context().close();
		await server.stop();
	}
});

test('an invitation that does not match, ends, or is interrupted gives nothing away and loses nothing', async ({
	browser
}) => {
	const server = await HubServer.start();
	const errors = new ConsoleErrors();
	errors.expect(/status of 404|net::ERR_/);
	const first = await newTablet(browser, server, errors);
	const second = await newTablet(browser, server, errors);
	try {
		await createSampleWorkspace(first);
		await openByNavigation(first, 'Settings');
		await press(first, 'Connect');
		await press(first, 'Invite a tablet');
		await beginToJoin(second, 'Basement tablet');
		await film(second, first);
		await expect(first.getByRole('heading', { name: 'Basement tablet wants to join' })).toBeVisible();

		await test.step('they do not match: nothing was given, and the passphrase is kept', async () => {
			await press(first, 'They do not match');
			await expect(first.getByText('Another device has answered')).toBeVisible();
			await expectAccessible(first);
			await expect(second.getByText('The invitation does not hold any more')).toBeVisible();
			await expectAccessible(second);
		});

		await test.step('the network goes while it is let in: pressed again, it is in', async () => {
			await press(first, 'New invitation');
			await expect(first.getByRole('img', { name: 'QR of the invitation' })).toBeVisible();
			await film(second, first);
			await expect(first.getByRole('heading', { name: 'Basement tablet wants to join' })).toBeVisible();
			await server.off();
			await expect(second.getByText('The hub does not answer. Trying again…')).toBeVisible();
			await press(first, 'They match, let it in');
			await expect(first.getByText('It is not let in yet')).toBeVisible();
			await expectAccessible(first);
			await server.on();
			await press(first, 'They match, let it in');
			await expect(first.getByRole('heading', { name: 'Basement tablet is in' })).toBeVisible();
			await expect(second.getByRole('heading', { name: 'Overview' })).toBeVisible(slow);
			await expect(second.getByText('All sent').first()).toBeVisible();
		});
		expect(errors.unexpected).toEqual([]);
	} finally {
		await first.context().close();
		await second.context().close();
		await server.stop();
	}
});
