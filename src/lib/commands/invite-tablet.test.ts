import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MemberId } from '$lib/domain/ids';
import { canonicalState } from '$lib/journal/testing/canonical-state';
import { inviteLifetime, sealAnswer, type Joiner } from '$lib/protocol/hub/invite';
import { disconnectHub } from '$lib/sync/connection';
import { readHubState } from '$lib/sync/hub-state';
import { unlockVault } from '$lib/vault/vault';
import { openHub, type Hub } from '../../hub/hub';
import {
	callOffInvite,
	issueInvite,
	letTabletIn,
	lookForAnswer,
	type InviteAnswer,
	type IssuedInvite
} from './invite-tablet';
import { connectWorkspace } from './connect-hub';
import { storeJoined } from './join-workspace';
import { removeTablet } from './remove-tablet';
import { renameWorkspace } from './rename-workspace';
import { fillDisk } from './testing/full-disk';
import { passphrase, TestJoiner } from './testing/test-joiner';
import { must, TestTablet, type Fetch } from './testing/test-tablet';
import { inMemory } from '../../../tests/support/in-memory';

let hub: Hub;
let now = 0;
const clock = () => Date.now() + now;
let first: TestTablet;
let issued: IssuedInvite;

beforeAll(async () => {
	hub = await openHub({ database: await inMemory(), now: clock });
});
afterAll(() => hub.close());
beforeEach(async () => {
	now = 0;
	first = await TestTablet.found(hub.fetch);
	first.clock = clock;
	await first.addRooms(1, 2);
	await first.connect();
	must(await first.sync());
	issued = must(await issueInvite(first.workspace, first.ports));
});

const answered = async (): Promise<InviteAnswer> =>
	must(await lookForAnswer(first.workspace, first.ports, issued))!;
const letIn = ({ joiner }: InviteAnswer) =>
	letTabletIn(first.workspace, first.ports, issued, joiner, first.secrets);
const memberOf = ({ joiner }: InviteAnswer) => first.workspace.state.members.get(joiner.member as MemberId);
const stateOf = ({ workspace }: TestTablet) => canonicalState(workspace.state);
const membersAdded = async () => {
	const entries = [];
	for await (const entry of first.workspace.history()) if (entry.kind === 'member.added') entries.push(entry);
	return entries.length;
};

async function scanned(): Promise<TestJoiner> {
	const joiner = await TestJoiner.scan(issued.text, hub.fetch, clock);
	must(await joiner.answer());
	return joiner;
}

async function joined(): Promise<TestTablet> {
	const joiner = await scanned();
	must(await letIn(await answered()));
	return joiner.open();
}

describe('a second tablet', () => {
	it('shows the same words, is let in, and both hold the same state', async () => {
		expect(must(await lookForAnswer(first.workspace, first.ports, issued))).toBeNull();
		const joiner = await scanned();
		expect(must(await joiner.look())).toBeNull();
		const answer = await answered();
		expect(answer.words).toEqual(joiner.applicant.words);
		expect(answer.joiner.name).toBe('Tablet 2');
		must(await letIn(answer));
		const second = await joiner.open();
		expect(stateOf(second)).toBe(stateOf(first));
		expect(second.workspace.state.accounts.size).toBe(2);
		expect(second.workspace.refused).toBe(0);
		expect(second.rootKey).toBeNull();
		expect(memberOf(answer)).toMatchObject({ role: 'admin', removedKey: '' });
	});

	it('and the first one hear of each other’s changes', async () => {
		const second = await joined();
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
		must(await first.sync());
		expect(first.workspace.state.name.value).toBe('Fabrikam');
		await first.addRooms(3);
		must(await first.sync());
		must(await second.sync());
		expect(stateOf(second)).toBe(stateOf(first));
	});

	it('invites a third one', async () => {
		const second = await joined();
		first = second;
		issued = must(await issueInvite(second.workspace, second.ports));
		const third = await joined();
		expect(stateOf(third)).toBe(stateOf(second));
		expect(third.workspace.state.members.size).toBe(3);
	});

	it('that was switched off once it had stored its keys pulls the rest when it is unlocked', async () => {
		const joiner = await scanned();
		must(await letIn(await answered()));
		must(await storeJoined(joiner.ports, joiner.applicant, must(await joiner.look())!, passphrase));
		expect(await readHubState(joiner.database)).toMatchObject({ pulledTo: 0 });
		const vault = must(await unlockVault(joiner.ports.vault, { type: 'passphrase', passphrase }));
		const second = await TestTablet.joined(joiner.database, vault.secrets, hub.fetch);
		expect(second.workspace.state.rootKey).toBe('');
		must(await second.sync());
		expect(stateOf(second)).toBe(stateOf(first));
	});

	it('reaches another hub after an owner’s tablet has', async () => {
		const second = await joined();
		const other = await openHub({ database: await inMemory() });
		for (const tablet of [first, second]) {
			await disconnectHub(tablet.database);
			tablet.fetch = other.fetch;
		}
		const connect = () => connectWorkspace(second.workspace, { ...second.ports, rootKey: null });
		expect(await connect()).toMatchObject({ error: { type: 'NotLetIn' } });
		await first.connect();
		must(await first.sync());
		must(await connect());
		must(await second.sync());
		expect(stateOf(second)).toBe(stateOf(first));
		await other.close();
	});
});

describe('an invitation', () => {
	it('is answered once: whoever comes second is told, and the first one’s words are shown', async () => {
		const stranger = await scanned();
		const meant = await TestJoiner.scan(issued.text, hub.fetch, clock);
		expect(await meant.answer()).toEqual({ ok: false, error: { type: 'InviteEnded' } });
		const answer = await answered();
		expect(answer.words).toEqual(stranger.applicant.words);
		expect(answer.words).not.toEqual(meant.applicant.words);
	});

	it('whose words do not match is called off, and nothing was given', async () => {
		const stranger = await scanned();
		const answer = await answered();
		must(await callOffInvite(first.workspace, first.ports, issued, answer.joiner));
		expect(await stranger.look()).toEqual({ ok: false, error: { type: 'InviteEnded' } });
		expect(await letIn(answer)).toEqual({ ok: false, error: { type: 'InviteEnded' } });
		expect(memberOf(answer)).toBeUndefined();
		expect(await stranger.database.vault.count()).toBe(0);
	});

	it('ends after ten minutes, answered or not', async () => {
		const late = await TestJoiner.scan(issued.text, hub.fetch, clock);
		now = inviteLifetime + 1_000;
		expect(await late.answer()).toEqual({ ok: false, error: { type: 'InviteEnded' } });
		now = 0;
		must(await late.answer());
		const answer = await answered();
		now = inviteLifetime + 1_000;
		expect(clock()).toBeGreaterThan(issued.endsAt);
		expect(await letIn(answer)).toEqual({ ok: false, error: { type: 'InviteEnded' } });
		expect(memberOf(answer)).toBeUndefined();
	});

	it('cannot be answered in the name of a tablet that is known', async () => {
		const second = await joined();
		issued = must(await issueInvite(first.workspace, first.ports));
		const joiner = await TestJoiner.scan(issued.text, hub.fetch, clock);
		const { encryption, keys } = joiner.applicant;
		const key = encryption.publicKey;
		const claimed = {
			member: second.keys.member,
			name: 'Tablet 2',
			signingKey: key,
			encryptionKey: key
		};
		joiner.applicant = { ...joiner.applicant, answer: await sealAnswer(keys, claimed) };
		must(await joiner.answer());
		expect(await lookForAnswer(first.workspace, first.ports, issued)).toEqual({
			ok: false,
			error: { type: 'AnswerStrange' }
		});
	});
});

describe('an answer', () => {
	/** Answers the invitation as this tablet would name itself. */
	async function answerAs(over: Partial<Joiner>): Promise<void> {
		const joiner = await TestJoiner.scan(issued.text, hub.fetch, clock);
		const { encryption, keys, tablet } = joiner.applicant;
		const key = encryption.publicKey;
		const own = { member: tablet.id, name: 'Tablet 2', signingKey: key, encryptionKey: key };
		joiner.applicant = { ...joiner.applicant, answer: await sealAnswer(keys, { ...own, ...over }) };
		must(await joiner.answer());
	}
	const look = () => lookForAnswer(first.workspace, first.ports, issued);
	const strange = { ok: false, error: { type: 'AnswerStrange' } };
	const noPoint = new Uint8Array(65).fill(4);

	it.each<[string, Partial<Joiner>]>([
		['without a name', { name: ' ' }],
		['with a signing key that is none', { signingKey: noPoint }],
		['with an encryption key that is none', { encryptionKey: noPoint }]
	])('%s is strange: the journal could not take it', async (_, over) => {
		await answerAs(over);
		expect(await look()).toEqual(strange);
	});

	it('in the name of the workspace is strange', async () => {
		await answerAs({ member: first.workspace.id });
		expect(await look()).toEqual(strange);
	});

	it('that is not sealed with the invitation is strange', async () => {
		const other = await TestJoiner.scan(issued.text, hub.fetch, clock);
		other.applicant = { ...other.applicant, answer: new Uint8Array(40) };
		must(await other.answer());
		expect(await look()).toEqual(strange);
	});

	it('of a tablet that was begun to be let in is its own, and of one that was removed is not', async () => {
		await scanned();
		const answer = await answered();
		must(await letIn(answer));
		const again = (over: Partial<Joiner> = {}) => answerAs({ ...answer.joiner, ...over });
		const invite = async () => (issued = must(await issueInvite(first.workspace, first.ports)));
		await invite();
		await again();
		expect(must(await look())!.joiner).toEqual(answer.joiner);
		const { encryptionKey, signingKey } = answer.joiner;
		for (const over of [{ signingKey: encryptionKey }, { encryptionKey: signingKey }]) {
			await invite();
			await again(over);
			expect(await look()).toEqual(strange);
		}
		must(await removeTablet(first.workspace, first.ports, answer.joiner.member as MemberId));
		await invite();
		await again();
		expect(await look()).toEqual(strange);
	});
});

describe('where the hub does not answer', () => {
	const away = () => Promise.reject(new TypeError('Failed to fetch'));
	const unreachable = { ok: false, error: { type: 'Unreachable' } };

	it('no invitation is made, and none is looked after', async () => {
		first.fetch = away;
		expect(await issueInvite(first.workspace, first.ports)).toEqual(unreachable);
		expect(await lookForAnswer(first.workspace, first.ports, issued)).toEqual(unreachable);
	});

	it('an invitation that is called off stays, until it is called off again', async () => {
		const joiner = await scanned();
		const answer = await answered();
		must(await letIn(answer));
		first.fetch = away;
		const callOff = () => callOffInvite(first.workspace, first.ports, issued, answer.joiner);
		expect(await callOff()).toEqual(unreachable);
		expect(memberOf(answer)?.removedKey).toBe('');
		expect(await joiner.look()).toMatchObject({ ok: true });
		// Only the tablet is put out, and not yet the invitation.
		first.fetch = (request) =>
			request.method === 'DELETE' && request.url.includes('/invites/') ? away() : hub.fetch(request);
		expect(await callOff()).toEqual(unreachable);
		expect(memberOf(answer)?.removedKey).not.toBe('');
		first.fetch = hub.fetch;
		must(await callOff());
		expect(await joiner.look()).toEqual({ ok: false, error: { type: 'InviteEnded' } });
	});

	it('one that nobody has answered is called off as well', async () => {
		const joiner = await TestJoiner.scan(issued.text, hub.fetch, clock);
		must(await callOffInvite(first.workspace, first.ports, issued, null));
		expect(await joiner.answer()).toEqual({ ok: false, error: { type: 'InviteEnded' } });
	});
});

describe('letting in', () => {
	it('without room for it on this tablet begins nothing', async () => {
		await scanned();
		const answer = await answered();
		const makeRoom = fillDisk();
		const result = await letIn(answer);
		makeRoom();
		expect(result).toEqual({ ok: false, error: { type: 'StorageFull' } });
		expect(memberOf(answer)).toBeUndefined();
		must(await letIn(answer));
	});

	it.each([1, 2])('that finds no room after %d writes says so, and is finished later', async (after) => {
		const joiner = await scanned();
		const answer = await answered();
		const makeRoom = fillDisk(after);
		const result = await letIn(answer).finally(makeRoom);
		expect(result).toEqual({ ok: false, error: { type: 'StorageFull' } });
		expect(must(await joiner.look())).toBeNull();
		must(await letIn(answer));
		expect(stateOf(await joiner.open())).toBe(stateOf(first));
		expect(await membersAdded()).toBe(2);
	});

	it('is possible for ten minutes by this tablet’s clock', async () => {
		const asked = clock();
		const { endsAt } = must(await issueInvite(first.workspace, first.ports));
		expect(endsAt).toBeGreaterThanOrEqual(asked + 10 * 60_000);
		expect(endsAt).toBeLessThanOrEqual(clock() + 10 * 60_000);
	});

	const steps: Record<string, (request: Request) => boolean> = {
		'asking whether it holds': ({ method, url }) => method === 'GET' && url.includes('/invites/'),
		'the journal to the hub': ({ url }) => url.includes('/push?'),
		'the member to the hub': ({ url }) => url.endsWith('/members'),
		'the package': ({ url }) => url.endsWith('/package')
	};
	const failures: Record<string, (request: Request) => Promise<Response>> = {
		'does not leave': () => Promise.reject(new TypeError('Failed to fetch')),
		'loses its answer': async (request) => {
			await hub.fetch(request);
			throw new TypeError('Failed to fetch');
		}
	};
	const cases = Object.keys(steps).flatMap((step) =>
		Object.keys(failures).map((failure) => [step, failure] as const)
	);

	it.each(cases)('where %s %s is finished by doing it again, once', async (step, failure) => {
		const joiner = await scanned();
		const answer = await answered();
		const broken: Fetch = (request) =>
			steps[step]!(request) ? failures[failure]!(request) : hub.fetch(request);
		first.fetch = broken;
		expect(await letIn(answer)).toEqual({ ok: false, error: { type: 'Unreachable' } });
		first.fetch = hub.fetch;
		must(await letIn(answer));
		must(await letIn(answer));
		const second = await joiner.open();
		expect(stateOf(second)).toBe(stateOf(first));
		// The founder's, and one for the second tablet.
		expect(await membersAdded()).toBe(2);
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		must(await second.sync());
	});

	it('that could not be finished in time is taken back: nobody stays who has no keys', async () => {
		const joiner = await scanned();
		const answer = await answered();
		first.fetch = (request) =>
			steps['the package']!(request) ? failures['does not leave']!(request) : hub.fetch(request);
		expect((await letIn(answer)).ok).toBe(false);
		expect(memberOf(answer)?.removedKey).toBe('');
		first.fetch = hub.fetch;
		now = inviteLifetime + 1_000;
		expect(await letIn(answer)).toEqual({ ok: false, error: { type: 'InviteEnded' } });
		must(await callOffInvite(first.workspace, first.ports, issued, answer.joiner));
		expect(memberOf(answer)?.removedKey).not.toBe('');
		expect((await joiner.look()).ok).toBe(false);
	});
});

describe('a tablet that was removed', () => {
	it('is refused by the hub, and what it makes from then on is not believed', async () => {
		const second = await joined();
		const id = second.keys.member as MemberId;
		must(await removeTablet(first.workspace, first.ports, id));
		must(await removeTablet(first.workspace, first.ports, id));
		must(await first.sync());
		must(await renameWorkspace(second.workspace, 'Fabrikam'));
		expect(await second.sync()).toMatchObject({ error: { type: 'Refused', problem: 'not-signed' } });
		// By another way than the hub: a copy of its disk.
		const own = (await second.database.entries.orderBy('position').last())!;
		await first.database.entries.add({ id: own.id, sequence: 1e6, receivedAt: clock(), bytes: own.bytes });
		await first.workspace.refresh();
		expect(first.workspace.state.name.value).toBe('Contoso');
		expect(first.workspace.refused).toBe(1);
		// Nor does it come back by itself.
		await disconnectHub(second.database);
		const again = await connectWorkspace(second.workspace, { ...second.ports, rootKey: null });
		expect(again).toMatchObject({ error: { type: 'NotLetIn' } });
	});

	it('stays as it was where the hub does not answer, and is removed by doing it again', async () => {
		const second = await joined();
		const id = second.keys.member as MemberId;
		first.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
		expect(await removeTablet(first.workspace, first.ports, id)).toMatchObject({
			error: { type: 'Unreachable' }
		});
		expect(first.workspace.state.members.get(id)?.removedKey).toBe('');
		must(await second.sync());
		first.fetch = hub.fetch;
		must(await removeTablet(first.workspace, first.ports, id));
		expect((await second.sync()).ok).toBe(false);
	});

	it('while this one had no hub is put out when it connects', async () => {
		const second = await joined();
		await disconnectHub(first.database);
		must(await removeTablet(first.workspace, first.ports, second.keys.member as MemberId));
		must(await second.sync());
		await first.connect();
		must(await first.sync());
		expect(await second.sync()).toMatchObject({ error: { problem: 'not-signed' } });
	});
});
