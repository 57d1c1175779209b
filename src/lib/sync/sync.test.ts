import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectWorkspace } from '$lib/commands/connect-hub';
import { revokeOtps } from '$lib/commands/change-otps';
import { decideRequest } from '$lib/commands/decide-request';
import { receiveScan } from '$lib/commands/receive-scan';
import { renameWorkspace } from '$lib/commands/rename-workspace';
import { takeInInbox } from '$lib/commands/take-in-inbox';
import { must, TestTablet, type Fetch } from '$lib/commands/testing/test-tablet';
import { withdrawDecision } from '$lib/commands/withdraw-decision';
import { makeRequest } from '$lib/device/hand-off';
import type { RequestId } from '$lib/domain/ids';
import { provisioningOf } from '$lib/domain/provisioning';
import { findApproval, waitingApprovals, type ApprovalRef } from '$lib/journal/approvals';
import { sequencesOf } from '$lib/journal/testing/sequences';
import { canonicalState } from '$lib/journal/testing/canonical-state';
import { bytesToBase64, randomBytes, shortHash } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { parseEntryEnvelope } from '$lib/protocol/entry-envelope';
import { parsePush } from '$lib/protocol/hub/push';
import { stampTime } from '$lib/protocol/stamp';
import { sealReceipt } from '$lib/protocol/receipt';
import { array, byteString, joined, whole } from '$lib/protocol/testing/hand-written-cbor';
import { openHub, type Hub } from '../../hub/hub';
import { saidBy, TestDevice } from '../../hub/testing/people';
import { disconnectHub } from './connection';
import { syncWithHub } from './engine';
import { readHubState } from './hub-state';
import { entryOf } from './operations';
import { waitingToSend } from './outbox';
import { inMemory } from '../../../tests/support/in-memory';

const approve = { verdict: 'approved' } as const;
const reject = { verdict: 'rejected', reason: 'wrong-room', text: '' } as const;
const isPush = ({ url }: Request) => new URL(url).pathname.endsWith('/push');
const unplugged: Fetch = () => Promise.reject(new TypeError('Failed to fetch'));

let hub: Hub;
let first: TestTablet;
let second: TestTablet;

beforeAll(async () => {
	hub = await openHub({ database: await inMemory() });
});
afterAll(() => hub.close());

beforeEach(async () => {
	first = await TestTablet.found(hub.fetch);
	await first.addRooms(1, 2);
	second = await first.colleague();
});

async function connectBoth() {
	await first.connect();
	must(await first.sync());
	await second.connect();
	must(await second.sync());
	must(await first.sync());
}

const states = () => [first, second].map(({ workspace }) => canonicalState(workspace.state));
const claim = async (n: number, serial?: string) => {
	const device = await TestDevice.make(hub.fetch, first.otpOf(n).code as Code, serial);
	expect(await saidBy(await device.claim())).toBe('waiting');
	return device;
};
const refOf = async (n: number, { sealed }: TestDevice): Promise<ApprovalRef> => ({
	otp: first.otpOf(n).id,
	request: (await shortHash(sealed)) as RequestId
});

/** Sends, and loses the answer. */
const losesAnswers =
	(of: (request: Request) => boolean): Fetch =>
	async (request) => {
		const response = await hub.fetch(request);
		if (of(request)) throw new TypeError('Failed to fetch');
		return response;
	};

describe('two tablets', () => {
	it('converge to the same state, whoever changed what while offline', async () => {
		await connectBoth();
		expect(states()[0]).toBe(states()[1]);
		await first.addRooms(3);
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await revokeOtps(second.workspace, [second.otpOf(1).id]));
		must(await second.sync());
		must(await first.sync());
		must(await second.sync());
		expect(states()[0]).toBe(states()[1]);
		expect(first.workspace.state.name.value).toBe('Fabrikam');
		expect(await waitingToSend(first.database)).toBe(0);
		expect(first.workspace.refused).toBe(0);
	});

	it('do not pull what they have pushed', async () => {
		await connectBoth();
		await first.addRooms(3);
		const pulls: string[] = [];
		first.fetch = (request) => {
			if (request.url.includes('/pull')) pulls.push(request.url);
			return hub.fetch(request);
		};
		must(await first.sync());
		expect(pulls).toEqual([]);
		expect((await readHubState(first.database))!.pulledTo).toBe(await first.database.entries.count());
	});

	it('are told by the answer to a push what came before it: nothing is asked for or sent twice', async () => {
		await connectBoth();
		must(await second.sync());
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
		const device = await claim(1);
		await first.addRooms(3);
		const asked: string[] = [];
		first.fetch = (request) => {
			asked.push(new URL(request.url).pathname.split('/').at(-1)!);
			return hub.fetch(request);
		};
		must(await first.sync());
		expect(asked).toEqual(['push']);
		expect(first.workspace.state.name.value).toBe('Fabrikam');
		await takeInInbox(first.workspace, first.database, Date.now());
		expect(findApproval(first.workspace.state, await refOf(1, device))).toBeTruthy();
		must(await first.sync());
		must(await second.sync());
		expect(states()[0]).toBe(states()[1]);
		expect((await readHubState(first.database))!.pulledTo).toBe(
			(await readHubState(second.database))!.pulledTo
		);
	});

	it('sync with a hub of an earlier version, which tells no news', async () => {
		await connectBoth();
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
		await first.addRooms(3);
		first.fetch = async (request) => {
			const answer = await hub.fetch(request);
			if (!isPush(request)) return answer;
			const { head, sequences, times } = (await answer.json()) as Record<string, unknown>;
			return Response.json({ head, sequences, times });
		};
		must(await first.sync());
		expect(first.workspace.state.name.value).toBe('Fabrikam');
	});

	it('take no news that are none', async () => {
		await connectBoth();
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
		await first.addRooms(3);
		for (const news of ['', 'no base64!', bytesToBase64(randomBytes(40))]) {
			first.fetch = async (request) => {
				const answer = await hub.fetch(request);
				return isPush(request) ? Response.json({ ...((await answer.json()) as object), news }) : answer;
			};
			expect(await first.sync()).toMatchObject({ ok: false, error: { type: 'NoHub' } });
		}
		first.fetch = hub.fetch;
		must(await first.sync());
		must(await second.sync());
		expect(states()[0]).toBe(states()[1]);
	});

	it('need no unlocking to sync', async () => {
		await connectBoth();
		first.workspace.close();
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
		must(await syncWithHub(first.ports));
		expect(await first.database.entries.count()).toBe(await second.database.entries.count());
	});
});

it('two devices approved by QR while out of touch: Conflict on both tablets, which say the same of it', async () => {
	await connectBoth();
	const otp = first.otpOf(1);
	const approvedBy = async ({ workspace }: TestTablet, serial: string) => {
		const device = { make: 'Logitech', model: 'RoomMate', serial };
		const { asked } = await makeRequest({ enteredAt: Date.now() }, otp.code as Code, device, Date.now());
		const scanned = must(await receiveScan(workspace, asked.qrText));
		if (scanned.type !== 'request') throw new Error(scanned.type);
		must(await decideRequest(workspace, scanned.ref, approve, { handedOver: true }));
		return scanned.ref.request;
	};
	const standing = ({ workspace: { state } }: TestTablet) =>
		provisioningOf(state.otps.get(otp.id), state.batches.get(otp.batch), Date.now());
	const here = await approvedBy(first, 'SERIAL-1');
	// The earlier one stands, so the other one's entries must not be of the same millisecond.
	const earlier = first.workspace.state.lastStamp;
	await expect.poll(() => Date.now()).toBeGreaterThan(stampTime(earlier));
	const there = await approvedBy(second, 'SERIAL-2');
	expect([first, second].map((tablet) => standing(tablet).status)).toEqual(['approved', 'approved']);
	for (const tablet of [first, second, first]) must(await tablet.sync());
	expect(states()[0]).toBe(states()[1]);
	for (const tablet of [first, second])
		expect(standing(tablet)).toMatchObject({
			status: 'conflict',
			stands: { request: here, by: first.keys.member },
			others: [{ request: there, by: second.keys.member }]
		});
});

describe('a push', () => {
	it('whose answer was lost is repeated, and everything is there once', async () => {
		await connectBoth();
		await first.addRooms(3);
		first.fetch = losesAnswers(isPush);
		expect((await first.sync()).ok).toBe(false);
		expect((await readHubState(first.database))!.failure).toBe('Unreachable');
		expect(await waitingToSend(first.database)).toBeGreaterThan(0);
		first.fetch = hub.fetch;
		must(await first.sync());
		must(await second.sync());
		expect(states()[0]).toBe(states()[1]);
		for (const { database } of [first, second]) {
			const entries = await sequencesOf(database);
			expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
			expect(new Set(entries.map(({ sequence }) => sequence)).size).toBe(entries.length);
			expect(await database.operations.count()).toBe(0);
		}
	});

	it('carries the operations of its entries, and never before them', async () => {
		await connectBoth();
		const pushes: { entries: string[]; operations: [type: string, ticketId: string][] }[] = [];
		first.fetch = async (request) => {
			if (isPush(request)) {
				const push = parsePush(new Uint8Array(await request.clone().arrayBuffer()))!;
				pushes.push({
					entries: push.entries.map((bytes) => parseEntryEnvelope(bytes)!.id),
					operations: push.operations.map(({ type, ticketId }) => [type, ticketId])
				});
			}
			return hub.fetch(request);
		};
		const replaced = first.otpOf(1).id;
		await first.generate(1);
		const { id, key } = first.otpOf(1);
		must(await revokeOtps(first.workspace, [id]));
		must(await first.sync());
		const [issuing, revoking] = pushes[0]!.entries;
		expect(issuing).toBe(entryOf(key));
		expect(pushes).toEqual([
			{
				entries: [issuing, revoking],
				operations: [
					['void', replaced],
					['ticket', id],
					['void', id]
				]
			}
		]);
		// Nothing is left to say, and nothing is said.
		must(await first.sync());
		expect(pushes).toHaveLength(1);
	});

	it('that the hub refuses leaves everything as it was, and what is new is pulled all the same', async () => {
		await connectBoth();
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
		const waiting = await waitingToSend(first.database);
		await first.addRooms(3);
		first.fetch = async (request) =>
			isPush(request)
				? new Response(JSON.stringify({ type: '/problems/quota-used-up', detail: '' }), {
						status: 429,
						headers: { 'Content-Type': 'application/problem+json' }
					})
				: hub.fetch(request);
		expect(await first.sync()).toMatchObject({ error: { type: 'Refused', problem: 'quota-used-up' } });
		expect(first.workspace.state.name.value).toBe('Fabrikam');
		expect(await waitingToSend(first.database)).toBeGreaterThan(waiting);
	});
});

describe('a pull', () => {
	const page = (head: number, ...rows: (readonly [sequence: number, kind: number])[]) =>
		array([
			whole(1),
			whole(head),
			array(
				rows.map(([sequence, kind]) =>
					array([whole(sequence), whole(kind), whole(5), byteString(new Uint8Array(9))])
				)
			)
		]);

	it('whose answer is no page stores nothing, and is made up for', async () => {
		await connectBoth();
		const [before, count] = [await readHubState(first.database), await first.database.entries.count()];
		const next = before!.pulledTo + 1;
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
		for (const [what, bytes] of [
			['nothing', new Uint8Array()],
			['noise', randomBytes(40)],
			['a gap', page(next + 1, [next + 1, 2])],
			['what is here already', page(next, [next - 1, 2])],
			['one thing twice', page(next + 1, [next, 2], [next, 2])],
			['a head behind its items', page(next - 1, [next, 2])],
			['a kind that there is not', page(next, [next, 9])],
			['a page and more', joined(page(next, [next, 2]), Uint8Array.of(0))]
		] as const) {
			first.fetch = async (request) =>
				request.url.includes('/pull')
					? new Response(new Uint8Array(bytes), { headers: { 'Content-Type': 'application/cbor' } })
					: hub.fetch(request);
			expect(await syncWithHub(first.ports), what).toEqual({
				ok: false,
				error: { type: 'NoHub', status: 200 }
			});
			expect(await readHubState(first.database), what).toMatchObject({
				pulledTo: before!.pulledTo,
				failure: 'NoHub'
			});
			expect(await first.database.entries.count(), what).toBe(count);
			expect(await first.database.inbox.count(), what).toBe(0);
		}
		first.fetch = hub.fetch;
		must(await first.sync());
		expect((await readHubState(first.database))!.failure).toBeNull();
		expect(states()[0]).toBe(states()[1]);
	});
});

describe('a tablet with a wrong clock', () => {
	it('learns the hub’s time from its refusal and goes on', async () => {
		await first.connect();
		first.clock = () => Date.now() - 3 * 3_600_000;
		let requests = 0;
		first.fetch = (request) => (requests++, hub.fetch(request));
		must(await first.sync());
		const { clockOffset } = (await readHubState(first.database))!;
		// To the hour, as the answer may have been long under way.
		expect(Math.round(clockOffset / 3_600_000)).toBe(3);
		requests = 0;
		must(await first.sync());
		expect(requests).toBe(1);
	});
});

describe('a request through the hub', () => {
	it('reaches every tablet, and the decision the device, which decides once', async () => {
		await connectBoth();
		const device = await claim(1);
		must(await first.sync());
		must(await second.sync());
		const ref = await refOf(1, device);
		for (const { workspace } of [first, second])
			expect(waitingApprovals(workspace.state, Date.now())).toMatchObject([{ request: { via: 'hub' } }]);
		must(await decideRequest(second.workspace, ref, approve));
		must(await second.sync());
		expect(await saidBy(await device.state())).toBe('decided');
		must(await first.sync());
		must(await second.sync());
		expect(states()[0]).toBe(states()[1]);
		expect(findApproval(first.workspace.state, ref)?.standing?.decided.decision).toEqual(approve);
		expect(await first.database.inbox.count()).toBe(0);
	});

	it('is followed by the device’s word that it has read the decision, and that it has signed in', async () => {
		await connectBoth();
		const device = await claim(1);
		must(await first.sync());
		const ref = await refOf(1, device);
		must(await decideRequest(first.workspace, ref, approve));
		must(await first.sync());
		const { deviceRequest } = findApproval(first.workspace.state, ref)!.request;
		const keys = await handOffKeysOf(device.code);
		for (const what of ['delivered', 'signed-in', 'delivered'] as const)
			await device.ack(await sealReceipt(keys, deviceRequest, Date.now(), what));
		must(await first.sync());
		const facts = first.otpOf(1).facts.map(({ type }) => type);
		expect(facts).toEqual(['requested', 'decided', 'delivered', 'signed-in']);
		// It was not shown to the device: what has reached it has left the tablet.
		const { handedOverAt, deliveredAt } = findApproval(first.workspace.state, ref)!.standing!;
		expect(deliveredAt).toBeGreaterThan(0);
		expect(handedOverAt).toBe(deliveredAt);
	});

	it('that two tablets have decided differently while out of touch ends as the device was told', async () => {
		await connectBoth();
		const device = await claim(1);
		must(await first.sync());
		must(await second.sync());
		const ref = await refOf(1, device);
		// Earlier in the journal's order, and later at the hub.
		must(await decideRequest(first.workspace, ref, reject));
		must(await decideRequest(second.workspace, ref, approve));
		must(await second.sync());
		must(await first.sync());
		const { deviceRequest } = findApproval(first.workspace.state, ref)!.request;
		await device.ack(
			await sealReceipt(await handOffKeysOf(device.code), deviceRequest, Date.now(), 'delivered')
		);
		for (let i = 0; i < 3; i++) for (const tablet of [first, second]) must(await tablet.sync());
		expect(states()[0]).toBe(states()[1]);
		for (const { workspace } of [first, second])
			expect(findApproval(workspace.state, ref)?.standing).toMatchObject({
				decided: { decision: approve, by: second.keys.member },
				overruled: [{ decision: reject, by: first.keys.member }]
			});
	});

	it('that was decided, taken back and decided otherwise ends as the device was told', async () => {
		await connectBoth();
		const device = await claim(1);
		must(await first.sync());
		const ref = await refOf(1, device);
		must(await decideRequest(first.workspace, ref, approve));
		must(await withdrawDecision(first.workspace, ref));
		must(await decideRequest(first.workspace, ref, reject));
		must(await first.sync());
		const { deviceRequest } = findApproval(first.workspace.state, ref)!.request;
		await device.ack(
			await sealReceipt(await handOffKeysOf(device.code), deviceRequest, Date.now(), 'delivered')
		);
		for (let i = 0; i < 3; i++) for (const tablet of [first, second]) must(await tablet.sync());
		expect(states()[0]).toBe(states()[1]);
		// What was taken back is nobody's word any more.
		for (const { workspace } of [first, second])
			expect(findApproval(workspace.state, ref)?.standing).toMatchObject({
				decided: { decision: reject },
				overruled: []
			});
	});

	it('waits in the inbox while the workspace is locked', async () => {
		await connectBoth();
		const device = await claim(1);
		must(await syncWithHub(first.ports));
		expect(await first.database.inbox.count()).toBe(1);
		expect(waitingApprovals(first.workspace.state, Date.now())).toHaveLength(0);
		await first.workspace.refresh();
		await takeInInbox(first.workspace, first.database, Date.now());
		const { serial, via } = findApproval(first.workspace.state, await refOf(1, device))!.request;
		expect({ serial, via }).toEqual({ serial: '20453AB00123', via: 'hub' });
		expect(await first.database.inbox.count()).toBe(0);
	});

	it('of a ticket that is not known yet waits until it is; a damaged one goes; neither stops the rest', async () => {
		await connectBoth();
		const device = await claim(1);
		const at = Date.now();
		const stranger = await TestDevice.make(hub.fetch);
		await first.database.inbox.bulkAdd([
			{ sequence: 900, kind: 'request', at, bytes: new Uint8Array([1, 2, 3]) },
			{ sequence: 901, kind: 'request', at, bytes: stranger.sealed },
			{ sequence: 902, kind: 'request', at, bytes: device.sealed }
		]);
		await takeInInbox(first.workspace, first.database, at);
		expect((await first.database.inbox.toArray()).map(({ sequence }) => sequence)).toEqual([901]);
		const { request } = await refOf(1, device);
		expect(waitingApprovals(first.workspace.state, at)).toMatchObject([{ request: { request } }]);
		await takeInInbox(first.workspace, first.database, at + 61 * 86_400_000);
		expect(await first.database.inbox.count()).toBe(0);
	});

	it('decided while offline is decided once there is a network', async () => {
		await connectBoth();
		const device = await claim(1);
		must(await first.sync());
		first.fetch = unplugged;
		must(await decideRequest(first.workspace, await refOf(1, device), approve));
		expect((await first.sync()).ok).toBe(false);
		expect(await saidBy(await device.state())).toBe('waiting');
		first.fetch = hub.fetch;
		must(await first.sync());
		expect(await saidBy(await device.state())).toBe('decided');
	});
});

describe('a decision', () => {
	const decided = async (): Promise<{ device: TestDevice; ref: ApprovalRef }> => {
		await connectBoth();
		const device = await claim(1);
		must(await first.sync());
		const ref = await refOf(1, device);
		must(await decideRequest(first.workspace, ref, approve));
		return { device, ref };
	};

	it('that waits can be withdrawn, and the device never hears of it', async () => {
		const { device, ref } = await decided();
		must(await withdrawDecision(first.workspace, ref));
		must(await first.sync());
		expect(await saidBy(await device.state())).toBe('waiting');
		must(await decideRequest(first.workspace, ref, reject));
		must(await first.sync());
		expect(await saidBy(await device.state())).toBe('decided');
	});

	it('that has been sent cannot be', async () => {
		const { ref } = await decided();
		must(await first.sync());
		expect(await withdrawDecision(first.workspace, ref)).toMatchObject({ error: { type: 'HandedOver' } });
		must(await second.sync());
		expect(await withdrawDecision(second.workspace, ref)).toMatchObject({ error: { type: 'HandedOver' } });
	});

	it('that may have been sent cannot be, as long as the answer is not there and after it was lost', async () => {
		const { ref } = await decided();
		let withdrawn: unknown;
		first.fetch = async (request) => {
			if (isPush(request)) {
				await hub.fetch(request);
				withdrawn = await withdrawDecision(first.workspace, ref);
				throw new TypeError('Failed to fetch');
			}
			return hub.fetch(request);
		};
		expect((await first.sync()).ok).toBe(false);
		expect(withdrawn).toMatchObject({ error: { type: 'HandedOver' } });
		expect(await withdrawDecision(first.workspace, ref)).toMatchObject({ error: { type: 'HandedOver' } });
	});

	it('that the hub refused to take can still be', async () => {
		const { ref } = await decided();
		first.fetch = async (request) =>
			isPush(request)
				? new Response(JSON.stringify({ type: '/problems/quota-used-up', detail: '' }), {
						status: 429,
						headers: { 'Content-Type': 'application/problem+json' }
					})
				: hub.fetch(request);
		expect((await first.sync()).ok).toBe(false);
		must(await withdrawDecision(first.workspace, ref));
	});

	it('can be withdrawn while the hub is known not to answer', async () => {
		await connectBoth();
		const device = await claim(1);
		must(await first.sync());
		const ref = await refOf(1, device);
		first.fetch = unplugged;
		expect((await first.sync()).ok).toBe(false);
		must(await decideRequest(first.workspace, ref, approve));
		expect((await first.sync()).ok).toBe(false);
		must(await withdrawDecision(first.workspace, ref));
		// The same where the browser says that there is no network.
		first.fetch = hub.fetch;
		must(await first.sync());
		must(await decideRequest(first.workspace, ref, approve));
		first.isOnline = false;
		first.fetch = unplugged;
		expect((await first.sync()).ok).toBe(false);
		must(await withdrawDecision(first.workspace, ref));
	});

	it('is withdrawn or sent, never both, whoever is first', async () => {
		await connectBoth();
		const turns = async (count: number) => {
			for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
		};
		const outcomes = new Set<boolean>();
		for (let round = 0; round < 20; round++) {
			await first.generate(1);
			must(await first.sync());
			const device = await claim(1, `S-${round}`);
			must(await first.sync());
			const ref = await refOf(1, device);
			must(await decideRequest(first.workspace, ref, approve));
			const [, withdrawal] = await Promise.all([
				turns(round % 10).then(() => first.sync()),
				turns(round > 10 ? 3 : 0).then(() => withdrawDecision(first.workspace, ref))
			]);
			must(await first.sync());
			outcomes.add(withdrawal.ok);
			expect(await saidBy(await device.state())).toBe(withdrawal.ok ? 'waiting' : 'decided');
		}
		expect(outcomes).toEqual(new Set([true, false]));
	});
});

describe('connecting', () => {
	it('asks for the operator’s token where the hub wants one', async () => {
		const closed = await openHub({ database: await inMemory(), signUpToken: 'let me in' });
		const tablet = await TestTablet.found(closed.fetch);
		const key = { id: tablet.keys.member, signingKey: tablet.keys.signingKey };
		const ports = { ...tablet.ports, tablet: key, rootKey: tablet.rootKey };
		for (const token of ['', 'wrong'])
			expect(await connectWorkspace(tablet.workspace, ports, token)).toEqual({
				ok: false,
				error: { type: 'SignUpTokenNeeded', wasGiven: token !== '' }
			});
		expect(await connectWorkspace(tablet.workspace, { ...ports, rootKey: null })).toEqual({
			ok: false,
			error: { type: 'NotLetIn' }
		});
		await tablet.connect('let me in');
		must(await tablet.sync());
		await closed.close();
	});

	it('says that there is no hub where a static host answers', async () => {
		first.fetch = async () =>
			new Response('<!doctype html>', { status: 404, headers: { 'Content-Type': 'text/html' } });
		await expect(first.connect()).rejects.toThrow('NoHub');
		expect(await readHubState(first.database)).toBeNull();
		expect(first.workspace.makeOperations).toBeNull();
	});

	it('to another hub brings everything there, with what is under way', async () => {
		await connectBoth();
		await claim(2);
		must(await first.sync());
		const count = await first.database.entries.count();
		const other = await openHub({ database: await inMemory() });
		await disconnectHub(first.database);
		first.workspace.makeOperations = null;
		must(await revokeOtps(first.workspace, [first.otpOf(2).id]));
		first.fetch = other.fetch;
		await first.connect();
		must(await first.sync());
		expect(await waitingToSend(first.database)).toBe(0);
		expect((await readHubState(first.database))!.pulledTo).toBe(count + 1);
		const device = await TestDevice.make(other.fetch, first.otpOf(1).code as Code);
		expect(await saidBy(await device.claim())).toBe('waiting');
		const revoked = await TestDevice.make(other.fetch, first.otpOf(2).code as Code);
		expect(await saidBy(await revoked.claim())).toBe('ticket-unknown');
		await other.close();
	});

	it('again tells the hub what was revoked in the meantime, and sends no entry twice', async () => {
		await connectBoth();
		await disconnectHub(first.database);
		first.workspace.makeOperations = null;
		must(await revokeOtps(first.workspace, [first.otpOf(1).id]));
		const sent: number[] = [];
		first.fetch = async (request) => {
			if (isPush(request))
				sent.push(parsePush(new Uint8Array(await request.clone().arrayBuffer()))!.entries.length);
			return hub.fetch(request);
		};
		await first.connect();
		must(await first.sync());
		expect(sent).toEqual([1]);
		const device = await TestDevice.make(hub.fetch, first.otpOf(1).code as Code);
		expect(await saidBy(await device.claim())).toBe('ticket-void');
	});

	it('that ends while a push is under way sends nothing more, and loses nothing', async () => {
		await connectBoth();
		must(await renameWorkspace(first.workspace, 'Fabrikam'));
		let pushes = 0;
		first.fetch = async (request) => {
			const response = await hub.fetch(request);
			if (!isPush(request)) return response;
			if (++pushes > 3) throw new TypeError('Failed to fetch');
			await disconnectHub(first.database);
			return response;
		};
		await first.sync();
		expect(pushes).toBe(1);
		expect(await waitingToSend(first.database)).toBe(1);
	});

	it('goes on where the hub has lost what it had: everything is there again', async () => {
		await connectBoth();
		const count = await first.database.entries.count();
		const restored = await openHub({ database: await inMemory() });
		const before = (await readHubState(first.database))!;
		const sequences = await first.database.entries.toArray();
		first.fetch = restored.fetch;
		await first.connect();
		// The workspace and its members were in the operator's backup, its journal was not.
		await first.database.operations.clear();
		await first.database.entries.bulkPut(sequences);
		await first.database.local.put({ key: 'hub', value: before });
		must(await syncWithHub(first.ports));
		expect(await readHubState(first.database)).toMatchObject({ needsOperations: true, pulledTo: count });
		await first.tell();
		must(await first.sync());
		const device = await TestDevice.make(restored.fetch, first.otpOf(1).code as Code);
		expect(await saidBy(await device.claim())).toBe('waiting');
		await restored.close();
	});
});
