import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { extendBatch, revokeOtps } from '../../src/lib/commands/change-otps';
import { decideRequest } from '../../src/lib/commands/decide-request';
import { issueInvite, letTabletIn, lookForAnswer } from '../../src/lib/commands/invite-tablet';
import { setPreferences } from '../../src/lib/commands/set-preferences';
import { TestJoiner } from '../../src/lib/commands/testing/test-joiner';
import { must, roomId, TestTablet, type Fetch } from '../../src/lib/commands/testing/test-tablet';
import { removeTablet } from '../../src/lib/commands/remove-tablet';
import { Courier } from '../../src/lib/device/courier.svelte';
import { DeviceDatabase } from '../../src/lib/device/database';
import { isAtHub, type Room } from '../../src/lib/device/room';
import { DeviceStore, type Written } from '../../src/lib/device/store.svelte';
import { safeRule } from '../../src/lib/domain/auto-approval';
import type { MemberId } from '../../src/lib/domain/ids';
import { provisioningOf } from '../../src/lib/domain/provisioning';
import { waitingApprovals } from '../../src/lib/journal/approvals';
import { canonicalState } from '../../src/lib/journal/testing/canonical-state';
import { randomId } from '../../src/lib/protocol/bytes';
import type { Code } from '../../src/lib/protocol/code';
import { readHubState } from '../../src/lib/sync/hub-state';
import { waitingToSend } from '../../src/lib/sync/outbox';
import type { Hub } from '../../src/hub/hub';
import { engines, newHub, type Engine } from '../../src/hub/testing/new-hub';
import { hour, saidBy, TestDevice } from '../../src/hub/testing/people';

const known = <T>(written: Written<T>): T => {
	if (!written.ok) throw new Error(written.error.type);
	return written.value;
};
const until = (isSo: () => unknown) => vi.waitUntil(isSo, { timeout: 110_000, interval: 10 });

/** A hub, and one that stands where it stood when the backup was made: until then both have heard the same. */
class Restorable {
	#answering: 'both' | 'live' | 'restored' = 'both';
	#time = Date.now();
	#ahead = 0;
	#last: Promise<unknown> = Promise.resolve();
	/** Method and end of the path of each request. */
	readonly calls: string[] = [];

	private constructor(
		private readonly live: Hub,
		private readonly restored: Hub
	) {}

	static async open(engine: Engine): Promise<Restorable> {
		let clock = () => Date.now();
		const options = { now: () => clock(), limits: { unknownTickets: 1_000_000 } };
		const [live, restored] = await Promise.all([newHub(engine, options), newHub(engine, options)]);
		const hub = new Restorable(live, restored);
		clock = () => hub.#time + hub.#ahead;
		return hub;
	}

	/** Both hear the same again: what comes is of another workspace. */
	begin(): void {
		this.#answering = 'both';
		this.#ahead = 0;
		this.calls.length = 0;
	}

	/** From here on nothing is in the backup. */
	backUp(): void {
		this.#answering = 'live';
	}

	/** The backup takes the place of what there was. */
	restore(): void {
		this.#answering = 'restored';
	}

	/** Time goes by for the hub. */
	later(ms: number): void {
		this.#ahead += ms;
	}

	/** One request after the other, each a moment of its own, so that both do the same. */
	readonly fetch: Fetch = (request) => {
		this.calls.push(`${request.method} ${new URL(request.url).pathname.split('/').at(-1)}`);
		const answer = this.#last.then(async () => {
			this.#time = Math.max(this.#time + 1, Date.now());
			if (this.#answering === 'restored') return this.restored.fetch(request);
			const copy = this.#answering === 'both' && !request.url.endsWith('/events') ? request.clone() : null;
			const answered = await this.live.fetch(request);
			if (copy) await (await this.restored.fetch(copy)).arrayBuffer();
			return answered;
		});
		this.#last = answer.catch(() => undefined);
		return answer;
	};

	async close(): Promise<void> {
		await Promise.all([this.live.close(), this.restored.close()]);
	}
}

/** A technician's phone in front of one room, its page open: the app's own store and courier. */
class Phone {
	#courier: Courier | undefined;
	#looking: ReturnType<typeof setInterval> | undefined;

	private constructor(
		readonly store: DeviceStore,
		readonly id: string,
		private readonly fetch: Fetch
	) {}

	/** Its request waits to be sent. */
	static async at(code: Code, fetch: Fetch, serial = 'S1'): Promise<Phone> {
		const store = await DeviceStore.open(new DeviceDatabase(`phone-${randomId()}`));
		const { room } = known(await store.enter({ code, room: null }));
		known(await store.confirm(room.id));
		known(await store.describe(room.id, { make: 'Logitech', model: 'Tap', serial }));
		known(await store.show(room.id));
		return new Phone(store, room.id, fetch);
	}

	get room(): Room {
		return this.store.rooms.find(({ id }) => id === this.id)!;
	}

	get phase(): string {
		return this.room.progress.phase;
	}

	get refusal(): string | undefined {
		return this.room.hub.refusal?.name;
	}

	/** Whether there is nothing that it still has to say. */
	get hasSaidAll(): boolean {
		return this.room.hub.receipts.length === 0;
	}

	/** Opens the page. */
	look(): void {
		this.#courier = new Courier(this.store, {
			address: 'http://hub.test',
			fetch: (input, init) => this.fetch(new Request(input as string, init)),
			isThere: async () => true,
			random: () => 0.01
		});
		let seen = '';
		this.#looking = setInterval(() => {
			const view = { rooms: this.store.rooms, roomId: this.id, isVisible: true };
			if (JSON.stringify(view) !== seen) this.#courier?.see(view);
			seen = JSON.stringify(view);
		}, 5);
	}

	/** Closes it again. */
	lookAway(): void {
		clearInterval(this.#looking);
		this.#courier?.close();
	}

	/** Sends its request, and closes the page: an answer may have come by then, if the hub had one. */
	async ask(): Promise<void> {
		this.look();
		await until(() => isAtHub(this.room) || this.phase === 'approved');
		this.lookAway();
	}

	async signIn(): Promise<void> {
		known(await this.store.signedIn(this.id));
	}

	close(): void {
		this.lookAway();
		this.store.close();
	}
}

describe.each(engines)('a hub on %s that was set back to an older backup', (engine) => {
	let hub: Restorable;
	let tablet: TestTablet;
	const phones: Phone[] = [];

	beforeAll(async () => {
		hub = await Restorable.open(engine);
	});
	beforeEach(async () => {
		hub.begin();
		tablet = await TestTablet.found(hub.fetch);
		await tablet.addRooms(1, 2);
		await tablet.connect();
		must(await tablet.sync());
	});
	afterEach(async () => {
		for (const phone of phones.splice(0)) phone.close();
	});
	afterAll(() => hub.close());

	const codeOf = (n: number) => tablet.otpOf(n).code as Code;
	async function phoneAt(n: number, serial?: string): Promise<Phone> {
		const phone = await Phone.at(codeOf(n), hub.fetch, serial);
		phones.push(phone);
		return phone;
	}
	/** An unlocked tablet in step, as an open tab keeps it. */
	async function inStep(of = tablet): Promise<void> {
		// It notices, pulls everything, tells, and sends what it tells: a tab goes on until nothing is left to do.
		for (let i = 0; i < 10; i++) {
			must(await of.sync());
			if ((await readHubState(of.database))!.needsOperations) await of.tell();
			else if (i >= 2 && (await waitingToSend(of.database)) === 0) return;
		}
		expect.fail('The tablet does not come to rest.');
	}
	/** Approves what waits, and says how much that was. */
	async function approveAll(): Promise<number> {
		const waiting = waitingApprovals(tablet.workspace.state, Date.now());
		for (const { otp, request } of waiting)
			must(
				await decideRequest(
					tablet.workspace,
					{ otp: otp.id, request: request.request },
					{ verdict: 'approved' }
				)
			);
		return waiting.length;
	}
	const statusOf = (n: number) => {
		const otp = tablet.otpOf(n);
		return provisioningOf(otp, tablet.workspace.state.batches.get(otp.batch), Date.now()).status;
	};
	const stranger = async (n: number) => TestDevice.make(hub.fetch, codeOf(n));
	const grantAll = async () => {
		const { value } = tablet.workspace.state.preferences;
		const autoApprovalRule = { ...safeRule, onlyWithSerial: false };
		must(await setPreferences(tablet.workspace, { ...value, autoApproval: true, autoApprovalRule }));
	};

	/** What the hub has lost of room 1, and what the phone in front of it shows in the end by itself. */
	const states: [lost: string, before: (phone: Phone) => Promise<void>][] = [
		[
			'a claim, and it is decided before the phone asks again',
			async (phone) => {
				hub.backUp();
				await phone.ask();
				must(await tablet.sync());
				hub.restore();
				expect(await approveAll()).toBe(1);
				await inStep();
			}
		],
		[
			'a claim, and the phone asks before it is decided',
			async (phone) => {
				hub.backUp();
				await phone.ask();
				hub.restore();
				phone.look();
				// What nobody had pulled is claimed again, and comes again.
				await until(() => hub.calls.filter((call) => call === 'POST claim').length > 1);
				phone.lookAway();
				await inStep();
				expect(await approveAll()).toBe(1);
				await inStep();
			}
		],
		[
			'a decision',
			async (phone) => {
				await phone.ask();
				must(await tablet.sync());
				hub.backUp();
				expect(await approveAll()).toBe(1);
				must(await tablet.sync());
				hub.restore();
				await inStep();
			}
		],
		[
			'a claim and its decision',
			async (phone) => {
				hub.backUp();
				await phone.ask();
				must(await tablet.sync());
				expect(await approveAll()).toBe(1);
				must(await tablet.sync());
				hub.restore();
				await inStep();
			}
		],
		[
			'a claim and its decision, and the code has expired since',
			async (phone) => {
				hub.backUp();
				await phone.ask();
				must(await tablet.sync());
				expect(await approveAll()).toBe(1);
				must(await tablet.sync());
				hub.restore();
				await inStep();
				hub.later(9 * hour);
			}
		],
		[
			'a release of a grant',
			async (phone) => {
				await grantAll();
				must(await tablet.sync());
				must(await tablet.sync());
				hub.backUp();
				await phone.ask();
				must(await tablet.sync());
				expect(statusOf(1)).toBe('approved');
				hub.restore();
				await inStep();
				expect(await saidBy(await (await stranger(1)).claim())).toBe('ticket-used');
			}
		],
		[
			'a claim, and another device claims the ticket before the decision is there again',
			async (phone) => {
				hub.backUp();
				await phone.ask();
				must(await tablet.sync());
				expect(await approveAll()).toBe(1);
				must(await tablet.sync());
				hub.restore();
				const other = await stranger(1);
				expect(await saidBy(await other.claim())).toBe('waiting');
				phone.look();
				await until(() => phone.refusal === 'ticket-used');
				phone.lookAway();
				await inStep();
				expect(await saidBy(await other.state())).toBe('waiting');
				// The admin sees that two have asked.
				expect(waitingApprovals(tablet.workspace.state, Date.now())).toHaveLength(1);
			}
		]
	];

	it.each(states)('has lost %s: the phone ends approved', async (_, before) => {
		const phone = await phoneAt(1);
		await before(phone);
		phone.look();
		await until(() => phone.phase === 'approved');
		expect(phone.refusal).toBeUndefined();
	});

	it('has lost the ticket: the phone says so, keeps asking, and is approved once a tablet was there', async () => {
		hub.backUp();
		await tablet.generate(1);
		must(await tablet.sync());
		const phone = await phoneAt(1);
		await phone.ask();
		hub.restore();
		phone.look();
		await until(() => phone.refusal === 'ticket-unknown');
		await inStep();
		await until(() => isAtHub(phone.room));
		must(await tablet.sync());
		expect(await approveAll()).toBe(1);
		await inStep();
		await until(() => phone.phase === 'approved');
	});

	it('has lost everything but the workspace after the code expired: the decision still reaches the phone', async () => {
		const phone = await phoneAt(1);
		hub.backUp();
		await tablet.generate(1);
		must(await tablet.sync());
		const newer = await Phone.at(codeOf(1), hub.fetch);
		phones.push(newer);
		await newer.ask();
		must(await tablet.sync());
		expect(await approveAll()).toBe(1);
		must(await tablet.sync());
		hub.restore();
		tablet.clock = () => Date.now();
		await inStep();
		hub.later(9 * hour);
		newer.look();
		await until(() => newer.phase === 'approved');
		// The sheet before this one was replaced: it is that again, too.
		phone.look();
		await until(() => phone.refusal === 'ticket-void');
	});

	it.each([
		['after a tablet has told the decision again', true],
		['before any tablet was there', false]
	])('has lost what a phone has had: its receipts arrive %s, and nobody else gets in', async (_, told) => {
		const phone = await phoneAt(1);
		hub.backUp();
		await phone.ask();
		must(await tablet.sync());
		await approveAll();
		must(await tablet.sync());
		hub.restore();
		if (told) await inStep();
		else {
			hub.backUp();
			phone.look();
			await until(() => phone.phase === 'approved');
			phone.lookAway();
			hub.restore();
		}
		phone.look();
		await until(() => phone.phase === 'approved');
		await phone.signIn();
		await until(() => phone.hasSaidAll);
		expect(phone.room.hub.toldAt).not.toBeNull();
		expect(await saidBy(await (await stranger(1)).claim())).toBe('ticket-used');
		await inStep();
		await inStep();
		expect(statusOf(1)).toBe('provisioned');
	});

	it('has lost receipts that a tablet had: the tablet knows that the device has signed in', async () => {
		const phone = await phoneAt(1);
		await phone.ask();
		must(await tablet.sync());
		await approveAll();
		must(await tablet.sync());
		hub.backUp();
		phone.look();
		await until(() => phone.phase === 'approved');
		await phone.signIn();
		await until(() => phone.hasSaidAll);
		must(await tablet.sync());
		hub.restore();
		await inStep();
		expect(statusOf(1)).toBe('provisioned');
	});

	it('has lost a revocation and an extension: both hold again once a tablet was there', async () => {
		hub.backUp();
		must(await revokeOtps(tablet.workspace, [tablet.otpOf(1).id]));
		must(await extendBatch(tablet.workspace, tablet.otpOf(2).batch, Date.now() + 48 * hour));
		must(await tablet.sync());
		hub.restore();
		await inStep();
		const revoked = await phoneAt(1);
		revoked.look();
		await until(() => revoked.refusal === 'ticket-void');
		hub.later(24 * hour);
		const extended = await phoneAt(2);
		extended.look();
		await until(() => isAtHub(extended.room));
	});

	it('has lost that a tablet was removed, and that another one was let in: it knows both again', async () => {
		const removed = await tablet.colleague();
		await tablet.tell();
		must(await tablet.sync());
		await removed.connect();
		must(await removed.sync());
		must(await tablet.sync());
		hub.backUp();
		must(await removeTablet(tablet.workspace, tablet.ports, removed.keys.member as MemberId));
		const joiner = await joined();
		hub.restore();
		expect(await joiner.sync()).toMatchObject({ ok: false, error: { problem: 'not-signed' } });
		await inStep();
		expect(await removed.sync()).toMatchObject({ ok: false, error: { problem: 'not-signed' } });
		await inStep(joiner);
		expect(canonicalState(joiner.workspace.state)).toBe(canonicalState(tablet.workspace.state));
	});

	/** A second tablet, which has joined. */
	async function joined(): Promise<TestTablet> {
		const issued = must(await issueInvite(tablet.workspace, tablet.ports));
		const joiner = await TestJoiner.scan(issued.text, hub.fetch);
		must(await joiner.answer());
		const answer = must(await lookForAnswer(tablet.workspace, tablet.ports, issued))!;
		must(await letTabletIn(tablet.workspace, tablet.ports, issued, answer.joiner, tablet.secrets));
		return joiner.open();
	}

	it('has lost the answer to an invitation: the joining tablet gives it again', async () => {
		const issued = must(await issueInvite(tablet.workspace, tablet.ports));
		hub.backUp();
		const joiner = await TestJoiner.scan(issued.text, hub.fetch);
		must(await joiner.answer());
		hub.restore();
		expect(must(await joiner.look())).toBeNull();
		const answer = must(await lookForAnswer(tablet.workspace, tablet.ports, issued))!;
		must(await letTabletIn(tablet.workspace, tablet.ports, issued, answer.joiner, tablet.secrets));
		expect((await joiner.open()).workspace.id).toBe(tablet.workspace.id);
	});

	it('has lost an invitation: both tablets are told that it has ended, and nobody is suspected', async () => {
		hub.backUp();
		const issued = must(await issueInvite(tablet.workspace, tablet.ports));
		const joiner = await TestJoiner.scan(issued.text, hub.fetch);
		must(await joiner.answer());
		hub.restore();
		expect(await joiner.look()).toEqual({ ok: false, error: { type: 'InviteEnded' } });
		expect(await lookForAnswer(tablet.workspace, tablet.ports, issued)).toEqual({
			ok: false,
			error: { type: 'InviteEnded' }
		});
	});

	it('of another room says nothing about this one', async () => {
		const phone = await phoneAt(2);
		await phone.ask();
		hub.backUp();
		await tablet.generate(1);
		must(await tablet.sync());
		hub.restore();
		await inStep();
		await approveAll();
		await inStep();
		phone.look();
		await until(() => phone.phase === 'approved');
		expect(roomId(2)).toBe(tablet.otpOf(2).account);
	});
});
