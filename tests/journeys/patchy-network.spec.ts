import type { Locator, Page } from '@playwright/test';
import { SeededRandom } from '../../src/lib/protocol/testing/seeded-random';
import { openRoom, redeem, type Door } from '../support/at-the-room';
import { ConsoleErrors } from '../support/console-errors';
import { Installation } from '../support/installation';
import { Radio } from '../support/radio';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { keptOffline } from '../support/service-worker';
import { stillToSend, whatIsStored } from '../support/stored-rows';
import { connectToHub, letIn, newPhone, newTablet } from '../support/tablet';
import { expect, test } from '../support/test';
import { extent } from '../support/extent';

/** How long the network comes and goes, in ms, and by which draws. Longer, or others: `PATCHY_SECONDS`, `PATCHY_SEED`. */
const duration = 1_000 * Number(process.env.PATCHY_SECONDS || extent({ short: 20, whole: 180 }));
const seed = Number(process.env.PATCHY_SEED || 20_261_124);
/** A room for every 20 seconds or so. */
const perDevice = Math.max(2, Math.round(duration / 20_000));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test(
	'two admins and three devices while the network comes and goes and the hub is killed: nothing lost, nothing doubled',
	{ tag: '@soak' },
	async ({ browser }) => {
		test.setTimeout(duration + 3_600_000);
		// One for each of those who act, so that what one does draws nothing from the others.
		const randoms = Array.from({ length: 6 }, (_, n) => new SeededRandom(seed + n));
		const installation = await Installation.start();
		const errors = new ConsoleErrors();
		// What the browser itself says of a network that is away, and of answers that are no surprise here.
		errors.expect(/net::ERR_|status of (404|409|503)|Failed to fetch/);
		const radios = await Promise.all([0, 1, 2, 3, 4].map(() => Radio.start()));
		const tablets = await Promise.all(
			radios.slice(0, 2).map((radio) => newTablet(browser, installation, errors, { radio }))
		);
		const phones = await Promise.all(
			radios.slice(2).map((radio) => newPhone(browser, installation, errors, radio))
		);
		let isOver = false;
		try {
			const [first, second] = tablets as [Page, Page];
			const names = Array.from({ length: 3 * perDevice }, (_, n) => `Room ${n + 1}`);
			const codes = await rollOut(
				first,
				names.map((name, n) => ({ name, serial: `S${n + 1}` }))
			);
			await connectToHub(first);
			await letIn(first, second);
			for (const phone of phones) {
				await phone.goto('/device/');
				await keptOffline(phone);
			}
			const doors = names.map((name, n): Door => ({ name, code: codes.get(name)!, serial: `S${n + 1}` }));
			const ofPhone = (p: number) => doors.slice(p * perDevice, (p + 1) * perDevice);

			let nameCount = 0;
			const technicians = phones.map(async (phone, p) => {
				for (const [n, door] of ofPhone(p).entries()) {
					await redeem(phone, door);
					await pause(randoms[p]!.below(duration / perDevice));
					if (n > 0) await signInWhereApproved(phone, ofPhone(p)[n - 1]!.name);
				}
			});
			const admins = tablets.map(async (tablet, t) => {
				const random = randoms[3 + t]!;
				await openByNavigation(tablet, 'Approvals');
				while (!isOver) {
					if (random.next() < 0.1) await renameWorkspace(tablet, `Contoso ${++nameCount}`);
					else await decideOne(tablet, random);
					await pause(500 + random.below(3_000));
				}
			});
			const breaking = (async () => {
				const random = randoms[5]!;
				const end = Date.now() + duration;
				while (Date.now() < end) {
					await pause(300 + random.below(3_000));
					const which = random.below(radios.length + 1);
					const isAway = random.next() < 0.5;
					if (which < radios.length) await (isAway ? radios[which]!.off() : radios[which]!.on());
					else if (isAway) await installation.off(random.next() < 0.8 ? 'SIGKILL' : 'SIGTERM');
					else await installation.on();
				}
			})();
			await Promise.all([breaking, ...technicians]);
			await installation.on();
			for (const radio of radios) await radio.on();
			// Else those whose own network was there all the time would wait for their next try, for some minutes at most.
			for (const page of [...tablets, ...phones])
				await page.evaluate(() => dispatchEvent(new Event('online')));

			await test.step('everything is sent, and decided', async () => {
				for (const phone of phones) {
					await phone.goto('/device/');
					await expect(phone.getByText('All sent')).toBeVisible({ timeout: 900_000 });
				}
				await expect.poll(() => installation.claimed(), { timeout: 900_000 }).toBe(doors.length);
				await expect
					.poll(async () => (await installation.decisions()).all, { timeout: 900_000 })
					.toBe(doors.length);
				isOver = true;
				await Promise.all(admins);
			});

			const outcomes = await test.step('every device is served, with its own room', async () => {
				const outcomes = new Map<string, 'Approved' | 'Rejected'>();
				for (const [p, phone] of phones.entries())
					for (const { name } of ofPhone(p)) {
						await signInWhereApproved(phone, name, 900_000);
						const isClosed = await phone.getByText('Done. The device is signed in').isVisible();
						outcomes.set(name, isClosed ? 'Approved' : 'Rejected');
					}
				for (const phone of phones) {
					await phone.goto('/device/');
					await expect(phone.getByText('All sent')).toBeVisible({ timeout: 900_000 });
				}
				return outcomes;
			});
			const approved = [...outcomes.values()].filter((outcome) => outcome === 'Approved').length;
			expect(outcomes.size).toBe(doors.length);
			expect(approved).toBeGreaterThan(0);

			await test.step('the hub has each request, decision and receipt once', async () => {
				expect(await installation.items('request')).toBe(doors.length);
				expect(await installation.claimed()).toBe(doors.length);
				expect(await installation.decisions()).toEqual({ all: doors.length, tickets: doors.length });
				// Each says that its answer has arrived, and those that were approved that they have signed in.
				expect(await installation.items('receipt')).toBe(doors.length + approved);
				const [journal] = await installation.sql`
				select count(*)::int as items, max(sequence)::int as last, (select max(head)::int from workspaces) as head
				from items`;
				expect(journal).toEqual({ items: journal!.items, last: journal!.items, head: journal!.items });
			});

			await test.step('both tablets hold the same, and nothing is left to do', async () => {
				for (const tablet of tablets) {
					await openByNavigation(tablet, 'Settings');
					await press(tablet, 'Sync now');
					await expect.poll(() => stillToSend(tablet)).toEqual({ entries: 0, operations: 0, inbox: 0 });
				}
				await expect
					.poll(async () => (await whatIsStored(first)).join() === (await whatIsStored(second)).join(), {
						timeout: 900_000
					})
					.toBe(true);
				expect((await whatIsStored(first)).length).toBeGreaterThan(doors.length);
				const [one, other] = [
					await whatIsShown(first, doors.length),
					await whatIsShown(second, doors.length)
				];
				expect(other).toEqual(one);
				for (const [name, outcome] of outcomes)
					expect([name, one.decided.get(name)]).toEqual([
						name,
						expect.stringContaining(outcome === 'Approved' ? 'Signed in' : 'Rejected')
					]);
			});
			expect(errors.unexpected).toEqual([]);
		} finally {
			isOver = true;
			for (const page of [...tablets, ...phones]) await page.context().close();
			await installation.stop();
		}
	}
);

/** A technician comes back to a room, and signs its device in where it was approved. */
async function signInWhereApproved(phone: Page, name: string, patience = 0): Promise<void> {
	await openRoom(phone, name);
	const approved = phone.getByRole('heading', { name: 'Approved', exact: true });
	const over = phone
		.getByText('Done. The device is signed in')
		.or(phone.getByText('Rejected', { exact: true }));
	if (patience > 0) await expect(approved.or(over).first()).toBeVisible({ timeout: patience });
	if (!(await approved.isVisible())) return;
	await press(phone, 'Signed in');
	await expect(phone.getByText('Done. The device is signed in')).toBeVisible();
}

/**
 * An admin decides the first that waits, if anything does: mostly approves, and now and then takes it back. The other admin may be
 * faster, and then the card goes. By keyboard, which no message that passes can cover.
 */
async function decideOne(tablet: Page, random: SeededRandom): Promise<void> {
	const isApproval = random.next() < 0.8;
	const takesBack = random.next() < 0.2;
	const headings = tablet.getByRole('article').getByRole('heading');
	const [name] = await headings.allInnerTexts();
	if (name === undefined) return;
	const card = tablet.getByRole('article', { name, exact: true });
	await unlessGone(card, async () => {
		if (isApproval) return enter(card, `Approve: ${name}`);
		await enter(card, `Reject: ${name}`);
		await whileThere(card, () =>
			card.getByLabel('Reason for rejection').selectOption({ label: 'Wrong room' }, oneTry)
		);
		await enter(card, 'Submit');
	});
	await expect(card).toHaveCount(0);
	const undo = tablet.getByRole('button', { name: 'Undo', exact: true }).last();
	if (takesBack && (await undo.isVisible()))
		await unlessGone(undo, () => whileThere(undo, () => undo.press('Enter', oneTry)));
}

/** After which it is looked whether the other admin was faster, in ms. */
const oneTry = { timeout: 5_000 };

const enter = (card: Locator, name: string) =>
	whileThere(card, () => card.getByRole('button', { name, exact: true }).press('Enter', oneTry));

/** Tries a step again while what it is done to is there: a busy machine may need longer than one try. */
async function whileThere(what: Locator, step: () => Promise<unknown>, tries = 60): Promise<void> {
	try {
		await step();
	} catch (thrown) {
		if (tries === 1 || (await what.count()) === 0) throw thrown;
		await whileThere(what, step, tries - 1);
	}
}

/** Does something with what may go away meanwhile, and only for that reason cannot be done. */
async function unlessGone(what: Locator, act: () => Promise<void>): Promise<void> {
	try {
		await act();
	} catch (thrown) {
		if ((await what.count()) > 0) throw thrown;
	}
}

/** What both admins change, and the later one's stands. */
async function renameWorkspace(tablet: Page, name: string): Promise<void> {
	await openByNavigation(tablet, 'Settings');
	await tablet.getByLabel('Workspace name').fill(name);
	await press(tablet, 'Save');
	await openByNavigation(tablet, 'Approvals');
}

/** The state of a tablet as its admin sees it: the accounts, what was decided, and what has happened. */
async function whatIsShown(tablet: Page, rooms: number) {
	// A long window, as the list draws those rows alone that are in sight.
	await tablet.setViewportSize({ width: 1180, height: 600 + 50 * rooms });
	await openByNavigation(tablet, 'Resource accounts');
	const accountRows = tablet.getByRole('row');
	await expect(accountRows).toHaveCount(rooms + 1);
	const accounts = await accountRows.allInnerTexts();
	await openByNavigation(tablet, 'Approvals');
	await tablet.getByRole('tab', { name: /^Decided/ }).click();
	const rows = tablet.getByRole('main').getByRole('listitem');
	await expect(rows.first()).toBeVisible();
	const decided = new Map(
		(await rows.allInnerTexts()).map((text) => [text.split('\n')[0]!.trim(), text] as const)
	);
	await openByNavigation(tablet, 'Activity');
	await tablet.getByRole('tab', { name: 'All' }).click();
	// It reads further back as the end comes into sight.
	await expect(async () => {
		await tablet.getByRole('main').getByRole('listitem').last().scrollIntoViewIfNeeded();
		await expect(tablet.getByText(/^Workspace .* created/)).toBeVisible({ timeout: 500 });
	}).toPass();
	// In the order in which this tablet heard of it.
	const activity = (await tablet.getByRole('main').getByRole('listitem').allInnerTexts()).sort();
	return { accounts, decided, activity };
}
