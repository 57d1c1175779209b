import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
	callOffInvite,
	issueInvite,
	letTabletIn,
	lookForAnswer,
	type IssuedInvite
} from '$lib/commands/invite-tablet';
import { passphrase, TestJoiner } from '$lib/commands/testing/test-joiner';
import { must, TestTablet } from '$lib/commands/testing/test-tablet';
import { sheetLink } from '$lib/protocol/sheet-link';
import type { Code } from '$lib/protocol/code';
import { openHub, type Hub } from '../../../hub/hub';
import { JoinFlow } from './join.svelte';
import { inMemory } from '../../../../tests/support/in-memory';

let hub: Hub;
let first: TestTablet;
let issued: IssuedInvite;
let tablet: TestJoiner;
let flow: JoinFlow;
const onready = vi.fn(async () => {});

beforeAll(async () => {
	hub = await openHub({ database: await inMemory() });
});
afterAll(() => hub.close());
beforeEach(async () => {
	first = await TestTablet.found(hub.fetch);
	await first.addRooms(1, 2);
	await first.connect();
	must(await first.sync());
	issued = must(await issueInvite(first.workspace, first.ports));
	tablet = new TestJoiner((request) => hub.fetch(request));
	onready.mockClear();
	flow = new JoinFlow(tablet.ports, onready);
	flow.name = ' Tablet 2 ';
	flow.passphrase = passphrase;
	flow.scan();
});

const reach = (type: JoinFlow['phase']['type']) => vi.waitFor(() => expect(flow.phase.type).toBe(type));
const unplugged = () => Promise.reject(new TypeError('Failed to fetch'));

async function letIn(): Promise<void> {
	const answer = must(await lookForAnswer(first.workspace, first.ports, issued))!;
	must(await letTabletIn(first.workspace, first.ports, issued, answer.joiner, first.secrets));
}

describe('a tablet that joins', () => {
	it('scans, compares, is let in, and has everything', async () => {
		void flow.scanned(issued.text);
		await reach('comparing');
		await letIn();
		await vi.waitFor(() => expect(onready).toHaveBeenCalled());
		expect(await tablet.database.entries.count()).toBe(await first.database.entries.count());
		expect(flow.passphrase).toBe('');
		expect([...first.workspace.state.members.values()].map(({ name }) => name)).toContain('Tablet 2');
	});

	it('names what is no invitation', async () => {
		const texts = {
			Foreign: 'hello',
			WebAddress: 'https://contoso.com/',
			NewerVersion: 'RP2I000',
			Damaged: issued.text.slice(0, -4),
			Sheet: sheetLink('https://rooms.contoso.com', 'K7QF9M2X4TBNW3HD' as Code),
			HandOffInstead: issued.text.replace('RP1I', 'RP1Q')
		};
		for (const [type, text] of Object.entries(texts)) {
			await flow.scanned(text);
			expect(flow.phase).toMatchObject({ type: 'scanning', refusal: { type } });
		}
	});

	it('keeps name and passphrase when the invitation ends, and does not hear the old one again', async () => {
		void flow.scanned(issued.text);
		await reach('comparing');
		must(await callOffInvite(first.workspace, first.ports, issued, null));
		await reach('scanning');
		expect(flow.phase).toMatchObject({ ended: { type: 'InviteEnded' } });
		expect(flow.passphrase).toBe(passphrase);
		const fetch = vi.fn(tablet.fetch);
		tablet.fetch = fetch;
		await flow.scanned(issued.text);
		expect(fetch).not.toHaveBeenCalled();
		issued = must(await issueInvite(first.workspace, first.ports));
		void flow.scanned(issued.text);
		await reach('comparing');
		flow.close();
	});

	it('sends its answer again where the hub did not answer, and waits through an outage', async () => {
		tablet.fetch = unplugged;
		await flow.scanned(issued.text);
		const { phase } = flow;
		if (phase.type !== 'not-sent') return expect.fail(phase.type);
		tablet.fetch = (request) => hub.fetch(request);
		void flow.send(phase.applicant);
		await reach('comparing');
		tablet.fetch = unplugged;
		await vi.waitFor(() => expect(flow.trouble).toEqual({ type: 'Unreachable' }));
		await letIn();
		tablet.fetch = (request) => hub.fetch(request);
		await vi.waitFor(() => expect(onready).toHaveBeenCalled());
	});

	it('keeps what it was given where it could not be stored, and where the rest does not come at once', async () => {
		await tablet.database.vault.put({ id: 'passphrase' });
		void flow.scanned(issued.text);
		await reach('comparing');
		await letIn();
		await reach('not-stored');
		const { phase } = flow;
		if (phase.type !== 'not-stored') return expect.fail(phase.type);
		expect(phase.error).toEqual({ type: 'VaultExists' });
		await tablet.database.vault.clear();
		tablet.fetch = unplugged;
		void flow.store(phase.applicant, phase.secrets);
		await vi.waitFor(() => expect(flow.trouble).toEqual({ type: 'Unreachable' }));
		expect(flow.phase.type).toBe('pulling');
		tablet.fetch = (request) => hub.fetch(request);
		await vi.waitFor(() => expect(onready).toHaveBeenCalled());
	});
});
