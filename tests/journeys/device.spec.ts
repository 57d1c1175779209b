import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { AdminSide } from '../support/admin-side';
import { ConsoleErrors } from '../support/console-errors';
import { readPicture } from '../support/decode-qr';
import { barcodePng, PhoneWithCamera } from '../support/fake-camera';
import { keptOffline } from '../support/service-worker';
import { storedText } from '../support/stored-text';
import { expect, test } from '../support/test';

const phone = { width: 390, height: 844 };
const device = { make: 'Logitech', model: 'RoomMate', serial: '2134LZ01ABC9' };
const signIn = { signInName: 'oslo-fjord@contoso.com', password: 'kFahm-dRt4n<7bcvk&yhpra', room: 'Fjord' };

/** Where a Teams Rooms console on Windows looks for its settings. */
const folder =
	'C:\\Users\\Skype\\AppData\\Local\\Packages\\Microsoft.SkypeRoomSystem_8wekyb3d8bbwe\\LocalState';

test.use({ viewport: phone });

/** What the QR on the screen says, read off the picture of it. */
async function shownQr(page: Page, name: string): Promise<string> {
	const qr = page.getByRole('img', { name });
	await expect(qr).toBeVisible();
	const [text] = await readPicture(await qr.screenshot());
	if (text === undefined) throw new Error(`The ${name} cannot be read.`);
	return text;
}

const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { name });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const serialNumber = (page: Page) => page.getByRole('textbox', { name: 'Serial number' });

async function typeCode(page: Page, code: string): Promise<void> {
	await page.getByLabel('Code', { exact: true }).fill(code);
	await press(page, 'Continue');
}

async function describe(page: Page, { make, model, serial } = device): Promise<void> {
	await page.getByLabel('Make').fill(make);
	await page.getByLabel('Model').fill(model);
	await serialNumber(page).fill(serial);
	await press(page, 'Continue');
}

/** From a code on the page to its request on the screen; gives the request's text. */
async function requestOf(page: Page, code: string): Promise<string> {
	await typeCode(page, code);
	await press(page, 'Yes, this is the room');
	await describe(page);
	await press(page, 'Show the QR');
	return shownQr(page, 'QR of the request');
}

/** Does something, and waits until the phone has written it. */
async function kept(page: Page, change: () => Promise<void>): Promise<void> {
	const writes = () =>
		page.evaluate(
			() =>
				new Promise<number>((resolve, reject) => {
					const opening = indexedDB.open('roompass-device');
					opening.onerror = () => reject(opening.error);
					opening.onsuccess = () => {
						const database = opening.result;
						const rooms = database.transaction('rooms').objectStore('rooms').getAll();
						rooms.onerror = () => reject(rooms.error);
						rooms.onsuccess = () => {
							database.close();
							resolve(rooms.result.reduce((sum: number, { revision }) => sum + revision, 0));
						};
					};
				})
		);
	const before = await writes();
	await change();
	await expect.poll(writes).toBeGreaterThan(before);
}

/** Gives a text to the scanner that is open, as somebody without a camera does. */
async function paste(page: Page, text: string): Promise<void> {
	const field = page.getByLabel('Text of the code');
	if (!(await field.isVisible())) await press(page, 'Paste or type');
	await field.fill(text);
	await press(page, 'Use this text');
}

test('a room from the sheet to the sign-in: by camera, with no network, restarted at every step', async ({
	launchOptions,
	server,
	viewport
}) => {
	const admin = new AdminSide();
	const errors = new ConsoleErrors();
	const options = { viewport, reducedMotion: 'reduce', locale: 'en-GB', acceptDownloads: true } as const;
	const technician = await PhoneWithCamera.start(launchOptions, options);
	errors.watch(technician.context);
	let page = await technician.context.newPage();
	/** Closes the page and opens it where it was, as after a flat battery: there is no network to help. */
	const restart = async () => {
		const address = page.url();
		await page.close();
		page = await technician.context.newPage();
		await page.goto(address);
	};
	try {
		await page.goto(`${server.url}/device/`);
		await keptOffline(page);
		await server.stop();
		await restart();
		await expect(heading(page, 'Set up the device in this room')).toBeVisible();
		await expectAccessible(page);

		await test.step('the sheet, by camera', async () => {
			await technician.show(`https://rooms.contoso.com/device/#${admin.code}/Fjord`);
			await press(page, 'Scan the sheet');
			await expect(heading(page, 'Is this the room you are in?')).toBeVisible();
			await expect(page.getByRole('main')).toContainText('The sheet says: Fjord');
			await expectAccessible(page);
			await restart();
			await press(page, 'No, it is another room');
			await expect(page.getByText('Then this is not its code')).toBeVisible();
			await press(page, 'Yes, this is the room');
		});

		await test.step('the device, its serial number by camera', async () => {
			await technician.show(`S/N: ${device.serial}`, 'Code128');
			await page.getByLabel('Make').fill(device.make);
			await page.getByLabel('Model').fill(device.model);
			await press(page, 'Scan');
			await expect(serialNumber(page)).toHaveValue(device.serial);
			await expectAccessible(page);
			await restart();
			await expect(page.getByLabel('Make')).toHaveValue(device.make);
			await expect(serialNumber(page)).toHaveValue(device.serial);
			await press(page, 'Continue');
			await expect(heading(page, 'Check before you show it')).toBeVisible();
			await expectAccessible(page);
			await restart();
			await press(page, 'Show the QR');
		});

		let request = '';
		await test.step('the request, which stays the same', async () => {
			request = await shownQr(page, 'QR of the request');
			const opened = await admin.open(request);
			expect(opened).toMatchObject(device);
			await expect(page.getByRole('group', { name: 'Comparison words' }).getByRole('listitem')).toHaveText([
				...opened.words
			]);
			await expectAccessible(page);
			await restart();
			expect(await shownQr(page, 'QR of the request')).toBe(request);
			await expect(page.getByText('Awaiting OTP approval').first()).toBeVisible();
		});

		await test.step('which is whole on the screen, also of a phone that is held sideways', async () => {
			const upright = page.viewportSize()!;
			for (const viewport of [{ width: upright.height, height: upright.width }, upright]) {
				await page.setViewportSize(viewport);
				const qr = page.getByRole('img', { name: 'QR of the request' });
				await qr.scrollIntoViewIfNeeded();
				await expect(qr).toBeInViewport({ ratio: 1 });
				expect(await readPicture(await page.screenshot())).toEqual([request]);
			}
		});

		await test.step('a wrong QR before the camera is said once, however long it stays there', async () => {
			await page.evaluate(() => {
				const counted = { vibrations: 0 };
				Object.assign(globalThis, { counted });
				navigator.vibrate = () => ++counted.vibrations > 0;
			});
			await technician.show('WIFI:T:WPA;S:guests;;');
			await press(page, 'Scan the answer');
			const said = page.getByRole('alert').filter({ hasText: 'That is not a code of Roompass' });
			await expect(said).toBeVisible();
			await said.evaluate((element) => Object.assign(globalThis, { said: element }));
			const filmed = () => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
			const since = await filmed();
			await expect.poll(filmed).toBeGreaterThan(since + 1.5);
			const seen = await page.evaluate(() => {
				const { counted, said } = globalThis as unknown as {
					counted: { vibrations: number };
					said: HTMLElement;
				};
				return { ...counted, isSameCallout: said.isConnected };
			});
			expect(seen).toEqual({ vibrations: 1, isSameCallout: true });
			await press(page, 'Show the request again');
		});

		await test.step('the answer, by camera', async () => {
			await technician.show(await admin.approve(request, signIn));
			await press(page, 'Scan the answer');
			await expect(heading(page, 'Approved')).toBeVisible();
			await expectAccessible(page);
			await restart();
			await expect(page.getByText(/Forgotten in 29 minutes/)).toBeVisible();
			for (const secret of [signIn.password, signIn.signInName])
				expect(await page.getByRole('main').innerText()).not.toContain(secret);
			await press(page, 'Show the sign-in');
			await technician.context.grantPermissions(['clipboard-read', 'clipboard-write']);
			await press(page, 'Copy password');
			expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(signIn.password);
			await expect(page.getByText('It is in this phone’s clipboard')).toBeVisible();
			// The gaps between groups are drawn, not written.
			const shown = (await page.getByRole('main').innerText()).replace(/\s/g, '');
			expect(shown).toContain(signIn.signInName);
			expect(shown).toContain(signIn.password);
			await expectAccessible(page);
		});

		await test.step('the file for Teams Rooms on Windows', async () => {
			await page.getByText('Teams Rooms on Windows: sign in by a file').click();
			const [file] = await Promise.all([
				page.waitForEvent('download'),
				press(page, 'Save SkypeSettings.xml')
			]);
			expect(file.suggestedFilename()).toBe('SkypeSettings.xml');
			const chunks: Buffer[] = [];
			for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
			expect(Buffer.concat(chunks).toString('utf8')).toContain(
				'<Password>kFahm-dRt4n&lt;7bcvk&amp;yhpra</Password>'
			);
			const steps = page.locator('details').getByRole('listitem');
			await expect(steps).toContainText([
				'under exactly this name',
				folder,
				'Restart the console. It reads the file when it starts, signs in, and deletes it.',
				'Delete it from the stick and from this phone’s downloads.'
			]);
			await press(page, 'Copy folder');
			expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(folder);
			await expectAccessible(page);
		});

		await test.step('signed in: forgotten, with a receipt for the admin', async () => {
			const before = Date.now();
			await press(page, 'Signed in');
			await expect(
				page.getByText(/This phone has forgotten the sign-in\. .* the clipboard still has it/)
			).toBeVisible();
			await restart();
			await press(page, 'Show its QR');
			const signedInAt = await admin.signedInAt(await shownQr(page, 'QR of the receipt'));
			expect(signedInAt).toBeGreaterThanOrEqual(before);
			await expectAccessible(page);
		});

		await test.step('nothing readable stays on the phone', async () => {
			const stored = await storedText(page);
			for (const secret of [admin.code, signIn.password, signIn.signInName, device.serial, 'Fjord'])
				expect(stored).not.toContain(secret);
		});
		expect(errors.unexpected).toEqual([]);
	} finally {
		await technician.stop();
		await server.restart();
	}
});

test('a sheet’s link: the code leaves the address at once, and the room waits after a reload', async ({
	page
}) => {
	const admin = new AdminSide();
	await page.goto(`/device/#${admin.code}/M%C3%B8terom+4`);
	await expect(page.getByText('Møterom 4').last()).toBeVisible();
	await expect(page).toHaveURL(/\/device\/\?room=[0-9a-f]{32}$/);
	await page.reload();
	await expect(heading(page, 'Is this the room you are in?')).toBeVisible();
	await page.goBack();
	await expect(page).toHaveURL(/\/device\/$/);
	await expect(page.getByRole('link', { name: /Møterom 4/ })).toBeVisible();
	await page.setViewportSize({ width: 1180, height: 820 });
	await expectAccessible(page);

	await page.goto(`/device/#${admin.code}`);
	await expect(page.getByText('You entered this code before')).toBeVisible();
	const wrong = admin.code.slice(0, -1) + (admin.code.endsWith('0') ? '1' : '0');
	await page.goto(`/device/#${wrong}`);
	await expect(page.getByText('A character is wrong or two are swapped')).toBeVisible();
});

test('a typed code is answered while it is typed, and an answer comes as a picture file', async ({
	page
}) => {
	const admin = new AdminSide();
	await page.goto('/device/');
	const field = page.getByLabel('Code', { exact: true });
	const sloppy = admin.code.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l');
	await field.pressSequentially(sloppy.slice(0, 6));
	await expect(field).toHaveValue(/^[A-Z0-9]{4}-[A-Z0-9]{2}$/);
	await expect(page.getByText('10 characters to go')).toBeVisible();
	await field.pressSequentially(sloppy.slice(6, 15) + (sloppy.endsWith('z') ? 'y' : 'z'));
	await expect(page.getByText('A character is wrong or two are swapped')).toBeVisible();
	await field.press('Backspace');
	await field.pressSequentially(sloppy.slice(15));
	await expect(page.getByText('The code is typed correctly')).toBeVisible();
	await field.press('Enter');
	await press(page, 'Yes, this is the room');
	await press(page, 'Continue');
	await expect(page.getByText('Choose or type the make.')).toBeVisible();
	await expectAccessible(page);
	for (const [n, format] of (['Code128', 'Code39', 'DataMatrix', 'QRCode'] as const).entries()) {
		await press(page, 'Scan');
		await expect(page.getByRole('button', { name: 'Choose a picture' })).toBeEnabled();
		await page.locator('input[type=file]').setInputFiles({
			name: 'label.png',
			mimeType: 'image/png',
			buffer: await barcodePng(`2134LZ0${n}`, format)
		});
		await expect(serialNumber(page)).toHaveValue(`2134LZ0${n}`);
	}
	await test.step('a button that is at work keeps its name', async () => {
		await page.evaluate(() => {
			const make = crypto.subtle.generateKey.bind(crypto.subtle) as (...given: unknown[]) => unknown;
			const held = new Promise((resolve) => Object.assign(globalThis, { goOn: resolve }));
			Object.assign(crypto.subtle, { generateKey: (...given: unknown[]) => held.then(() => make(...given)) });
		});
		await describe(page);
		const button = page.getByRole('button', { name: 'Continue', exact: true });
		await expect(button).toHaveAttribute('aria-busy', 'true');
		await expectAccessible(page);
		await page.evaluate(() => (globalThis as unknown as { goOn(): void }).goOn());
	});
	await press(page, 'Show the QR');
	const request = await shownQr(page, 'QR of the request');

	await press(page, 'Scan the answer');
	const answer = await admin.reject(request, 'serial-mismatch', 'Ask Kari');
	const files = page.locator('input[type=file]');
	await expect(page.getByRole('button', { name: 'Choose a picture' })).toBeEnabled();
	await files.setInputFiles({ name: 'blank.txt', mimeType: 'image/png', buffer: Buffer.from('no picture') });
	await expect(page.getByText('blank.txt cannot be opened as a picture')).toBeVisible();
	await expectAccessible(page);
	await files.setInputFiles({
		name: 'answer.png',
		mimeType: 'image/png',
		buffer: await barcodePng(answer)
	});
	await expect(page.getByText('The serial number is not the one expected here.').first()).toBeVisible();
	await expect(page.getByText('The admin says: Ask Kari')).toBeVisible();
	await expect(page.getByText('ask the admin for a new sheet', { exact: false }).first()).toBeVisible();
	await expectAccessible(page);
	await page.reload();
	await expect(page.getByText('Rejected, because: The serial number')).toBeVisible();
});

test('several rooms on one phone: every answer and every wrong QR is named for what it is', async ({
	page
}) => {
	const [fjord, birch, elsewhere] = [new AdminSide(), new AdminSide(), new AdminSide()];
	await page.goto(`/device/#${fjord.code}/Fjord`);
	await press(page, 'Yes, this is the room');
	await describe(page);
	await press(page, 'Show the QR');
	const fjordRequest = await shownQr(page, 'QR of the request');
	await page.getByRole('link', { name: 'All rooms' }).click();

	await page.evaluate((hash) => (location.hash = hash), `${birch.code}/Birch`);
	await press(page, 'Yes, this is the room');
	// Make and model of the device before are there already.
	await expect(page.getByLabel('Make')).toHaveValue(device.make);
	await expect(page.getByLabel('Model')).toHaveValue(device.model);
	// Another make by keyboard: the focus stays, what is emptied stays empty, and what is half typed is there after a reload.
	await kept(page, () => page.getByLabel('Make').fill('Neat'));
	await page.getByLabel('Make').press('Tab');
	await expect(page.getByLabel('Model')).toBeFocused();
	await kept(page, () => page.getByLabel('Model').fill(''));
	await kept(page, () => serialNumber(page).fill('B'));
	await expect(serialNumber(page)).toBeFocused();
	await page.reload();
	await expect(page.getByLabel('Make')).toHaveValue('Neat');
	await expect(page.getByLabel('Model')).toHaveValue('');
	await expect(serialNumber(page)).toHaveValue('B');
	await describe(page, { ...device, serial: 'B2' });
	await press(page, 'Show the QR');
	const birchRequest = await shownQr(page, 'QR of the request');
	const birchAnswer = await birch.approve(birchRequest, { ...signIn, room: 'Birch' });
	const fjordAnswer = await fjord.approve(fjordRequest, signIn);
	await page.getByRole('link', { name: 'All rooms' }).click();
	const rooms = page.getByRole('listitem').filter({ hasText: 'Awaiting OTP approval' });
	await expect(rooms).toHaveText([/Birch/, /Fjord/]);
	await expectAccessible(page);

	const third = await requestOf(page, elsewhere.code);
	const strayAnswer = await elsewhere.approve(third, signIn);
	await press(page, 'Remove from this phone');
	await press(page, 'Remove');
	await expect(rooms).toHaveCount(2);

	await page.getByRole('link', { name: /Fjord/ }).click();
	await press(page, 'Scan the answer');
	for (const [text, said] of [
		[strayAnswer, 'This answer is for another phone'],
		[fjordRequest, 'That is a request, not an answer'],
		['https://rooms.contoso.com/device/#' + elsewhere.code, 'That is the code on a sheet, not an answer'],
		['https://example.com/menu', 'That is a web address, example.com'],
		['RP2DXYZ', 'That comes from a newer version of Roompass'],
		['RP1D:::', 'That code is damaged'],
		['WIFI:T:WPA;S:guests;;', 'That is not a code of Roompass'],
		[birchAnswer, 'This answer is for Birch']
	] as const) {
		await paste(page, text);
		await expect(page.getByText(said)).toBeVisible();
	}
	await expectAccessible(page);
	await press(page, 'Read it for Birch');
	await expect(heading(page, 'Birch')).toBeVisible();
	await expect(heading(page, 'Approved')).toBeVisible();

	await page.getByRole('link', { name: 'All rooms' }).click();
	await page.getByRole('link', { name: /Fjord/ }).click();
	await press(page, 'Scan the answer');
	await paste(page, birchAnswer);
	await expect(page.getByText('This answer was read before')).toBeVisible();
	await paste(page, fjordAnswer);
	await expect(heading(page, 'Approved')).toBeVisible();
	await press(page, 'It did not work');
	await press(page, 'Close the room');
	await expect(page.getByText('Say what happened, so that the admin can help.')).toBeVisible();
	await page.getByLabel('What happened?').selectOption({ index: 1 });
	await press(page, 'Close the room');
	await expect(page.getByText('This phone has forgotten the sign-in.')).toBeVisible();
	await expectAccessible(page);
	// The same sheet once more.
	await page.evaluate((hash) => (location.hash = hash), fjord.code);
	await expect(page.getByText('This code was used already')).toBeVisible();
});

test('a corrected request is another one; the code may have expired or be used already', async ({ page }) => {
	const admin = new AdminSide();
	await page.goto('/device/');
	const first = await requestOf(page, admin.code);
	await press(page, 'Correct the details');
	await press(page, 'Correct');
	await describe(page, { ...device, serial: '2134LZ01ABC8' });
	await press(page, 'Show the QR');
	const second = await shownQr(page, 'QR of the request');
	expect((await admin.open(second)).words).not.toEqual((await admin.open(first)).words);
	await press(page, 'Scan the answer');
	await paste(page, await admin.approve(first, signIn));
	await expect(page.getByText('This answer is for the request before the correction')).toBeVisible();
	await press(page, 'Show the request again');

	await press(page, 'It was used already');
	await expect(page.getByText('this code was used by another device')).toBeVisible();
	await expectAccessible(page);
	await press(page, 'Scan the answer');
	await press(page, 'Back');
	// It was a slip of the finger: the request is what it was.
	await press(page, 'Show the request again');
	expect(await shownQr(page, 'QR of the request')).toBe(second);
	await expect(page.getByText('Awaiting OTP approval').first()).toBeVisible();
	await page.goto('/device/');
	await requestOf(page, new AdminSide().code);
	await press(page, 'It has expired');
	await expect(page.getByText('The admin says that this code has expired.')).toBeVisible();
	await expectAccessible(page);
	await page.reload();
	await press(page, 'Show the request again');
	await shownQr(page, 'QR of the request');
});

test('a sign-in is forgotten after 30 minutes, also with the page closed meanwhile', async ({
	page,
	context
}) => {
	await page.clock.install();
	const admin = new AdminSide();
	await page.goto('/device/');
	const request = await requestOf(page, admin.code);
	await press(page, 'Scan the answer');
	await paste(page, await admin.approve(request, signIn));
	await press(page, 'Show the sign-in');
	await press(page, 'Remove from this phone');
	await expect(page.getByRole('dialog')).toContainText('Its sign-in is lost then.');
	await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
	await page.clock.fastForward('29:30');
	await expect(page.getByText(/Forgotten in \d+ seconds/)).toBeVisible();
	await page.clock.fastForward('00:31');
	await expect(page.getByText('The sign-in was forgotten').first()).toBeVisible();
	await expectAccessible(page);

	const other = new AdminSide();
	await page.goto('/device/');
	const again = await requestOf(page, other.code);
	await press(page, 'Scan the answer');
	await paste(page, await other.approve(again, signIn));
	await expect(heading(page, 'Approved')).toBeVisible();
	const [address, now] = [page.url(), await page.evaluate(() => Date.now())];
	await page.close();
	const later = await context.newPage();
	await later.clock.install({ time: now + 31 * 60_000 });
	await later.goto(address);
	await expect(later.getByText('The sign-in was forgotten').first()).toBeVisible();
	await expect(later.getByRole('button', { name: 'Show the sign-in' })).toHaveCount(0);
});

test('the camera that was chosen is there the next time, and its light is switched', async ({ page }) => {
	await page.addInitScript(() => {
		const cameras = ['front', 'back'].map((id) => ({
			kind: 'videoinput',
			deviceId: id,
			label: `The ${id} one`
		}));
		const lights: unknown[] = [];
		Object.assign(globalThis, { lights });
		// The empty page a tab begins with is not secure, so it has no cameras.
		if (!navigator.mediaDevices) return;
		Object.assign(navigator.mediaDevices, {
			enumerateDevices: () => Promise.resolve(cameras),
			getUserMedia: ({ video }: { video: { deviceId?: { exact: string } } }) => {
				const stream = document.createElement('canvas').captureStream(1);
				const deviceId = video.deviceId?.exact ?? 'front';
				Object.assign(stream.getVideoTracks()[0]!, {
					getSettings: () => ({ deviceId }),
					getCapabilities: () => ({ torch: deviceId === 'back' }),
					applyConstraints: ({ advanced }: { advanced: unknown[] }) =>
						Promise.resolve(lights.push(...advanced))
				});
				return Promise.resolve(stream);
			}
		});
	});
	await page.goto('/device/');
	await press(page, 'Scan the sheet');
	const choice = page.getByRole('combobox', { name: 'Camera' });
	await expect(choice).toHaveValue('front');
	await expect(page.getByRole('button', { name: 'Light' })).toHaveCount(0);
	await choice.selectOption({ label: 'The back one' });
	const light = page.getByRole('button', { name: 'Light' });
	await light.click();
	await expect(light).toHaveAttribute('aria-pressed', 'true');
	await light.click();
	await expect(light).toHaveAttribute('aria-pressed', 'false');
	expect(await page.evaluate(() => (globalThis as unknown as { lights: unknown[] }).lights)).toEqual([
		{ torch: true },
		{ torch: false }
	]);
	await expectAccessible(page);
	await page.reload();
	await press(page, 'Scan the sheet');
	await expect(choice).toHaveValue('back');
});

test('the screen stays on while there is something to scan or to read on it', async ({ page }) => {
	await page.addInitScript(() => {
		const locks = { held: 0, asked: 0 };
		Object.assign(globalThis, { locks });
		Object.defineProperty(navigator, 'wakeLock', {
			value: {
				request: () => {
					locks.asked++;
					locks.held++;
					let isHeld = true;
					const release = () => Promise.resolve(isHeld && ((isHeld = false), locks.held--));
					// As browsers do: it is taken when the page is hidden.
					document.addEventListener('visibilitychange', () => document.hidden && void release());
					return Promise.resolve({ release });
				}
			}
		});
	});
	const locks = () =>
		page.evaluate(() => ({
			...(globalThis as unknown as { locks: Record<'held' | 'asked', number> }).locks
		}));
	const look = (state: 'hidden' | 'visible') =>
		page.evaluate((now) => {
			Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
			Object.defineProperty(document, 'hidden', { value: now === 'hidden', configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
		}, state);
	const admin = new AdminSide();
	await page.goto('/device/');
	expect(await locks()).toEqual({ held: 0, asked: 0 });
	const request = await requestOf(page, admin.code);
	await expect.poll(locks).toEqual({ held: 1, asked: 1 });
	await look('hidden');
	await expect.poll(locks).toEqual({ held: 0, asked: 1 });
	await look('visible');
	await expect.poll(locks).toEqual({ held: 1, asked: 2 });
	await press(page, 'Scan the answer');
	await expect.poll(locks).toEqual({ held: 1, asked: 3 });
	await paste(page, await admin.approve(request, signIn));
	await expect(heading(page, 'Approved')).toBeVisible();
	await expect.poll(locks).toEqual({ held: 1, asked: 4 });
	await page.getByRole('link', { name: 'All rooms' }).click();
	await expect.poll(locks).toEqual({ held: 0, asked: 4 });
});

test('without a camera it says what to do', async ({ page }) => {
	await page.goto('/device/');
	await press(page, 'Scan the sheet');
	await expect(page.getByText(/No camera found|The camera is not allowed/)).toBeVisible();
	await expectAccessible(page);
	await paste(page, new AdminSide().code);
	await expect(heading(page, 'Is this the room you are in?')).toBeVisible();
});
