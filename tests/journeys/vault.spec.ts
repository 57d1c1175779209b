import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { buildDirectory } from '../../scripts/serve.mjs';
import { expectAccessible } from '../support/accessibility';
import { film, giveScreenCamera } from '../support/screen-camera';
import { expect, test } from '../support/test';

const workspaceName = 'Contoso Oslo';
const passphrase = 'correct horse battery staple';
const backupPassphrase = 'nineteen purple bicycles';

/** Deliberate work of scrypt, on a machine that is busy. */
const slow = { timeout: 120_000 };

test.use({ build: buildDirectory });

test('a workspace is made, locked, and unlocked by passphrase and recovery kit', async ({ page }) => {
	await giveScreenCamera(page.context());
	await test.step('create it', async () => {
		await page.goto('/');
		await page.getByRole('link', { name: /I manage rooms/ }).click();
		await createWorkspace(page);
	});

	const { code, kit } = await test.step('get the recovery kit on paper', async () => {
		await expect(page.getByRole('button', { name: 'I have it on paper' })).toBeDisabled();
		await page.getByRole('button', { name: 'Show the code' }).click();
		const shown = { code: await shownCode(page), kit: await page.screenshot() };
		await page.getByRole('button', { name: 'I have it on paper' }).click();
		await expect(page.getByRole('heading', { name: 'Unlock with a passkey' })).toBeVisible(slow);
		await page.getByRole('button', { name: 'Skip' }).click();
		await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
		return shown;
	});

	await test.step('lock: the address stays, and nothing of the content', async () => {
		await page.goto('/settings/');
		await unlock(page);
		await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible(slow);
		await lock(page);
		await expect(page).toHaveURL(/\/settings\/$/);
		expect(await page.content()).not.toContain(workspaceName);
		await expect(page).toHaveTitle('Locked · Roompass');
	});

	await test.step('a wrong passphrase slows down, also after a reload', async () => {
		await rememberWrongTries(page, 10, 0);
		await page.getByLabel('Passphrase', { exact: true }).fill('not it');
		await page.getByRole('button', { name: 'Unlock', exact: true }).click();
		await expect(page.getByText('That did not unlock it.')).toBeVisible(slow);
		await expect(page.getByText('Try again in')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Unlock', exact: true })).toBeDisabled();
		await page.reload();
		await expect(page.getByText('Try again in')).toBeVisible();
		await rememberWrongTries(page, 7, Date.now());
		await page.reload();
		await expect(page.getByText('Try again in')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Unlock', exact: true })).toBeEnabled();
	});

	await test.step('the right one opens the page that was locked', async () => {
		await unlock(page);
		await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible(slow);
		await expect(page).toHaveURL(/\/settings\/$/);
	});

	await test.step('the recovery kit opens it too, typed as people type', async () => {
		await lock(page);
		await page.getByRole('button', { name: 'Use the recovery kit' }).click();
		await page.getByLabel('Recovery code').fill(code.toLowerCase().replaceAll(' ', '-').slice(0, -1));
		await page.getByRole('button', { name: 'Unlock', exact: true }).click();
		await expect(page.getByText('1 character is missing.')).toBeVisible();
		await page.getByLabel('Recovery code').fill(code.toLowerCase().replaceAll(' ', '-'));
		await page.getByRole('button', { name: 'Unlock', exact: true }).click();
		await expect(page.getByText('You unlocked with the recovery kit')).toBeVisible(slow);
	});

	await test.step('and so it does when its paper is held before the camera', async () => {
		await lock(page);
		await page.getByRole('button', { name: 'Use the recovery kit' }).click();
		await page.getByRole('button', { name: 'Scan the kit' }).click();
		const dialog = page.getByRole('dialog', { name: 'Scan the recovery kit' });
		await dialog.getByRole('button', { name: 'Paste or type' }).click();
		await dialog.getByLabel('Text of the code').fill('https://example.com/device/#K7QF9M2X4TBNW3HD');
		await dialog.getByRole('button', { name: 'Use this text' }).click();
		await expect(dialog.getByText('That was the code of something else.')).toBeVisible();
		await expectAccessible(page);
		await film(page, kit);
		await expect(dialog).toBeHidden();
		await expect(page.getByLabel('Recovery code')).toHaveValue(code);
		await page.getByRole('button', { name: 'Unlock', exact: true }).click();
		await expect(page.getByText('You unlocked with the recovery kit')).toBeVisible(slow);
	});
});

test('a workspace is backed up, removed, and restored on the empty browser', async ({ page }) => {
	await page.goto('/settings/');
	await createWorkspace(page);
	await page.getByRole('button', { name: 'Show the code' }).click();
	const code = await shownCode(page);
	await page.getByRole('button', { name: 'I have it on paper' }).click();
	await page.getByRole('button', { name: 'Skip' }).click(slow);

	const backup = await test.step('back it up', async () => {
		await page.getByRole('link', { name: 'Settings' }).click();
		await page.getByRole('radio', { name: 'A passphrase' }).check();
		await page.getByLabel('Passphrase for this backup').fill(backupPassphrase);
		const downloading = page.waitForEvent('download', slow);
		await page.getByRole('button', { name: 'Make backup' }).click();
		const download = await downloading;
		const name = download.suggestedFilename();
		expect(name).toMatch(/^roompass-contoso-oslo-\d{4}-\d\d-\d\d\.age$/);
		const buffer = await readFile(await download.path());
		expect(buffer.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
		return { name, mimeType: '', buffer };
	});

	await test.step('remove it from the tablet', async () => {
		await page.getByRole('button', { name: 'Remove workspace' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel('Type the name').fill('Contoso');
		await dialog.getByRole('button', { name: 'Remove workspace' }).click();
		await expect(dialog.getByText('This is not the name')).toBeVisible();
		await dialog.getByLabel('Type the name').fill(workspaceName);
		await dialog.getByRole('button', { name: 'Remove workspace' }).click();
		await expect(page.getByRole('heading', { name: 'Create a workspace' })).toBeVisible();
		expect(await storedRecords(page)).toBe(0);
	});

	await test.step('restore it: a wrong file and a wrong passphrase change nothing', async () => {
		await page.getByRole('button', { name: 'Restore from a backup' }).click();
		await page.locator('input[type=file]').setInputFiles({ ...backup, buffer: Buffer.from('hello') });
		await expect(page.getByText('This is not a backup of Roompass')).toBeVisible();
		await page.locator('input[type=file]').setInputFiles(backup);
		await page.getByLabel('Passphrase of the backup').fill('not it');
		await page.getByRole('button', { name: 'Open backup' }).click();
		await expect(page.getByText('This passphrase does not open the backup.')).toBeVisible(slow);
		expect(await storedRecords(page)).toBe(0);
		await page.getByLabel('Passphrase of the backup').fill(backupPassphrase);
		await page.getByRole('button', { name: 'Open backup' }).click();
		await expect(page.getByText(workspaceName)).toBeVisible(slow);
		await page.getByLabel('This tablet’s name').fill('The other tablet');
		await page.getByLabel('New passphrase').fill(passphrase);
		await page.getByRole('button', { name: 'Restore', exact: true }).click();
		await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible(slow);
	});

	await test.step('both tablets stand in it, and the kit still opens it', async () => {
		await page.getByRole('link', { name: 'Settings' }).click();
		const tablets = page.getByRole('listitem');
		await expect(tablets.filter({ hasText: 'The other tablet' })).toContainText('This tablet');
		await expect(tablets.filter({ hasText: 'Linux computer' })).toBeVisible();
		await lock(page);
		await page.getByRole('button', { name: 'Use the recovery kit' }).click();
		await page.getByLabel('Recovery code').fill(code);
		await page.getByRole('button', { name: 'Unlock', exact: true }).click();
		await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible(slow);
	});
});

test('a passkey unlocks, and one that was removed does not', async ({ page }) => {
	const authenticator = await page.context().newCDPSession(page);
	await authenticator.send('WebAuthn.enable');
	await authenticator.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			hasPrf: true,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
	await page.goto('/settings/');
	await createWorkspace(page);
	await page.getByRole('button', { name: 'Later' }).click();
	await page.getByLabel('Name of the passkey').fill('Front desk key');
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByText('The passkey opens this workspace from now on.')).toBeVisible(slow);
	await page.getByRole('button', { name: 'Go to the Overview' }).click();
	await expect(page.getByText('No recovery kit yet')).toBeVisible();

	await lock(page);
	await page.getByRole('button', { name: 'Use a passkey' }).click();
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible(slow);

	await page.getByRole('link', { name: 'Settings' }).click();
	await page.getByRole('button', { name: 'Remove Front desk key' }).click();
	await page
		.getByRole('alertdialog')
		.or(page.getByRole('dialog'))
		.getByRole('button', { name: 'Remove' })
		.click();
	await expect(page.getByText('The passkey was removed')).toBeVisible();
	await lock(page);
	await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Use a passkey' })).toHaveCount(0);
});

test('it locks by itself when nobody is there', async ({ page }) => {
	await page.goto('/overview/');
	await createWorkspace(page);
	await page.getByRole('button', { name: 'Later' }).click();
	await page.getByRole('button', { name: 'Skip' }).click();
	await page.getByRole('link', { name: 'Settings' }).click();
	await page.getByLabel('Lock by itself').selectOption('After 5 minutes');
	await page.clock.install();
	await page.clock.fastForward('04:00');
	await page.getByRole('heading', { name: 'Settings' }).click();
	await page.clock.fastForward('04:30');
	await wake(page);
	await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
	await page.clock.fastForward('00:40');
	await wake(page);
	await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible();
	expect(await page.content()).not.toContain(workspaceName);
});

test('another tab locks with it', async ({ page, context }) => {
	await page.goto('/overview/');
	await createWorkspace(page);
	await page.getByRole('button', { name: 'Later' }).click();
	await page.getByRole('button', { name: 'Skip' }).click();
	const other = await context.newPage();
	await other.goto('/settings/');
	await unlock(other);
	await expect(other.getByRole('heading', { name: 'Settings' })).toBeVisible(slow);
	await lock(page);
	await expect(other.getByRole('heading', { name: 'Locked' })).toBeVisible();
});

test('create and unlock need no mouse', async ({ page }) => {
	await page.goto('/overview/');
	await expect(page.getByRole('heading', { name: 'Create a workspace' })).toBeVisible();
	await page.getByLabel('Workspace name').focus();
	await page.keyboard.type(workspaceName);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	await page.keyboard.type(passphrase);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Print the recovery kit' })).toBeFocused(slow);
	await expect(page.getByRole('button', { name: 'Print', exact: true })).toBeVisible();
	await tabTo(page, 'Later');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Unlock with a passkey' })).toBeFocused();
	await tabTo(page, 'Skip');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
	await tabTo(page, /^Lock/);
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Passphrase', { exact: true })).toBeFocused();
	await page.keyboard.type(passphrase);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible(slow);
});

test('a sheet’s code is taken out of the address at once', async ({ page }) => {
	await page.goto('/device/#K7QF9M2X4TBNW3HD');
	await expect(page.getByText('A character is wrong or two are swapped')).toBeVisible();
	await expect(page).toHaveURL(/\/device\/$/);
	await page.goBack();
	await page.goForward();
	await expect(page).toHaveURL(/\/device\/$/);
	expect(
		await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }))
	).not.toContain('K7QF');
});

async function createWorkspace(page: Page): Promise<void> {
	await page.getByLabel('Workspace name').fill(workspaceName);
	await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
	await expect(page.getByText('Very strong')).toBeVisible(slow);
	await page.getByRole('button', { name: 'Create workspace' }).click();
	await expect(page.getByRole('heading', { name: 'Print the recovery kit' })).toBeVisible(slow);
}

async function lock(page: Page): Promise<void> {
	await page.getByRole('button', { name: /^Lock/ }).click();
	await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible();
}

async function unlock(page: Page): Promise<void> {
	await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
	await page.getByRole('button', { name: 'Unlock', exact: true }).click();
}

/** The recovery code as it stands on the sheet, its groups with spaces between. */
async function shownCode(page: Page): Promise<string> {
	const groups = await page.locator('article .secret').filter({ visible: true }).allInnerTexts();
	return groups.join(' ').trim();
}

/** Presses Tab until the control of that name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
	const target = page.getByRole('button', { name });
	for (let presses = 0; presses < 40; presses++) {
		if (await target.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`Tab does not reach ${String(name)}`);
}

/** What happens when a tablet is looked at again. */
function wake(page: Page): Promise<void> {
	return page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
}

/** Has the tablet remember wrong passphrases, each of which would take scrypt's time; the last at `lastAt`. */
async function rememberWrongTries(page: Page, failures: number, lastAt: number): Promise<void> {
	await page.evaluate(
		async (attempts) => {
			const open = indexedDB.open('roompass');
			const database = await new Promise<IDBDatabase>((resolve, reject) => {
				open.onsuccess = () => resolve(open.result);
				open.onerror = () => reject(open.error);
			});
			const writing = database.transaction('local', 'readwrite');
			writing.objectStore('local').put({ key: 'attempts', value: attempts });
			await new Promise((resolve) => (writing.oncomplete = resolve));
			database.close();
		},
		{ failures, lastAt }
	);
}

/** How many records there are in the app's database. */
function storedRecords(page: Page): Promise<number> {
	return page.evaluate(async () => {
		const open = indexedDB.open('roompass');
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			open.onsuccess = () => resolve(open.result);
			open.onerror = () => reject(open.error);
		});
		let total = 0;
		for (const store of database.objectStoreNames) {
			const count = database.transaction(store).objectStore(store).count();
			total += await new Promise<number>((resolve) => (count.onsuccess = () => resolve(count.result)));
		}
		database.close();
		return total;
	});
}
