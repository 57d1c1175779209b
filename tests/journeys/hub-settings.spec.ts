import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { ConsoleErrors } from '../support/console-errors';
import { HubServer } from '../support/hub-server';
import { look } from '../support/look';
import { openByNavigation } from '../support/sample';
import { newTablet } from '../support/tablet';
import { expect, test } from '../support/test';
import { createWorkspace } from '../support/workspace';

const token = 'let us in please';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const indicator = (page: Page, state: string) =>
	page.getByRole('link', { name: `${state}. Open the hub’s settings.`, exact: true });
const unreachable = (page: Page) =>
	page.getByRole('link', { name: /^Hub unreachable since \d\d:\d\d\. Open the hub’s settings\.$/ });

/** Changes something, which is one entry. */
async function rename(page: Page, name: string): Promise<void> {
	await page.getByLabel('Workspace name').fill(name);
	await press(page, 'Save');
	await expect(page.getByRole('button', { name: `Lock ${name}` })).toBeAttached();
}

/** No timer of the page fires any more, so that what is sent from now on is sent for another reason. */
const stopTimers = (page: Page) =>
	page.evaluate(() => {
		const start = setTimeout;
		Object.assign(globalThis, {
			setTimeout: (act: () => void, ms = 0) => (ms < 500 ? start(act, ms) : 0)
		});
	});

test('a workspace is connected by the operator’s token, says how it stands, sends when there is a reason, and is disconnected', async ({
	browser
}) => {
	const hub = await HubServer.start({ signUpToken: token });
	const errors = new ConsoleErrors();
	errors.expect(/net::ERR_|status of 403/);
	const page = await newTablet(browser, hub, errors);
	try {
		await page.goto('/overview/');
		await createWorkspace(page);
		await openByNavigation(page, 'Settings');

		await test.step('the hub asks for its token', async () => {
			await expect(page.getByText('Not connected', { exact: true })).toBeVisible();
			await expect(page.getByRole('link', { name: /Open the hub’s settings/ })).toHaveCount(0);
			await press(page, 'Connect');
			await expect(page.getByText('This hub asks for it before it takes a new workspace.')).toBeVisible();
			await press(page, 'Connect');
			await expect(page.getByText('Type the token that the hub asks for.')).toBeVisible();
			await page.getByLabel('Sign-up token').fill('let us in at once');
			await press(page, 'Connect');
			await expect(page.getByText('The hub does not know this token.')).toBeVisible();
			await expectAccessible(page);
			await page.getByLabel('Sign-up token').fill(token);
			await press(page, 'Connect');
			await expect(page.getByText('This workspace is connected to the hub')).toBeVisible();
		});

		await test.step('it says that all is sent, and when it last was in step', async () => {
			await expect(page.getByText('Connected', { exact: true })).toBeVisible();
			await expect(page.getByText(/^Last in step: \d+ \w+ \d{4}, \d\d:\d\d \(.+\)$/)).toBeVisible();
			await expect(indicator(page, 'All sent')).toBeVisible();
		});

		await test.step('while the hub takes its time, it says how much waits', async () => {
			let answer!: () => void;
			const answered = new Promise<void>((resolve) => (answer = resolve));
			await page.route(/\/push(\?|$)/, async (route) => {
				await answered;
				await route.continue();
			});
			for (const name of ['One', 'Two', 'Three']) await rename(page, name);
			await expect(indicator(page, '3 waiting')).toBeVisible();
			await expect(page.getByRole('button', { name: 'Sync now' })).toHaveAttribute('aria-busy', 'true');
			await expectAccessible(page);
			answer();
			await expect(indicator(page, 'All sent')).toBeVisible();
			await page.unroute(/\/push(\?|$)/);
		});

		await stopTimers(page);
		const backInReach = [
			['there is a network', () => page.evaluate(() => dispatchEvent(new Event('online')))],
			[
				'somebody looks',
				async () => {
					await look(page, 'hidden');
					await look(page, 'visible');
				}
			]
		] as const;
		for (const [reason, happens] of backInReach)
			await test.step(`the hub is away, and back: it is sent when ${reason}`, async () => {
				await hub.off();
				for (const name of ['Un', 'Deux', 'Trois']) await rename(page, `${name}, ${reason}`);
				await expect(unreachable(page)).toBeVisible();
				await expect(page.getByText('Work goes on here and is sent when the hub answers.')).toBeVisible();
				await expect(page.getByText('3 waiting', { exact: true })).toBeVisible();
				await hub.on();
				await expect(unreachable(page)).toBeVisible();
				await happens();
				await expect(indicator(page, 'All sent')).toBeVisible();
			});

		await test.step('disconnected, nothing of the hub is left to see', async () => {
			await hub.off();
			await rename(page, 'Contoso Hamar');
			await press(page, 'Disconnect');
			const question = page.getByRole('dialog', { name: 'Disconnect this tablet from the hub?' });
			await expect(question).toContainText('All work stays on this tablet');
			await question.getByRole('button', { name: 'Disconnect' }).click();
			await expect(page.getByText('Not connected', { exact: true })).toBeVisible();
			await expect(page.getByRole('link', { name: /Open the hub’s settings/ })).toHaveCount(0);
			await expect(page.getByLabel('Workspace name')).toHaveValue('Contoso Hamar');
			await hub.on();
			// It is known there: no token is asked for.
			await press(page, 'Connect');
			await expect(indicator(page, 'All sent')).toBeVisible();
		});
		expect(errors.unexpected).toEqual([]);
	} finally {
		await page.context().close();
		await hub.stop();
	}
});
