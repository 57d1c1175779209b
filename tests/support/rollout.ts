import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { openByNavigation } from './sample';
import { createWorkspace, slow } from './workspace';

/** Rooms that are ready, by name; a room may expect a serial number. */
export interface RolloutRoom {
	readonly name: string;
	readonly serial?: string;
}

/**
 * Makes a workspace, imports the rooms and generates an OTP for each.
 * @returns the codes as printed, by the room's name
 */
export async function rollOut(
	page: Page,
	rooms: readonly RolloutRoom[]
): Promise<ReadonlyMap<string, string>> {
	await page.goto('/overview/');
	await createWorkspace(page);
	await openByNavigation(page, 'Resource accounts');
	await page.getByRole('link', { name: 'Import' }).first().click();
	const lines = rooms.map(
		({ name, serial = '' }, n) =>
			`room${n}@contoso.com,${name},Oslo,${serial},True,Microsoft Teams Rooms Pro,True,RoomMailbox,AutoAccept`
	);
	const header =
		'UPN,DisplayName,Site,ExpectedSerial,Enabled,Licences,PasswordNeverExpires,MailboxType,CalendarProcessing';
	await page.locator('input[type=file]').setInputFiles({
		name: 'rooms.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from([header, ...lines].join('\r\n'))
	});
	await page.getByRole('button', { name: `Import ${rooms.length} accounts` }).click();
	await page.getByRole('button', { name: 'Generate OTP' }).click();
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('radio', { name: 'Automatically generate passwords' }).check();
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('button', { name: `Generate ${rooms.length} OTPs` }).click();
	const button = page.getByRole('button', { name: 'Download CSV' });
	await expect(button).toBeVisible(slow);
	const downloading = page.waitForEvent('download');
	await button.click();
	const text = (await readFile(await (await downloading).path(), 'utf8')).replace('\ufeff', '');
	const [columns, ...rows] = text
		.trim()
		.split('\r\n')
		.map((line) => line.split(','));
	const at = (name: string) => columns!.indexOf(name);
	return new Map(rows.map((row) => [row[at('DisplayName')]!, row[at('OTP')]!]));
}
