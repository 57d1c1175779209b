import { expect, type Page } from '@playwright/test';

/** What a technician finds at a door: the room, the code of its sheet, and the device in front of it. */
export interface Door {
	readonly name: string;
	/** As printed. */
	readonly code: string;
	readonly serial: string;
}

/**
 * A technician redeems a code: from the sheet's link to the request that is on its way, or waits for a network. It is on the
 * phone's disk when this returns.
 */
export async function redeem(phone: Page, { name, code, serial }: Door): Promise<void> {
	await phone.goto(`/device/#${code.replaceAll('-', '')}/${encodeURIComponent(name)}`);
	await phone.getByRole('button', { name: 'Yes, this is the room' }).click();
	await phone.getByLabel('Make').fill('Logitech');
	await phone.getByLabel('Model').fill('RoomMate');
	await phone.getByRole('textbox', { name: 'Serial number' }).fill(serial);
	await phone.getByRole('button', { name: 'Continue', exact: true }).click();
	await phone.getByRole('button', { name: 'Send to your admins' }).click();
	await expect(phone.getByRole('heading', { name: 'Check before you send it' })).toBeHidden();
}

/** Opens a room in the phone's list. */
export async function openRoom(phone: Page, name: string): Promise<void> {
	await phone.goto('/device/');
	await phone.getByRole('link', { name: new RegExp(`^${name}\\b`) }).click();
	await expect(phone.getByRole('link', { name: 'All rooms' })).toBeVisible();
}
