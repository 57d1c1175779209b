import 'fake-indexeddb/auto';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { safeRule } from '$lib/domain/auto-approval';
import type { RoompassDatabase } from '$lib/journal/database';
import { ruleIdentity } from '$lib/journal/grants';
import { base64ToBytes } from '$lib/protocol/bytes';
import { isMembershipSignedBy } from '$lib/protocol/hub/workspace';
import { importVerifyingKey } from '$lib/protocol/signing';
import type { SyncError } from '$lib/sync/engine';
import { newHubState, putHubState, readHubState, type HubState } from '$lib/sync/hub-state';
import type { LinkPorts } from '$lib/sync/link';
import { operationsOf } from '$lib/sync/operations';
import { generateSecrets, type NewSecrets } from '$lib/vault/keys';
import { hub } from './hub.svelte';
import { setPreferences } from './set-preferences';
import { must, TestTablet } from './testing/test-tablet';

const fakes = vi.hoisted(() => ({
	database: null as unknown,
	ports: null as unknown,
	session: {} as { workspace?: unknown; vault?: unknown },
	links: [] as FakeLink[],
	takeInInbox: vi.fn<(...args: unknown[]) => Promise<void>>()
}));
interface FakeLink {
	readonly ports: LinkPorts;
	readonly calls: string[];
}

vi.mock('./tablet', async (original) => ({
	...(await original<object>()),
	get database() {
		return fakes.database;
	}
}));
vi.mock('./session.svelte', () => ({ session: fakes.session }));
vi.mock('./take-in-inbox', () => ({ takeInInbox: fakes.takeInInbox }));
vi.mock('./sync-ports', () => ({
	syncPorts: () => fakes.ports,
	memberPorts: async () => fakes.ports
}));
vi.mock('$lib/sync/link', () => ({
	HubLink: class implements FakeLink {
		readonly calls: string[] = [];
		constructor(readonly ports: LinkPorts) {
			fakes.links.push(this);
		}
		wake() {
			this.calls.push('wake');
		}
		changed() {
			this.calls.push('changed');
		}
		seen() {
			this.calls.push('seen');
		}
		stop() {
			this.calls.push('stop');
		}
	}
}));

let tablet: TestTablet;
let database: RoompassDatabase;
/** What the hub was asked. */
let asked: { method: string; path: string; body: string }[];
/** What the hub answers; nothing has to be said of what goes well. */
let answer: () => Response | Promise<Response>;
let page: EventTarget;
let screen: EventTarget & { visibilityState: string };
let browser: { onLine: boolean; serviceWorker?: unknown };
const register = vi.fn<(tag: string) => Promise<void>>();
const warn = vi.spyOn(console, 'warn');
let stop = () => {};
let detach = () => {};

beforeEach(async () => {
	asked = [];
	answer = () => new Response(null, { status: 204 });
	tablet = await TestTablet.found(async (request) => {
		const { method, url } = request;
		asked.push({ method, path: new URL(url).pathname, body: await request.clone().text() });
		return answer();
	});
	// So that there is another member to tell the hub of.
	tablet = await tablet.colleague();
	database = tablet.database;
	fakes.database = database;
	fakes.ports = tablet.ports;
	fakes.session = Object.assign(fakes.session, { workspace: tablet.workspace });
	fakes.links.length = 0;
	fakes.takeInInbox.mockReset().mockResolvedValue(undefined);
	register.mockReset().mockResolvedValue(undefined);
	warn.mockReset().mockReturnValue(undefined);
	page = new EventTarget();
	screen = Object.assign(new EventTarget(), { visibilityState: 'visible' });
	browser = { onLine: true, serviceWorker: { getRegistration: async () => ({ sync: { register } }) } };
	vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
	vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
	vi.stubGlobal('document', screen);
	vi.stubGlobal('navigator', browser);
});
afterEach(async () => {
	detach();
	stop();
	detach = stop = () => {};
	vi.unstubAllGlobals();
	await settled();
});

/** Until nothing is under way in the database or at the hub any more. */
async function settled(): Promise<void> {
	for (let i = 0; i < 5; i++) {
		await database.transaction('r', database.tables, () => database.local.count());
		await new Promise((resolve) => setTimeout(resolve));
	}
}

const state = (over: Partial<HubState> = {}): HubState => ({
	...newHubState(tablet.workspace.id, 1_000),
	needsOperations: false,
	toldRule: ruleIdentity(tablet.workspace.state.preferences.value, Date.now()),
	...over
});
/** All that waits has been sent. */
async function sendAll(): Promise<void> {
	const positions = (await database.entries.orderBy('position').primaryKeys()) as number[];
	await database.sent.clear();
	await database.sent.add({ position: positions[0]!, count: positions.length, sequence: 1 });
}
async function connected(over: Partial<HubState> = {}): Promise<void> {
	await sendAll();
	await putHubState(database, state(over));
}
/** Starts it, and waits until it has looked. */
async function started(): Promise<void> {
	stop = hub.start();
	await vi.waitFor(() => expect(hub.standing.type).not.toBe('starting'));
}
async function changed(over: Partial<HubState>): Promise<void> {
	await putHubState(database, { ...(await readHubState(database))!, ...over });
}
const link = () => fakes.links.at(-1)!;
const queue = () =>
	database.operations.add({ entry: '', operation: { type: 'withdraw-grant', ticketId: 'x' }, sending: 0 });
const receive = (sequence: number) =>
	database.inbox.put({ sequence, kind: 'request', at: 1, bytes: new Uint8Array(1) });

describe('how a tablet stands with its hub', () => {
	it('is not known before it was looked, nor once that has ended', async () => {
		const unknown = { type: 'starting' };
		expect(hub.standing).toEqual(unknown);
		expect([hub.waiting, hub.lastSyncedAt, hub.isConnected, hub.isLive]).toEqual([0, null, false, false]);
		await connected();
		await started();
		stop();
		expect(hub.standing).toEqual(unknown);
	});

	it('is that there is none', async () => {
		await started();
		expect(hub.standing).toEqual({ type: 'not-connected' });
		expect([hub.waiting, hub.lastSyncedAt, hub.isConnected, hub.isLive]).toEqual([0, null, false, false]);
	});

	it.each([
		[{}, { type: 'all-sent' }, true],
		[{ lastSyncedAt: 77 }, { type: 'all-sent' }, true],
		[{ failure: 'Unreachable', failingSince: 5 }, { type: 'unreachable', since: 5, isForeign: false }, false],
		[{ failure: 'Busy', failingSince: 5 }, { type: 'unreachable', since: 5, isForeign: false }, false],
		[{ failure: 'NoHub', failingSince: 5 }, { type: 'unreachable', since: 5, isForeign: true }, false],
		[{ failure: 'not-signed', failingSince: 5 }, { type: 'refused', problem: 'not-signed', since: 5 }, false],
		[{ failure: 'Unreachable' }, { type: 'unreachable', since: 0, isForeign: false }, false]
	] as const)('where its state is %o', async (over, standing, isLive) => {
		await connected(over);
		await started();
		expect(hub.standing).toEqual(standing);
		expect(hub.isLive).toBe(isLive);
		expect(hub.isConnected).toBe(true);
		expect(hub.lastSyncedAt).toBe('lastSyncedAt' in over ? over.lastSyncedAt : null);
	});

	it('counts what waits, and is live all the same', async () => {
		await connected();
		await queue();
		await queue();
		await started();
		expect(hub.standing).toEqual({ type: 'waiting', count: 2 });
		expect([hub.waiting, hub.isLive]).toEqual([2, true]);
		await database.operations.clear();
		await vi.waitFor(() => expect(hub.standing).toEqual({ type: 'all-sent' }));
	});

	it('says where the hub is looked for', () => {
		expect(hub.address).toBe('http://hub.test/roompass');
	});

	it('that cannot be read is said to the console', async () => {
		const count = vi.spyOn(database.inbox, 'count').mockRejectedValue(new Error('gone'));
		await connected();
		stop = hub.start();
		await vi.waitFor(() =>
			expect(warn).toHaveBeenCalledWith('the hub’s state was not read:', expect.anything())
		);
		count.mockRestore();
	});
});

describe('a tablet is kept in step', () => {
	it('while it is connected, by one link for each connection', async () => {
		await started();
		expect(fakes.links).toHaveLength(0);
		await connected();
		await vi.waitFor(() => expect(fakes.links).toHaveLength(1));
		await changed({ pulledTo: 5, lastSyncedAt: 9 });
		await vi.waitFor(() => expect(hub.lastSyncedAt).toBe(9));
		expect(fakes.links).toHaveLength(1);
		await changed({ connectedAt: 2_000 });
		await vi.waitFor(() => expect(fakes.links).toHaveLength(2));
		expect(fakes.links[0]!.calls).toEqual(['stop']);
		await hub.disconnect();
		await vi.waitFor(() => expect(hub.isConnected).toBe(false));
		expect(link().calls).toEqual(['stop']);
		expect(await readHubState(database)).toBeNull();
		expect(fakes.links).toHaveLength(2);
	});

	it('until it is stopped', async () => {
		await connected();
		await started();
		stop();
		expect(link().calls).toEqual(['stop']);
		page.dispatchEvent(new Event('online'));
		screen.dispatchEvent(new Event('visibilitychange'));
		hub.syncNow();
		await changed({ connectedAt: 2_000 });
		await settled();
		expect(fakes.links).toHaveLength(1);
		expect(link().calls).toEqual(['stop']);
		expect(hub.standing).toEqual({ type: 'starting' });
	});

	it('at once where there is a reason', async () => {
		await connected();
		await started();
		page.dispatchEvent(new Event('online'));
		hub.syncNow();
		expect(link().calls).toEqual(['wake', 'wake']);
		screen.visibilityState = 'hidden';
		screen.dispatchEvent(new Event('visibilitychange'));
		expect(link().calls).toHaveLength(2);
		screen.visibilityState = 'visible';
		screen.dispatchEvent(new Event('visibilitychange'));
		expect(link().calls).toEqual(['wake', 'wake', 'seen']);
		await queue();
		await vi.waitFor(() => expect(link().calls).toEqual(['wake', 'wake', 'seen', 'changed']));
		await database.operations.clear();
		await vi.waitFor(() => expect(hub.waiting).toBe(0));
		expect(link().calls).toHaveLength(4);
	});

	it('without a hub by nothing', async () => {
		await started();
		page.dispatchEvent(new Event('online'));
		screen.dispatchEvent(new Event('visibilitychange'));
		hub.syncNow();
		expect(fakes.links).toHaveLength(0);
	});

	it('with what this browser has, and says whether it is at it', async () => {
		await connected();
		await started();
		const { ports } = link();
		expect(ports.database).toBe(database);
		expect(ports.address).toBe('http://hub.test/roompass');
		expect(ports.random).toBe(Math.random);
		expect(ports.isVisible()).toBe(true);
		screen.visibilityState = 'hidden';
		expect(ports.isVisible()).toBe(false);
		expect(hub.isSyncing).toBe(false);
		ports.onsync(null);
		expect(hub.isSyncing).toBe(true);
		ports.onsync({ ok: true, value: undefined });
		expect(hub.isSyncing).toBe(false);
	});
});

describe('the browser is asked to sync later', () => {
	const refused: SyncError = { type: 'Refused', problem: 'not-signed', detail: '' };
	const fail = (error: SyncError) => link().ports.onsync({ ok: false, error });

	it('where more waits than before and there is no network, once for each', async () => {
		browser.onLine = false;
		await connected();
		await started();
		await queue();
		await vi.waitFor(() => expect(register.mock.calls).toEqual([['roompass-hub']]));
		await changed({ lastSyncedAt: 7 });
		await vi.waitFor(() => expect(hub.lastSyncedAt).toBe(7));
		await settled();
		expect(register).toHaveBeenCalledTimes(1);
		await queue();
		await vi.waitFor(() => expect(register).toHaveBeenCalledTimes(2));
	});

	it('where it waits as the page opens', async () => {
		await connected({ failure: 'Busy', failingSince: 1 });
		await queue();
		await started();
		await vi.waitFor(() => expect(register).toHaveBeenCalledTimes(1));
	});

	it('not while it is being sent, and not without a hub', async () => {
		await connected();
		await started();
		await queue();
		await vi.waitFor(() => expect(hub.waiting).toBe(1));
		await hub.disconnect();
		browser.onLine = false;
		await queue();
		await settled();
		expect(register).not.toHaveBeenCalled();
	});

	it('where a sync did not reach the hub and something waits', async () => {
		await connected();
		await started();
		fail({ type: 'Unreachable' });
		await settled();
		expect(register).not.toHaveBeenCalled();
		await queue();
		await vi.waitFor(() => expect(hub.waiting).toBe(1));
		fail(refused);
		link().ports.onsync({ ok: true, value: undefined });
		await settled();
		expect(register).not.toHaveBeenCalled();
		fail({ type: 'Unreachable' });
		await vi.waitFor(() => expect(register.mock.calls).toEqual([['roompass-hub']]));
	});

	it.each<[string, unknown]>([
		['no service worker', undefined],
		['none registered', { getRegistration: async () => undefined }],
		['no Background Sync', { getRegistration: async () => ({}) }],
		['said no', { getRegistration: () => Promise.reject(new Error('no')) }]
	])('and nothing happens where it has %s', async (_, serviceWorker) => {
		browser.serviceWorker = serviceWorker;
		await connected();
		await queue();
		await started();
		fail({ type: 'Unreachable' });
		await settled();
		expect(hub.standing).toEqual({ type: 'waiting', count: 1 });
	});
});

describe('an open workspace', () => {
	it('tells the hub of what is done from now on, while there is one', async () => {
		await started();
		detach = hub.attach(tablet.workspace);
		expect(tablet.workspace.makeOperations).toBeNull();
		await connected();
		await vi.waitFor(() => expect(tablet.workspace.makeOperations).toBe(operationsOf));
		await hub.disconnect();
		await vi.waitFor(() => expect(tablet.workspace.makeOperations).toBeNull());
	});

	it('does so, too, where it is opened later, and not once it is closed', async () => {
		await connected();
		await started();
		detach = hub.attach(tablet.workspace);
		expect(tablet.workspace.makeOperations).toBe(operationsOf);
		detach();
		await receive(1);
		await settled();
		await hub.disconnect();
		await vi.waitFor(() => expect(hub.isConnected).toBe(false));
		expect(tablet.workspace.makeOperations).toBe(operationsOf);
		expect(fakes.takeInInbox).not.toHaveBeenCalled();
	});

	it('before it was looked whether there is a hub waits for that', async () => {
		await connected();
		detach = hub.attach(tablet.workspace);
		expect(tablet.workspace.makeOperations).toBeNull();
		await started();
		await vi.waitFor(() => expect(tablet.workspace.makeOperations).toBe(operationsOf));
	});

	it('takes in what has come, once for each that comes', async () => {
		await connected();
		await started();
		detach = hub.attach(tablet.workspace);
		await settled();
		expect(fakes.takeInInbox).not.toHaveBeenCalled();
		const before = Date.now();
		await receive(1);
		await vi.waitFor(() => expect(fakes.takeInInbox).toHaveBeenCalledTimes(1));
		const [workspace, from, at] = fakes.takeInInbox.mock.calls[0]!;
		expect(workspace).toBe(tablet.workspace);
		expect(from).toBe(database);
		expect(at).toBeGreaterThanOrEqual(before);
		await changed({ lastSyncedAt: 8 });
		await vi.waitFor(() => expect(hub.lastSyncedAt).toBe(8));
		expect(fakes.takeInInbox).toHaveBeenCalledTimes(1);
		await receive(2);
		await vi.waitFor(() => expect(fakes.takeInInbox).toHaveBeenCalledTimes(2));
		// As many as before, of which some are others.
		await changed({ pulledTo: 9 });
		await vi.waitFor(() => expect(fakes.takeInInbox).toHaveBeenCalledTimes(3));
		detach();
		detach = hub.attach(tablet.workspace);
		expect(fakes.takeInInbox).toHaveBeenCalledTimes(4);
	});

	it('that cannot store what has come says so to the console', async () => {
		await connected();
		await receive(1);
		fakes.takeInInbox.mockRejectedValueOnce(new DOMException('no room', 'QuotaExceededError'));
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(() =>
			expect(warn.mock.calls).toEqual([['the hub was not served:', 'QuotaExceededError']])
		);
		fakes.takeInInbox.mockImplementationOnce(() => Promise.reject(null as unknown as Error));
		await receive(2);
		await vi.waitFor(() => expect(warn.mock.calls[1]).toEqual(['the hub was not served:', null]));
	});
});

describe('a hub that knows nothing yet', () => {
	const members = () => asked.filter(({ path }) => path.endsWith('/members')).length;

	it('is told who is a member and what is under way, once', async () => {
		await tablet.addRooms(1);
		await connected({ needsOperations: true });
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(async () => expect((await readHubState(database))!.needsOperations).toBe(false));
		await settled();
		expect(members()).toBe(1);
		const [told] = await database.operations.toArray();
		expect(told!.operation).toMatchObject({ type: 'ticket', ticketId: tablet.otpOf(1).id });
		await changed({ lastSyncedAt: 8 });
		await settled();
		expect(members()).toBe(1);
	});

	it('is not told a second time while it is being told', async () => {
		let finish: (response: Response) => void = () => {};
		answer = () => new Promise((resolve) => (finish = resolve));
		await connected({ needsOperations: true });
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(() => expect(members()).toBe(1));
		await changed({ lastSyncedAt: 8 });
		await vi.waitFor(() => expect(hub.lastSyncedAt).toBe(8));
		await settled();
		expect(members()).toBe(1);
		finish(new Response(null, { status: 204 }));
		await vi.waitFor(async () => expect((await readHubState(database))!.needsOperations).toBe(false));
	});

	it('that does not answer is told with the next change of its state', async () => {
		answer = () => Promise.reject(new TypeError('Failed to fetch'));
		await connected({ needsOperations: true });
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(() => expect(members()).toBe(1));
		await settled();
		expect((await readHubState(database))!.needsOperations).toBe(true);
		answer = () => new Response(null, { status: 204 });
		await changed({ lastSyncedAt: 8 });
		await vi.waitFor(async () => expect((await readHubState(database))!.needsOperations).toBe(false));
		expect(members()).toBe(2);
	});

	it('and does not take a member is told the rest', async () => {
		const problem = { type: '/problems/quota-used-up', detail: '' };
		answer = () =>
			new Response(JSON.stringify(problem), {
				status: 429,
				headers: { 'Content-Type': 'application/problem+json' }
			});
		await connected({ needsOperations: true });
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(async () => expect((await readHubState(database))!.needsOperations).toBe(false));
	});

	it('is told what was made in this tab before it heard of the connection', async () => {
		await started();
		detach = hub.attach(tablet.workspace);
		await tablet.addRooms(1);
		await connected();
		await vi.waitFor(async () =>
			expect((await database.operations.toArray()).map(({ operation }) => operation.type)).toContain('ticket')
		);
	});

	it('is tried again where the database failed', async () => {
		await connected({ needsOperations: true });
		const failing = vi.spyOn(database.operations, 'bulkAdd').mockRejectedValueOnce(new Error('closed'));
		await tablet.addRooms(1);
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(() => expect(warn.mock.calls).toEqual([['the hub was not served:', 'Error']]));
		await settled();
		expect((await readHubState(database))!.needsOperations).toBe(true);
		failing.mockRestore();
		await changed({ lastSyncedAt: 8 });
		await vi.waitFor(async () => expect((await readHubState(database))!.needsOperations).toBe(false));
	});
});

describe('the grants of the rule that holds', () => {
	const preferences = {
		otpExpirationHours: 5,
		decideWithinHours: 24,
		collectWithinHours: 12,
		autoApproval: true,
		autoApprovalRule: safeRule,
		deviceAddress: ''
	};
	const toldRule = async () => (await readHubState(database))!.toldRule;
	const identity = () => ruleIdentity(tablet.workspace.state.preferences.value, Date.now());

	it('are given as soon as the workspace is open', async () => {
		await connected({ toldRule: 'another' });
		await started();
		await settled();
		expect(await toldRule()).toBe('another');
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(async () => expect(await toldRule()).toBe(identity()));
	});

	it('are given where the rule was changed, here or by another tab', async () => {
		await connected();
		await started();
		detach = hub.attach(tablet.workspace);
		flushSync();
		const before = identity();
		must(await setPreferences(tablet.workspace, preferences));
		expect(identity()).not.toBe(before);
		await sendAll();
		flushSync();
		await vi.waitFor(async () => expect(await toldRule()).toBe(identity()));
	});

	it('are not given before the tickets', async () => {
		answer = () => Promise.reject(new TypeError('Failed to fetch'));
		await connected({ needsOperations: true, toldRule: 'another' });
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(() => expect(asked).not.toHaveLength(0));
		await settled();
		flushSync();
		await settled();
		expect(await toldRule()).toBe('another');
	});

	it('are told by one tab at a time', async () => {
		const names: string[] = [];
		const request = async (name: string, _: unknown, task: () => Promise<void>) => {
			names.push(name);
			await task();
		};
		vi.stubGlobal('navigator', { ...browser, locks: { request } });
		await connected({ toldRule: 'another' });
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(async () => expect(await toldRule()).toBe(identity()));
		await settled();
		expect(new Set(names)).toEqual(new Set(['roompass grants']));
	});

	it('that could not be stored are given later', async () => {
		let isClosed = true;
		const request = async (_: string, __: unknown, task: () => Promise<void>) => {
			if (isClosed) throw new DOMException('closed', 'InvalidStateError');
			await task();
		};
		vi.stubGlobal('navigator', { ...browser, locks: { request } });
		await connected({ toldRule: 'another' });
		await started();
		detach = hub.attach(tablet.workspace);
		await vi.waitFor(() => expect(warn).toHaveBeenCalledWith('the hub was not served:', 'InvalidStateError'));
		isClosed = false;
		await changed({ lastSyncedAt: 8 });
		await vi.waitFor(async () => expect(await toldRule()).toBe(identity()));
	});
});

describe('connecting', () => {
	let made: NewSecrets;
	beforeEach(async () => {
		made = await generateSecrets();
		fakes.session.vault = { secrets: made.secrets };
	});
	const created = () => new Response('{}', { status: 201, headers: { 'Content-Type': 'application/json' } });

	it('an owner’s tablet is done by the founding key of its vault, with the token that is given', async () => {
		answer = () => (asked.length === 1 ? created() : new Response(null, { status: 204 }));
		expect(await hub.connect('come in')).toEqual({ ok: true, value: undefined });
		expect(asked.map(({ method, path }) => [method, path])).toEqual([
			['POST', '/v1/workspaces'],
			['POST', `/v1/workspaces/${tablet.workspace.id}/members`]
		]);
		const { proof, signingKey, signUpToken } = JSON.parse(asked[0]!.body) as Record<string, string>;
		expect(signUpToken).toBe('come in');
		const key = await importVerifyingKey(made.rootPublicKey);
		const membership = {
			workspace: tablet.workspace.id,
			member: tablet.keys.member,
			signingKey: base64ToBytes(signingKey!)
		};
		expect(await isMembershipSignedBy(key, membership, base64ToBytes(proof!))).toBe(true);
		expect(await readHubState(database)).not.toBeNull();
	});

	it('without a token gives none', async () => {
		answer = () => (asked.length === 1 ? created() : new Response(null, { status: 204 }));
		must(await hub.connect());
		expect(asked[0]!.body).not.toContain('signUpToken');
	});

	it('passes on why it could not be', async () => {
		answer = () => Promise.reject(new TypeError('Failed to fetch'));
		expect(await hub.connect()).toEqual({ ok: false, error: { type: 'Unreachable' } });
		expect(await readHubState(database)).toBeNull();
	});
});
