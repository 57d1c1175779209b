import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MemberId } from '$lib/domain/ids';
import { TestJoiner } from '$lib/commands/testing/test-joiner';
import { must, TestTablet } from '$lib/commands/testing/test-tablet';
import { inviteLifetime } from '$lib/protocol/hub/invite';
import { openHub, type Hub } from '../../../hub/hub';
import { InviteFlow, type InvitePhase } from './invite.svelte';
import { inMemory } from '../../../../tests/support/in-memory';

let hub: Hub;
let late = 0;
const clock = () => Date.now() + late;
let first: TestTablet;
let flow: InviteFlow;

beforeAll(async () => {
	hub = await openHub({ database: await inMemory(), now: clock });
});
afterAll(() => hub.close());
beforeEach(async () => {
	late = 0;
	first = await TestTablet.found(hub.fetch);
	first.clock = clock;
	await first.connect();
	must(await first.sync());
	flow = new InviteFlow(first.workspace, first.secrets, async () => first.ports);
});

const unplugged = () => Promise.reject(new TypeError('Failed to fetch'));

async function reach<T extends InvitePhase['type']>(type: T): Promise<Extract<InvitePhase, { type: T }>> {
	await vi.waitFor(() => expect(flow.phase.type).toBe(type));
	return flow.phase as Extract<InvitePhase, { type: T }>;
}

async function answered(): Promise<TestJoiner> {
	void flow.start();
	const { issued } = await reach('shown');
	const joiner = await TestJoiner.scan(issued.text, hub.fetch, clock);
	must(await joiner.answer());
	await reach('answered');
	return joiner;
}

const memberOf = ({ applicant }: TestJoiner) =>
	first.workspace.state.members.get(applicant.tablet.id as MemberId);

describe('an invitation on the screen', () => {
	it('goes from its QR to the words, and to a tablet that is in', async () => {
		const joiner = await answered();
		expect(flow.phase).toMatchObject({ answer: { words: joiner.applicant.words } });
		await flow.letIn();
		expect(flow.phase).toEqual({ type: 'done', name: 'Tablet 2' });
		expect((await joiner.open()).workspace.state.members.size).toBe(2);
		flow.close();
		expect(memberOf(joiner)?.removedKey).toBe('');
	});

	it('that is closed is withdrawn', async () => {
		const joiner = await answered();
		flow.close();
		await vi.waitFor(async () => expect((await joiner.look()).ok).toBe(false));
		expect(memberOf(joiner)).toBeUndefined();
	});

	it('waits while the hub is away, says so, and says when there is none to make it', async () => {
		void flow.start();
		await reach('shown');
		first.fetch = unplugged;
		await vi.waitFor(() => expect(flow.trouble).toEqual({ type: 'Unreachable' }));
		first.fetch = hub.fetch;
		await vi.waitFor(() => expect(flow.trouble).toBeNull());
		first.fetch = unplugged;
		await flow.start();
		expect(flow.phase).toEqual({ type: 'not-made', error: { type: 'Unreachable' } });
	});

	it('that ends while a tablet is let in by half removes it again', async () => {
		const joiner = await answered();
		first.fetch = (request) => (request.url.endsWith('/package') ? unplugged() : hub.fetch(request));
		await flow.letIn();
		expect(flow.phase).toMatchObject({ type: 'answered', problem: { type: 'Unreachable' } });
		expect(memberOf(joiner)?.removedKey).toBe('');
		late = inviteLifetime;
		first.fetch = hub.fetch;
		await flow.letIn();
		expect(flow.phase).toEqual({ type: 'ended', why: 'late', leftBehind: '' });
		expect(memberOf(joiner)?.removedKey).not.toBe('');
	});

	it('says who is left behind where that cannot be done either', async () => {
		const joiner = await answered();
		first.fetch = (request) => (request.url.endsWith('/package') ? unplugged() : hub.fetch(request));
		await flow.letIn();
		first.fetch = unplugged;
		await flow.refuse();
		expect(flow.phase).toEqual({ type: 'ended', why: 'mismatch', leftBehind: 'Tablet 2' });
		expect(memberOf(joiner)?.removedKey).toBe('');
	});
});
