import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { decideRequest } from '$lib/commands/decide-request';
import { receiveScan } from '$lib/commands/receive-scan';
import { renameWorkspace } from '$lib/commands/rename-workspace';
import { must, TestTablet } from '$lib/commands/testing/test-tablet';
import { makeRequest } from '$lib/device/hand-off';
import type { Code } from '$lib/protocol/code';
import { HistoryFeed } from './history-feed.svelte';

let first: TestTablet;
let second: TestTablet;

beforeEach(async () => {
	first = await TestTablet.found(() => Promise.reject(new TypeError('no network')));
	await first.addRooms(1);
	second = await first.colleague();
	await bring(second, first);
});

/** What one tablet has comes to the other, as a hub brings it. */
async function bring(from: TestTablet, to: TestTablet): Promise<void> {
	const known = new Set((await to.database.entries.toArray()).map(({ id }) => id));
	const records = await from.database.entries.orderBy('position').toArray();
	await to.database.entries.bulkAdd(
		records
			.filter(({ id }) => !known.has(id))
			.map(({ id, receivedAt, bytes }) => ({ id, receivedAt, bytes, sequence: 0 }))
	);
	await to.workspace.refresh();
}

const kindsOf = ({ events }: HistoryFeed) => events.map(({ detail }) => detail.kind);
const feedOf = async ({ workspace }: TestTablet) => {
	const feed = new HistoryFeed(workspace, () => true);
	await feed.more();
	return feed;
};

it('says once what two tablets have taken in, on both, whoever was first', async () => {
	const asked = await makeRequest(
		{ enteredAt: Date.now() },
		first.otpOf(1).code as Code,
		{ make: 'Logitech', model: 'RoomMate', serial: 'S-1' },
		Date.now()
	);
	const feeds = [await feedOf(first), await feedOf(second)];
	const before = kindsOf(feeds[0]!);
	for (const { workspace } of [second, first]) {
		const scanned = must(await receiveScan(workspace, asked.asked.qrText));
		if (scanned.type === 'request' && workspace === first.workspace)
			must(await decideRequest(workspace, scanned.ref, { verdict: 'approved' }));
	}
	// Each shows what it has done itself before it hears of the other.
	for (const feed of feeds) await feed.refresh();
	await bring(second, first);
	await bring(first, second);
	for (const feed of feeds) {
		await feed.refresh();
		expect(kindsOf(feed)).toEqual(['otp.decided', 'otp.requested', ...before]);
	}
	for (const feed of [await feedOf(first), await feedOf(second)])
		expect(kindsOf(feed)).toEqual(['otp.decided', 'otp.requested', ...before]);
});

it('is in the order in which things were done, also where they came late', async () => {
	const names = async (tablet: TestTablet, name: string) => {
		// What two tablets do in the same millisecond is in no order.
		const before = Date.now();
		await vi.waitUntil(() => Date.now() > before, { interval: 1 });
		must(await renameWorkspace(tablet.workspace, name));
	};
	const namesOf = ({ events }: HistoryFeed) =>
		events.flatMap(({ detail }) => (detail.kind === 'workspace.renamed' ? [detail.name] : []));
	await names(second, 'one, offline');
	await names(first, 'two');
	await names(second, 'three, offline');
	await names(first, 'four');
	const feed = await feedOf(first);
	expect(namesOf(feed)).toEqual(['four', 'two']);
	await bring(second, first);
	await feed.refresh();
	expect(namesOf(feed)).toEqual(['four', 'three, offline', 'two', 'one, offline']);
	expect(namesOf(await feedOf(first))).toEqual(namesOf(feed));
});

it('is read further back as somebody wants to see it', async () => {
	for (let n = 0; n < 90; n++) must(await renameWorkspace(first.workspace, `Contoso ${n}`));
	const feed = await feedOf(first);
	expect(feed.events.length).toBe(40);
	expect(feed.isComplete).toBe(false);
	for (let n = 0; n < 3; n++) await feed.more();
	expect(feed.isComplete).toBe(true);
	const names = feed.events.flatMap(({ detail }) =>
		detail.kind === 'workspace.renamed' ? [detail.name] : []
	);
	expect(names).toEqual(Array.from({ length: 90 }, (_, n) => `Contoso ${89 - n}`));
});
