import type { BrowserContext, Page } from '@playwright/test';
import { SeededRandom } from '../../src/lib/protocol/testing/seeded-random';
import { ConsoleErrors } from '../support/console-errors';
import { HubServer } from '../support/hub-server';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { film } from '../support/screen-camera';
import { keptOffline } from '../support/service-worker';
import { newTablet } from '../support/tablet';
import { expect, test } from '../support/test';
import { passphrase, slow } from '../support/workspace';

/** How long the network comes and goes, in ms, and by which draws. Longer, or others: `PATCHY_SECONDS`, `PATCHY_SEED`. */
const duration = 1_000 * Number(process.env.PATCHY_SECONDS || 90);
const seed = Number(process.env.PATCHY_SEED || 20_261_124);
const perDevice = 5;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** A room, its code as printed, and what the admins said of it. */
interface Room {
	readonly name: string;
	readonly code: string;
	readonly serial: string;
}

test('two admins and three devices while the network comes and goes: nothing lost, nothing doubled', async ({
	browser
}) => {
	const random = new SeededRandom(seed);
	const server = await HubServer.start();
	const errors = new ConsoleErrors();
	// What the browser itself says of a network that is away, and of answers that are no surprise here.
	errors.expect(/net::ERR_|status of (401|404|409|503)|Failed to fetch/);
	const contexts: BrowserContext[] = [];
	const open = async (viewport: { width: number; height: number }): Promise<Page> => {
		const page = await newTablet(browser, server, errors, viewport);
		contexts.push(page.context());
		return page;
	};
	try {
		const first = await open({ width: 1180, height: 820 });
		const second = await open({ width: 1180, height: 820 });
		const names = Array.from({ length: 3 * perDevice }, (_, n) => `Room ${n + 1}`);
		const codes = await rollOut(
			first,
			names.map((name, n) => ({ name, serial: `S${n + 1}` }))
		);
		await join(first, second);
		const phones = await Promise.all([0, 1, 2].map(() => open({ width: 390, height: 844 })));
		for (const phone of phones) {
			await phone.goto('/device/');
			await keptOffline(phone);
		}

		let isPatchy = true;
		let isDeciding = true;
		const rooms = names.map((name, n): Room => ({ name, code: codes.get(name)!, serial: `S${n + 1}` }));
		const technicians = phones.map(async (phone, p) => {
			for (const room of rooms.slice(p * perDevice, (p + 1) * perDevice)) {
				await ask(phone, room);
				await pause(random.below(duration / perDevice / 2));
			}
		});
		const deciding = [first, second].map(async (tablet) => {
			await openByNavigation(tablet, 'Approvals');
			while (isDeciding) {
				await decideOne(tablet, random);
				await pause(500 + random.below(3_000));
			}
		});
		const breaking = (async () => {
			const end = Date.now() + duration;
			while (Date.now() < end) {
				await pause(300 + random.below(3_000));
				const which = random.below(contexts.length + 1);
				const isAway = random.next() < 0.5;
				if (which === contexts.length) await (isAway ? server.off() : server.on());
				else await contexts[which]!.setOffline(isAway);
			}
			isPatchy = false;
		})();
		await Promise.all([breaking, ...technicians]);
		expect(isPatchy).toBe(false);
		await server.on();
		for (const context of contexts) await context.setOffline(false);

		await test.step('everything is sent, and decided', async () => {
			for (const phone of phones) {
				await phone.goto('/device/');
				await expect(phone.getByText('All sent')).toBeVisible({ timeout: 330_000 });
			}
			for (const tablet of [first, second]) {
				await expect(tablet.getByText('All sent').first()).toBeVisible({ timeout: 330_000 });
				await expect(tablet.getByText('No device waits')).toBeVisible({ timeout: 120_000 });
			}
			isDeciding = false;
			await Promise.all(deciding);
		});

		const outcomes = await test.step('every device is served once, with its own room', async () => {
			const outcomes = new Map<string, 'Approved' | 'Rejected'>();
			for (const [p, phone] of phones.entries())
				for (const { name } of rooms.slice(p * perDevice, (p + 1) * perDevice)) {
					await phone.goto('/device/');
					await phone.getByRole('link', { name: new RegExp(`^${name}\\b`) }).click();
					// The list has such words, too.
					await expect(phone.getByRole('link', { name: 'All rooms' })).toBeVisible();
					const approved = phone.getByRole('heading', { name: 'Approved', exact: true });
					const rejected = phone.getByText('Rejected', { exact: true });
					await expect(approved.or(rejected).first()).toBeVisible({ timeout: 60_000 });
					outcomes.set(name, (await approved.isVisible()) ? 'Approved' : 'Rejected');
				}
			return outcomes;
		});
		expect(outcomes.size).toBe(rooms.length);

		await test.step('both tablets hold the same, which is what the devices were told', async () => {
			await expect
				.poll(async () => (await entriesOf(first)).join() === (await entriesOf(second)).join(), {
					timeout: 60_000
				})
				.toBe(true);
			expect((await entriesOf(first)).length).toBeGreaterThan(rooms.length);
			for (const tablet of [first, second]) {
				await openByNavigation(tablet, 'Accounts');
				for (const [name, outcome] of outcomes) {
					const row = tablet
						.getByRole('row')
						.filter({ hasText: name + ' ' })
						.or(tablet.getByRole('row', { name: new RegExp(`${name}(?!\\d)`) }));
					await expect(row.first()).toContainText(outcome);
				}
				await expect(tablet.getByText('Conflict')).toHaveCount(0);
			}
		});
		expect(errors.unexpected).toEqual([]);
	} finally {
		for (const context of contexts) await context.close();
		await server.stop();
	}
});

/** Connects the first tablet to the hub, and lets the second one in. */
async function join(first: Page, second: Page): Promise<void> {
	await openByNavigation(first, 'Settings');
	await press(first, 'Connect');
	await expect(first.getByText('All sent').first()).toBeVisible();
	await press(first, 'Invite a tablet');
	await second.goto('/overview/');
	await second.getByRole('button', { name: 'Join with another tablet' }).click();
	await second.getByLabel('This tablet’s name').fill('Second tablet');
	await second.getByLabel('Passphrase for this tablet', { exact: true }).fill(passphrase);
	await press(second, 'Next');
	await expect(second.getByRole('heading', { name: 'Scan the invitation' })).toBeVisible();
	await film(second, first);
	await press(first, 'They match, let it in');
	await press(first, 'Done');
	await expect(second.getByRole('heading', { name: 'Overview' })).toBeVisible(slow);
}

/** A technician redeems a code at a room, whatever the network does. */
async function ask(phone: Page, { name, code, serial }: Room): Promise<void> {
	await phone.goto(`/device/#${code}/${encodeURIComponent(name)}`);
	await press(phone, 'Yes, this is the room');
	await phone.getByLabel('Make').fill('Logitech');
	await phone.getByLabel('Model').fill('RoomMate');
	await phone.getByRole('textbox', { name: 'Serial number' }).fill(serial);
	await press(phone, 'Continue');
	await press(phone, 'Send to your admins');
	await expect(phone.getByRole('heading', { name: 'Check before you send it' })).toBeHidden();
}

/** An admin decides what is there, if anything is: mostly approves. The other admin may be faster. */
async function decideOne(tablet: Page, random: SeededRandom): Promise<void> {
	const isApproval = random.next() < 0.8;
	const name = isApproval ? /^Approve: / : /^Reject: /;
	const button = tablet.getByRole('button', { name }).first();
	const quick = { timeout: 3_000 };
	try {
		// What a slow moment has left open, and a message that stays while the pointer is on it, are in the way.
		const cancel = tablet.getByRole('button', { name: 'Cancel' }).first();
		if (await cancel.isVisible()) await cancel.click(quick);
		await tablet.mouse.move(0, 0);
		if (!(await button.isVisible())) return;
		await button.click(quick);
		if (isApproval) {
			const anyway = tablet.getByRole('button', { name: 'Approve anyway' });
			if (await anyway.isVisible()) await anyway.click(quick);
		} else {
			await tablet.getByLabel('Reason for rejection').first().selectOption({ label: 'Wrong room' }, quick);
			await tablet.getByRole('button', { name: 'Submit' }).first().click(quick);
		}
	} catch {
		// The card has gone: the other tablet has decided it.
	}
}

/** The entries that a tablet holds, with their places at the hub, in order. */
function entriesOf(tablet: Page): Promise<string[]> {
	return tablet.evaluate(async () => {
		const opened = indexedDB.open('roompass');
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			opened.onsuccess = () => resolve(opened.result);
			opened.onerror = () => reject(opened.error);
		});
		const all = database.transaction('entries').objectStore('entries').getAll();
		const rows = await new Promise<{ id: string; sequence: number }[]>((resolve, reject) => {
			all.onsuccess = () => resolve(all.result as { id: string; sequence: number }[]);
			all.onerror = () => reject(all.error);
		});
		database.close();
		return rows.map(({ id, sequence }) => `${sequence} ${id}`).sort();
	});
}
