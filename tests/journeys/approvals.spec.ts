import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { readPicture } from '../support/decode-qr';
import { DeviceSide } from '../support/device-side';
import { extent } from '../support/extent';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { expect, test } from '../support/test';

const inARow = extent({ short: 5, whole: 10 });
const rooms = Array.from({ length: inARow }, (_, n) => ({ name: `Sal ${n + 1}` }));
const device = (serial: string) => ({ make: 'Logitech', model: 'RoomMate', serial });

/** Gives a text to the scanner that is open, as somebody without a camera does. */
async function scan(page: Page, text: string): Promise<void> {
	const field = page.getByLabel('Text of the code');
	if (!(await field.isVisible())) await page.getByRole('button', { name: 'Paste or type' }).click();
	await field.fill(text);
	await page.getByRole('button', { name: 'Use this text' }).click();
}

/** What the decision QR on the screen says, read off the picture of it. */
async function shownDecision(page: Page, name: string): Promise<string> {
	const qr = page.getByRole('img', { name: `Decision QR for ${name}` });
	await expect(qr).toBeVisible();
	const [text] = await readPicture(await qr.screenshot());
	if (text === undefined) throw new Error('The decision QR cannot be read.');
	return text;
}

/** Presses a button, and lets go of the place: a message that comes up under the pointer stays for as long as it is there. */
async function press(within: Page | Locator, name: string | RegExp): Promise<void> {
	await within.getByRole('button', { name }).click();
	await ('mouse' in within ? within : within.page()).mouse.move(0, 0);
}
const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true });

/** Counts what keeps the screen on from now on; gives how many are held. */
async function countWakeLocks(page: Page): Promise<() => Promise<number>> {
	await page.evaluate(() => {
		const locks = { held: 0 };
		const request = () => {
			locks.held++;
			return Promise.resolve({ release: () => Promise.resolve(locks.held--) });
		};
		Object.assign(globalThis, { locks });
		Object.defineProperty(navigator, 'wakeLock', { value: { request }, configurable: true });
	});
	return () => page.evaluate(() => (globalThis as unknown as { locks: { held: number } }).locks.held);
}

async function reject(within: Locator, name: string, reason: string, text = ''): Promise<void> {
	await press(within, `Reject: ${name}`);
	await within.getByLabel('Reason for rejection').selectOption({ label: reason });
	if (text) await within.getByLabel('What the technician should know').fill(text);
	await press(within, 'Submit');
}

test(
	'rooms in a row: scan, compare, decide, show, next, without leaving the screen',
	{ tag: '@soak' },
	async ({ page }) => {
		const codes = await rollOut(page, rooms);
		const ask = (name: string, serial = `SN-${name}`) => DeviceSide.ask(codes.get(name)!, device(serial));
		await openByNavigation(page, 'Approvals');
		await expect(page.getByRole('heading', { name: 'No device waits' })).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Scan a request' }).first().click();
		await expect(page.getByRole('button', { name: 'Paste or type' })).toBeVisible();
		await expectAccessible(page);

		const first = await ask('Sal 1');
		for (const { name } of rooms)
			await test.step(name, async () => {
				const asks = name === 'Sal 1' ? first : await ask(name);
				await scan(page, asks.requestText);
				await expect(card(page, name)).toContainText(asks.words);
				await expect(card(page, name)).toContainText(asks.details.serial);
				if (name === 'Sal 1') await expectAccessible(page);
				if (name === 'Sal 4') {
					await reject(card(page, name), name, 'Wrong room', 'You are in Sal 5.');
					expect(await asks.open(await shownDecision(page, name))).toMatchObject({
						verdict: 'rejected',
						reason: 'wrong-room',
						text: 'You are in Sal 5.'
					});
				} else {
					await press(card(page, name), `Approve: ${name}`);
					const content = await asks.open(await shownDecision(page, name));
					expect(content).toMatchObject({ verdict: 'approved', room: name });
					expect(content.verdict === 'approved' && content.password.length).toBeGreaterThan(19);
				}
				if (name === 'Sal 1') await expectAccessible(page);
				await press(page, 'Next room');
			});
		const round = page.getByRole('region', { name: 'This round' });
		await expect(round.getByText('Approved')).toHaveCount(inARow - 1);
		await expect(round.getByText('Rejected')).toHaveCount(1);

		await test.step('the same request again shows the same decision', async () => {
			await scan(page, first.requestText);
			await expect(page.getByText('This request was decided before.')).toBeVisible();
			expect(await first.open(await shownDecision(page, 'Sal 1'))).toMatchObject({ verdict: 'approved' });
			await press(page, 'Next room');
		});

		await test.step('a receipt marks the device signed in', async () => {
			await scan(page, await first.receiptText());
			await expect(page.getByText('Sal 1 is signed in')).toBeVisible();
			await expect(round.getByText('Signed in')).toHaveCount(1);
			await expectAccessible(page);
		});

		await test.step('anything else is named for what it is', async () => {
			const elsewhere = await DeviceSide.ask('K7QF-9M2X-4TBN-W3HD', device('1'));
			const cases = [
				['WIFI:T:WPA;S:guest;;', 'This is not a Roompass QR'],
				['https://example.com/menu', 'This QR is a link to example.com'],
				[`https://rooms.example.com/device/#${codes.get('Sal 1')}`, 'This is a sheet, not a request'],
				[`${first.requestText.slice(0, 60)}`, 'This QR is damaged'],
				['RP2QABC', 'This QR is from a newer version of Roompass'],
				[elsewhere.requestText, 'This workspace does not know the OTP']
			];
			for (const [text, words] of cases) {
				await scan(page, text!);
				await expect(page.getByText(words!)).toBeVisible();
			}
			await expectAccessible(page);
		});
	}
);

test('what waits is compared, decided, taken back, handed over; refused devices are parked', async ({
	page
}) => {
	const codes = await rollOut(page, [...rooms.slice(0, 4), { name: 'Sal 5', serial: 'EXP-5' }]);
	const ask = (name: string, serial = `SN-${name}`) => DeviceSide.ask(codes.get(name)!, device(serial));
	const later = async (asks: DeviceSide) => {
		await scan(page, asks.requestText);
		await press(page, 'Decide later');
	};
	await openByNavigation(page, 'Approvals');
	await page.getByRole('link', { name: 'Scan a request' }).first().click();
	const second = await ask('Sal 2');
	for (const asks of [second, await ask('Sal 1'), await ask('Sal 5'), await ask('Sal 3')]) await later(asks);

	await test.step('oldest first, counted in the navigation and the next step of the overview', async () => {
		await openByNavigation(page, 'Overview');
		await expect(page.getByRole('heading', { name: '4 devices wait for approval' })).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Open approvals' }).click();
		const link = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link');
		await expect(link.filter({ hasText: 'Approvals' })).toContainText('4');
		await expect(page.getByRole('article').getByRole('heading')).toHaveText([
			'Sal 2',
			'Sal 1',
			'Sal 5',
			'Sal 3'
		]);
		await expect(card(page, 'Sal 2')).toContainText(second.words);
		await expect(card(page, 'Sal 2')).toContainText(/Decide by .* left/);
		const fact = (name: string) => card(page, 'Sal 2').locator('dt', { hasText: name }).locator('+ dd');
		const aTime = /^\d{1,2} \w+ \d{4},? (at )?\d{2}:\d{2}$/;
		await expect(fact('Requested date')).toHaveText(aTime);
		await expect(fact('Expiration date')).toHaveText(aTime);
		await expect(fact('How it arrived')).toHaveText('Scanned from the device’s screen');
		await expectAccessible(page);
	});

	await test.step('one with a warning cannot be among several, and asks by itself', async () => {
		await expect(card(page, 'Sal 5').getByRole('checkbox')).toHaveCount(0);
		await expect(card(page, 'Sal 5')).toContainText('Expected EXP-5, the device says SN-Sal 5.');
		await press(card(page, 'Sal 5'), 'Approve: Sal 5');
		const question = page.getByRole('dialog', { name: 'Approve the device for Sal 5?' });
		await expect(question).toContainText('Serial number differs');
		await expectAccessible(page);
		await press(question, 'Cancel');
		await expect(card(page, 'Sal 5')).toBeVisible();
	});

	await test.step('several without a warning are approved at once', async () => {
		await press(page, 'Select all without a warning (3)');
		await card(page, 'Sal 3').getByRole('checkbox').uncheck();
		await press(page, 'Approve 2 devices');
		const question = page.getByRole('dialog', { name: 'Approve 2 devices?' });
		await expect(question).toContainText(`Sal 2: ${second.words}`);
		await press(question, 'Approve 2 devices');
		await expect(page.getByText('2 devices approved')).toBeVisible();
		await expect(page.getByRole('article')).toHaveCount(2);
		await press(page, 'Undo');
		await expect(page.getByText('Taken back: 2 devices wait again')).toBeVisible();
		await expect(page.getByRole('article')).toHaveCount(4);
		await press(page, 'Select all without a warning (3)');
		await card(page, 'Sal 3').getByRole('checkbox').uncheck();
		await press(page, 'Approve 2 devices');
		await press(question, 'Approve 2 devices');
		await expect(page.getByRole('article')).toHaveCount(2);
	});

	await test.step('a rejection needs a reason, and other words of one’s own', async () => {
		await press(card(page, 'Sal 3'), 'Reject: Sal 3');
		const reasons = card(page, 'Sal 3').getByLabel('Reason for rejection').locator('option:enabled');
		await expect(reasons).toHaveText([
			'Unknown device',
			'Wrong room',
			'Unexpected make or model',
			'Serial number does not match',
			'Outside the agreed time',
			'Code may be compromised',
			'Duplicate request',
			'Account no longer in use',
			'Other'
		]);
		await press(card(page, 'Sal 3'), 'Submit');
		await expect(page.getByText('Choose a reason. The technician reads it.')).toBeVisible();
		await card(page, 'Sal 3').getByLabel('Reason for rejection').selectOption({ label: 'Other' });
		await press(card(page, 'Sal 3'), 'Submit');
		await expect(page.getByText('Say why. The technician reads it.')).toBeVisible();
		await expectAccessible(page);
		const words = card(page, 'Sal 3').getByLabel('What the technician should know');
		await words.fill('Спросите на стойке. '.repeat(10));
		await expect(page.getByText(/Too long for the QR\. The technician reads: “Спросите .*…”/)).toBeVisible();
		await words.fill('Ask at the desk.');
		await expect(page.getByText('Too long for the QR')).toHaveCount(0);
		await press(card(page, 'Sal 3'), 'Submit');
		// What was said before may still be there, with an Undo of its own.
		await press(page.getByRole('listitem').filter({ hasText: 'Rejected: Sal 3' }), 'Undo');
		await expect(page.getByText('Taken back: Sal 3 waits again')).toBeVisible();
		await reject(card(page, 'Sal 3'), 'Sal 3', 'Unknown device');
		await expect(card(page, 'Sal 3')).toHaveCount(0);
	});

	await test.step('decided ones have their QR; once it is shown there is no way back', async () => {
		await page.getByRole('tab', { name: /^Decided/ }).click();
		const row = page.getByRole('listitem').filter({ hasText: 'SN-Sal 2' });
		await expect(row).toContainText(/Collect by .* left/);
		await expectAccessible(page);
		const locks = await countWakeLocks(page);
		await press(row, 'Show decision QR');
		await expect.poll(locks).toBe(1);
		const dialog = page.getByRole('dialog', { name: 'Approved: Sal 2' });
		expect(await second.open(await shownDecision(page, 'Sal 2'))).toMatchObject({ verdict: 'approved' });
		await expect(dialog).toContainText(/Collect by .* left/);
		await expectAccessible(page);
		await press(dialog, 'Close');
		await expect.poll(locks).toBe(0);
		await expect(row.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
		await press(row, 'Mark as signed in');
		await press(page.getByRole('dialog'), 'Mark as signed in');
		await expect(row).toContainText('Signed in');
		await press(page.getByRole('listitem').filter({ hasText: 'SN-Sal 1' }), /^Undo/);
		await expect(page.getByText('Taken back: Sal 1 waits again')).toBeVisible();
	});

	await test.step('a refused device is warned about elsewhere, until it is let back', async () => {
		await page.getByRole('tab', { name: /^Parking list/ }).click();
		await expect(page.getByRole('listitem').filter({ hasText: 'SN-Sal 3' })).toContainText('Unknown device');
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Scan a request' }).first().click();
		await scan(page, (await ask('Sal 4', 'sn sal3')).requestText);
		await expect(card(page, 'Sal 4')).toContainText('This device was refused before');
		await press(page, 'Decide later');
		await openByNavigation(page, 'Approvals');
		await page.getByRole('tab', { name: /^Parking list/ }).click();
		await press(page, 'Let back: SN-Sal 3');
		await expect(page.getByRole('heading', { name: 'No device is parked' })).toBeVisible();
		await page.getByRole('tab', { name: /^Waiting/ }).click();
		await expect(card(page, 'Sal 4')).not.toContainText('This device was refused before');
	});

	await test.step('the account says the same, and its history tells it', async () => {
		await card(page, 'Sal 1').getByRole('link', { name: 'Sal 1' }).click();
		await expect(page.getByRole('heading', { name: 'Sal 1', level: 1 })).toBeVisible();
		await expectAccessible(page);
		await press(card(page, 'Sal 1'), 'Approve: Sal 1');
		await expect(page.getByText('Approved: Sal 1')).toBeVisible();
		await press(page.getByRole('tabpanel'), 'Show decision QR');
		await expect(page.getByRole('img', { name: 'Decision QR for Sal 1' })).toBeVisible();
		await press(page.getByRole('dialog'), 'Close');
		await page.getByRole('tab', { name: 'History' }).click();
		// With the others, and by itself.
		await expect(page.getByText('Took back the decision for Sal 1')).toHaveCount(2);
		await expect(page.getByText('Showed the decision for Sal 1 to its device')).toBeVisible();
	});

	await test.step('a second device with the same code: it was used, and where it is approved all the same, both are named', async () => {
		await openByNavigation(page, 'Approvals');
		await page.getByRole('link', { name: 'Scan a request' }).first().click();
		await scan(page, (await ask('Sal 1', 'OTHER-1')).requestText);
		await press(card(page, 'Sal 1'), 'Reject: Sal 1');
		const reason = card(page, 'Sal 1').getByLabel('Reason for rejection');
		await expect(reason.locator('option:checked')).toHaveText('Code used already');
		await press(card(page, 'Sal 1'), 'Cancel');
		await press(card(page, 'Sal 1'), 'Approve: Sal 1');
		await press(page.getByRole('dialog'), 'Approve all the same');
		await expect(page.getByRole('img', { name: 'Decision QR for Sal 1' })).toBeVisible();
		await press(page, 'Next room');
		await openByNavigation(page, 'Approvals');
		await page.getByRole('tab', { name: /^Decided/ }).click();
		await page
			.getByRole('listitem')
			.filter({ hasText: 'OTHER-1' })
			.getByRole('link', { name: 'Sal 1' })
			.click();
		await expect(page.getByText('Two devices were approved with this code')).toBeVisible();
		await expect(page.getByText(/^Stands: Logitech RoomMate · SN-Sal 1,/)).toBeVisible();
		await expect(page.getByText(/^Go and look at: Logitech RoomMate · OTHER-1,/)).toBeVisible();
		await expectAccessible(page);
	});
});
