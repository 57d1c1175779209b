import type { Page } from '@playwright/test';
import { ConsoleErrors } from '../support/console-errors';
import { readPicture } from '../support/decode-qr';
import { PhoneWithCamera } from '../support/fake-camera';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { keptOffline } from '../support/service-worker';
import { expect, test } from '../support/test';

const tablet = { width: 1180, height: 820 };
const phone = { width: 390, height: 844 };

/** What a QR on the screen says, read off the picture of it. */
async function shown(page: Page, name: string): Promise<string> {
	const qr = page.getByRole('img', { name });
	await expect(qr).toBeVisible();
	const [text] = await readPicture(await qr.screenshot());
	if (text === undefined) throw new Error(`${name} cannot be read.`);
	return text;
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

test('a tablet and a phone, no network, cold: each camera films the other’s screen, from the sheet to signed in', async ({
	launchOptions,
	server
}) => {
	const errors = new ConsoleErrors();
	const options = { reducedMotion: 'reduce', locale: 'en-GB', baseURL: server.url } as const;
	const admin = await PhoneWithCamera.start(launchOptions, { ...options, viewport: tablet });
	const technician = await PhoneWithCamera.start(launchOptions, { ...options, viewport: phone });
	try {
		for (const { context } of [admin, technician]) {
			errors.watch(context);
			const page = await context.newPage();
			await page.goto('/device/');
			await keptOffline(page);
			await page.close();
		}
		await server.stop();
		const desk = await admin.context.newPage();
		const room = await technician.context.newPage();
		const codes = await rollOut(desk, [{ name: 'Fjord' }, { name: 'Fjell' }]);

		await test.step('the technician scans the sheet and describes the device', async () => {
			await room.goto('/device/');
			const code = codes.get('Fjord')!.replaceAll('-', '');
			await technician.show(`https://rooms.contoso.com/device/#${code}`);
			await press(room, 'Scan the sheet');
			await press(room, 'Yes, this is the room');
			await room.getByLabel('Make').fill('Logitech');
			await room.getByLabel('Model').fill('RoomMate');
			await room.getByLabel('Serial number').fill('2134LZ01ABC9');
			await press(room, 'Continue');
			await press(room, 'Show the QR');
		});

		await test.step('the admin scans the request: the words are those on the device', async () => {
			await admin.show(await shown(room, 'QR of the request'));
			await openByNavigation(desk, 'Approvals');
			await desk.getByRole('link', { name: 'Scan a request' }).first().click();
			const card = desk.getByRole('article', { name: 'Fjord' });
			await expect(card).toContainText('2134LZ01ABC9');
			const group = await room.getByRole('group', { name: 'Comparison words' }).innerText();
			const [, words] = /^Comparison words ([a-z]+ [a-z]+ [a-z]+) /.exec(group.replace(/\s+/g, ' ')) ?? [];
			await expect(card.getByRole('group', { name: 'Comparison words' })).toContainText(words!);
			await press(desk, 'Approve: Fjord');
		});

		await test.step('the device scans the decision', async () => {
			await technician.show(await shown(desk, 'Decision QR for Fjord'));
			await press(room, 'Scan the answer');
			await expect(room.getByRole('heading', { name: 'Approved' })).toBeVisible();
			await press(room, 'Show the sign-in');
			expect((await room.getByRole('main').innerText()).replace(/\s/g, '')).toContain('room0@contoso.com');
			await press(room, 'Signed in');
		});

		await test.step('the receipt comes back, and the room is provisioned', async () => {
			await press(room, 'Show its QR');
			await admin.show(await shown(room, 'QR of the receipt'));
			await press(desk, 'Next room');
			await openByNavigation(desk, 'Approvals');
			await desk.getByRole('link', { name: 'Scan a request' }).first().click();
			await expect(desk.getByText('Fjord is signed in')).toBeVisible();
			await openByNavigation(desk, 'Resource accounts');
			await expect(desk.getByRole('row', { name: /Fjord/ })).toContainText('Provisioned');
		});
		expect(errors.unexpected).toEqual([]);
	} finally {
		await admin.stop();
		await technician.stop();
		await server.restart();
	}
});
