import type { Page } from '@playwright/test';
import { ConsoleErrors } from '../support/console-errors';
import { readPicture } from '../support/decode-qr';
import { PhoneWithCamera } from '../support/fake-camera';
import { extent } from '../support/extent';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { film, giveScreenCamera } from '../support/screen-camera';
import { keptOffline } from '../support/service-worker';
import { expect, test } from '../support/test';
import { passphrase, slow } from '../support/workspace';

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

/** So many rooms one after the other; and one whose sheet is used after its time. */
const inARow = extent({ short: 4, whole: 10 });
const late = `Sal ${inARow + 1}`;

test(
	'rooms in a row with two sheets mixed up, and one too late: no network, each device reloaded at every step',
	{ tag: '@soak' },
	async ({ browser, server }) => {
		const errors = new ConsoleErrors();
		const options = { reducedMotion: 'reduce', locale: 'en-GB', baseURL: server.url } as const;
		const admin = await browser.newContext({ ...options, viewport: tablet });
		const technician = await browser.newContext({ ...options, viewport: phone });
		try {
			for (const context of [admin, technician]) {
				errors.watch(context);
				await giveScreenCamera(context);
				const page = await context.newPage();
				await page.goto('/device/');
				await keptOffline(page);
				await page.close();
			}
			await server.stop();
			let desk = await admin.newPage();
			let room = await technician.newPage();
			const names = Array.from({ length: inARow + 1 }, (_, n) => `Sal ${n + 1}`);
			const serialOf = (name: string) => name.replace('Sal ', 'SERIAL-');
			const codes = await rollOut(
				desk,
				names.map((name) => ({ name, serial: serialOf(name) }))
			);
			/** Enters the code of one room's sheet while standing before the device of another. */
			const ask = async (sheet: string, standsIn: string) => {
				await room.goto(`/device/#${codes.get(sheet)!.replaceAll('-', '')}/${encodeURIComponent(sheet)}`);
				await expect(room.getByText(`The sheet says: ${sheet}`)).toBeVisible();
				await room.reload();
				await press(room, 'Yes, this is the room');
				await expect(room.getByLabel('Make')).toBeVisible();
				await room.reload();
				await room.getByLabel('Make').fill('Logitech');
				await room.getByLabel('Model').fill('RoomMate');
				await room.getByRole('textbox', { name: 'Serial number' }).fill(serialOf(standsIn));
				await press(room, 'Continue');
				await expect(room.getByRole('heading', { name: 'Check before you show it' })).toBeVisible();
				await room.reload();
				await press(room, 'Show the QR');
				await expect(room.getByRole('img', { name: 'QR of the request' })).toBeVisible();
			};
			const mixedUp = new Map([
				['Sal 3', 'Sal 4'],
				['Sal 4', 'Sal 3']
			]);
			const row = names.slice(0, inARow);

			await test.step('one phone asks for all of them', async () => {
				for (const name of row) await ask(name, mixedUp.get(name) ?? name);
				await room.goto('/device/');
				await expect(room.getByRole('listitem').filter({ hasText: 'Awaiting OTP approval' })).toHaveText(
					row.toReversed().map((name) => new RegExp(`^\\s*${name}\\b`))
				);
			});

			await test.step('the admin goes through them without leaving the screen', async () => {
				await openByNavigation(desk, 'Approvals');
				await desk.getByRole('link', { name: 'Scan a request' }).first().click();
				for (const name of row)
					await test.step(name, async () => {
						await room.goto('/device/');
						await room.getByRole('link', { name: new RegExp(`${name}\\b`) }).click();
						await expect(room.getByRole('img', { name: 'QR of the request' })).toBeVisible();
						await room.reload();
						await expect(room.getByRole('img', { name: 'QR of the request' })).toBeVisible();
						await film(desk, room);
						const card = desk.getByRole('article', { name, exact: true });
						const words = await room
							.getByRole('group', { name: 'Comparison words' })
							.getByRole('listitem')
							.allInnerTexts();
						await expect(card.getByRole('group', { name: 'Comparison words' })).toContainText(
							words.join(' ')
						);
						const isMixedUp = mixedUp.has(name);
						await expect(card.getByText('Serial number differs')).toHaveCount(isMixedUp ? 1 : 0);
						await expect(
							card.getByText(`belongs to ${mixedUp.get(name) ?? 'no other room'}. Two devices may`)
						).toHaveCount(isMixedUp ? 1 : 0);
						if (isMixedUp) {
							await press(desk, `Reject: ${name}`);
							await card.getByLabel('Reason for rejection').selectOption({ label: 'Wrong room' });
							await press(desk, 'Submit');
						} else await press(desk, `Approve: ${name}`);
						await expect(desk.getByRole('img', { name: `Decision QR for ${name}` })).toBeVisible();
						await press(room, 'Scan the answer');
						await film(room, desk);
						const outcome = isMixedUp
							? room.getByText('Rejected, because: The device belongs in another room.')
							: room.getByRole('heading', { name: 'Approved' });
						await expect(outcome).toBeVisible();
						await room.reload();
						await expect(outcome).toBeVisible();
						if (!isMixedUp) {
							await press(room, 'Show the sign-in');
							const shownText = (await room.getByRole('main').innerText()).replace(/\s/g, '');
							expect(shownText).toContain(`room${names.indexOf(name)}@contoso.com`);
							await press(room, 'Signed in');
						}
						// The phone is taken away.
						await film(desk, room);
						await press(desk, 'Next room');
					});
				const round = desk.getByRole('region', { name: 'This round' });
				await expect(round.getByText('Approved')).toHaveCount(inARow - 2);
				await expect(round.getByText('Rejected')).toHaveCount(2);
			});

			await test.step('a sheet that is used after its time', async () => {
				const days = { time: Date.now() + 40 * 3_600_000 };
				await Promise.all([desk.close(), room.close()]);
				[desk, room] = [await admin.newPage(), await technician.newPage()];
				await desk.clock.install(days);
				await room.clock.install(days);
				await ask(late, late);
				await desk.goto('/approvals/scan/');
				await desk.getByLabel('Passphrase').fill(passphrase);
				await press(desk, 'Unlock');
				await expect(desk.getByRole('heading', { name: 'Scan a request' })).toBeVisible(slow);
				await film(desk, room);
				const card = desk.getByRole('article', { name: late });
				await expect(card.getByText('The OTP had expired')).toBeVisible();
				await expect(
					desk.getByText('It is past decide-by, so it does not wait under Approvals.')
				).toBeVisible();
				await press(desk, `Reject: ${late}`);
				await expect(card.getByLabel('Reason for rejection').locator('option:checked')).toHaveText(
					'Code expired'
				);
				await press(desk, 'Submit');
				await expect(desk.getByRole('img', { name: `Decision QR for ${late}` })).toBeVisible();
				await press(room, 'Scan the answer');
				await film(room, desk);
				await expect(room.getByText('The admin says that this code has expired.')).toBeVisible();
				await expect(room.getByText('Expired', { exact: true }).first()).toBeVisible();
				// It was answered, not only said: there is nothing to take back.
				await expect(room.getByRole('button', { name: 'Show the request again' })).toHaveCount(0);
			});
			expect(errors.unexpected).toEqual([]);
		} finally {
			await admin.close();
			await technician.close();
			await server.restart();
		}
	}
);
