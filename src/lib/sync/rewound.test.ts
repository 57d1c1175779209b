import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renameWorkspace } from '$lib/commands/rename-workspace';
import { must, TestTablet, type Fetch } from '$lib/commands/testing/test-tablet';
import { sequencesOf } from '$lib/journal/testing/sequences';
import { canonicalState } from '$lib/journal/testing/canonical-state';
import { openHub, type Hub } from '../../hub/hub';
import { readHubState } from './hub-state';
import { waitingToSend } from './outbox';
import { inMemory } from '../../../tests/support/in-memory';

/** One hub, and one that is the same as it was when the backup was made. */
let live: Hub;
let restored: Hub;
/** What answers: until the backup both. */
let answering: 'both' | 'live' | 'restored';
let time: number;
let tablets: [TestTablet, TestTablet];

/** Each request is a moment of its own, the same for both hubs. */
const fetchHub: Fetch = async (request) => {
	time++;
	if (answering === 'restored') return restored.fetch(request);
	const copy = request.clone();
	const answer = await live.fetch(request);
	if (answering === 'both') await (await restored.fetch(copy)).arrayBuffer();
	return answer;
};

beforeAll(async () => {
	time = Date.now();
	const options = { database: await inMemory(), now: () => time } as const;
	[live, restored] = await Promise.all([openHub(options), openHub(options)]);
});
afterAll(() => Promise.all([live.close(), restored.close()]));

beforeEach(async () => {
	answering = 'both';
	const first = await TestTablet.found(fetchHub);
	await first.addRooms(1, 2);
	const second = await first.colleague();
	tablets = [first, second];
	for (const tablet of tablets) {
		await tablet.connect();
		must(await tablet.sync());
	}
	await syncAll();
});

async function syncAll() {
	for (let i = 0; i < 2; i++) for (const tablet of tablets) must(await tablet.sync());
}

const rename = async (tablet: TestTablet, ...names: string[]) => {
	for (const name of names) must(await renameWorkspace(tablet.workspace, name));
};

/** How far a tablet is in the hub’s journal. */
async function headOf(tablet: TestTablet): Promise<number> {
	return (await readHubState(tablet.database))!.pulledTo;
}

async function expectInStep(): Promise<void> {
	const journals = await Promise.all(
		tablets.map(async ({ database }) => {
			expect(await waitingToSend(database)).toBe(0);
			const entries = await sequencesOf(database);
			return entries.map(({ id, sequence }) => `${sequence} ${id}`).toSorted();
		})
	);
	expect(journals[0]).toEqual(journals[1]);
	expect(canonicalState(tablets[0].workspace.state)).toBe(canonicalState(tablets[1].workspace.state));
}

describe('a hub that was set back to a backup', () => {
	it.each([
		['fewer', 1],
		['as many', 3],
		['more', 10]
	])('and has %s new entries since then than it has lost is filled up', async (_, pushed) => {
		const [first, second] = tablets;
		answering = 'live';
		await rename(second, 'Lost 1', 'Lost 2', 'Lost 3');
		must(await second.sync());
		must(await first.sync());
		const before = await headOf(first);
		answering = 'restored';
		// It learns of the loss by its own push, the other by a pull.
		await rename(first, ...Array.from({ length: pushed }, (_, i) => `New ${i}`));
		await syncAll();
		expect(await headOf(first)).toBe(before + pushed);
		await expectInStep();
	});

	it('and has grown beyond it by a tablet that has seen nothing of the loss is filled up', async () => {
		const [first, second] = tablets;
		answering = 'live';
		await rename(second, 'Lost 1', 'Lost 2', 'Lost 3', 'Lost 4', 'Lost 5');
		must(await second.sync());
		answering = 'restored';
		await rename(first, ...Array.from({ length: 10 }, (_, i) => `New ${i}`));
		must(await first.sync());
		const page = await headOf(first);
		// As long as the other does not ask, five are missing.
		expect(await headOf(second)).toBeLessThan(page);
		await syncAll();
		expect(await headOf(first)).toBe(page + 5);
		await expectInStep();
	});

	it('in the place of whose lost items there are others is filled up, also where one pushes right behind them', async () => {
		const [first, second] = tablets;
		answering = 'live';
		await rename(second, 'Lost 1', 'Lost 2');
		must(await second.sync());
		answering = 'restored';
		await rename(first, 'New 1', 'New 2');
		must(await first.sync());
		expect(await headOf(first)).toBe(await headOf(second));
		await rename(second, 'After');
		must(await second.sync());
		await syncAll();
		await expectInStep();
	});
});
