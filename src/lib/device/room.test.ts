import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Code } from '$lib/protocol/code';
import type { DecisionContent } from '$lib/protocol/decision';
import type { RefusalName } from './at-hub';
import {
	askedOf,
	deviceOf,
	enteredRoom,
	forgetAt,
	isToSend,
	nameOf,
	next,
	signInLifetime,
	type Phase,
	type Room,
	type RoomEvent
} from './room';

const start = 1_795_000_000_000;
const code = 'K7QF9M2X4TBNW3HD' as Code;
const device = { make: 'Logitech', model: 'Tap', serial: 'S1' };
const room = enteredRoom('room', 't'.repeat(32), { code, name: 'Fjord' }, start);
const asked = {
	request: 'a'.repeat(32),
	qrText: 'RP1Q…',
	words: ['one', 'two', 'three'],
	device,
	sealedAt: start
} as const;
const approval: DecisionContent = {
	verdict: 'approved',
	signInName: 'fjord@contoso.com',
	password: 'secret',
	room: 'Fjord (2nd floor)',
	decidedAt: start + 1,
	collectBy: start + 43_200_000
};
const refusal: DecisionContent = { verdict: 'rejected', reason: 'wrong-room', text: '', decidedAt: start };

const describing: RoomEvent = { type: 'describe', asked };
const approving: RoomEvent = { type: 'decide', decision: approval };
const receipt: RoomEvent = { type: 'close', outcome: { type: 'signed-in', receiptText: 'RP1S…' } };

/** A room after these events, a second apart. */
const after = (...events: RoomEvent[]) =>
	events.reduce((state, event, index) => next(state, event, start + 1_000 * (index + 1)), room);
const phaseAfter = (...events: RoomEvent[]) => after(...events).progress.phase;
const awaiting = [describing, { type: 'show' }] as const;

describe('the way of a room', () => {
	it.each<[Phase, RoomEvent[]]>([
		['entered', []],
		['entered', [{ type: 'confirm' }, { type: 'draft', device }]],
		['ready', [describing]],
		['awaiting', [...awaiting]],
		['entered', [...awaiting, { type: 'correct' }]],
		['approved', [...awaiting, approving]],
		['approved', [describing, approving]],
		['rejected', [...awaiting, { type: 'decide', decision: refusal }]],
		['expired', [...awaiting, { type: 'say', end: 'expired' }]],
		['used', [...awaiting, { type: 'say', end: 'used' }]],
		['expired', [...awaiting, { type: 'decide', decision: { ...refusal, reason: 'otp-expired' } }]],
		['used', [...awaiting, { type: 'decide', decision: { ...refusal, reason: 'otp-used' } }]],
		['awaiting', [...awaiting, { type: 'say', end: 'expired' }, { type: 'unsay' }]],
		['awaiting', [...awaiting, { type: 'say', end: 'used' }, { type: 'unsay' }]],
		['rejected', [...awaiting, { type: 'say', end: 'used' }, { type: 'decide', decision: refusal }]],
		['rejected', [...awaiting, { type: 'decide', decision: refusal }, { type: 'unsay' }]],
		['closed', [...awaiting, approving, receipt]],
		['closed', [...awaiting, approving, { type: 'close', outcome: { type: 'did-not-work', what: 'x' } }]]
	])('comes to %s', (phase, events) => {
		expect(phaseAfter(...events)).toBe(phase);
	});

	it('keeps what was typed', () => {
		expect(deviceOf(after({ type: 'draft', device }))).toEqual(device);
		expect(deviceOf(after(...awaiting, { type: 'correct' }))).toEqual(device);
	});

	it('knows the requests that were corrected', () => {
		const { progress } = after(...awaiting, { type: 'correct' });
		expect(progress).toMatchObject({ earlier: [asked.request], code });
	});

	it('asks the same request as before, once what the admin was said to say is taken back', () => {
		const before = after(...awaiting);
		for (const end of ['expired', 'used'] as const)
			expect(next(next(before, { type: 'say', end }, start), { type: 'unsay' }, start)).toEqual(before);
		// What an answer says is no mistake of the ear.
		const late = next(before, approving, approval.collectBy + 1);
		const sealed = (['otp-expired', 'otp-used'] as const).map((reason, index) => {
			const said = next(before, { type: 'say', end: index === 0 ? 'expired' : 'used' }, start);
			return next(said, { type: 'decide', decision: { ...refusal, reason } }, start);
		});
		for (const state of [late, ...sealed]) expect(next(state, { type: 'unsay' }, start)).toBe(state);
	});

	it('asks again whether it is the room once a sheet has named it, as long as nothing is sealed', () => {
		const unnamed = next({ ...room, name: null }, { type: 'confirm' }, start);
		const call: RoomEvent = { type: 'call', name: 'Birch' };
		expect(next(unnamed, call, start)).toEqual({ ...unnamed, name: 'Birch', confirmedAt: null });
		const sealed = next(unnamed, describing, start);
		expect(next(sealed, call, start)).toEqual({ ...sealed, name: 'Birch' });
		expect(next(room, call, start)).toBe(room);
		expect(next(unnamed, { type: 'call', name: null }, start)).toBe(unnamed);
	});

	it('takes the admin’s name for the room once it is known', () => {
		expect(nameOf(room)).toBe('Fjord');
		expect(nameOf(after(...awaiting, approving))).toBe('Fjord (2nd floor)');
	});
});

describe('a decision', () => {
	it('once read, is changed by no other', () => {
		const approved = after(...awaiting, approving);
		const rejected = after(...awaiting, { type: 'decide', decision: refusal });
		for (const state of [approved, rejected, next(approved, receipt, start)])
			for (const decision of [approval, refusal])
				expect(next(state, { type: 'decide', decision }, start + 9_000)).toBe(state);
	});

	it('that comes after its collect-by gives nothing away, and counts once the clock is right', () => {
		const late = next(after(...awaiting), approving, approval.collectBy + 1);
		expect(late.progress).toMatchObject({ phase: 'expired', collectBy: approval.collectBy });
		expect(JSON.stringify(late)).not.toContain('secret');
		expect(next(late, approving, start + 60_000).progress.phase).toBe('approved');
	});
});

describe('the sign-in', () => {
	const approved = after(...awaiting, approving);
	const openedAt = approved.progress.phase === 'approved' ? approved.progress.openedAt : 0;

	it('is forgotten after its time', () => {
		expect(forgetAt(openedAt)).toBe(openedAt + signInLifetime);
		expect(next(approved, { type: 'tick' }, forgetAt(openedAt) - 1)).toBe(approved);
		const forgotten = next(approved, { type: 'tick' }, forgetAt(openedAt));
		expect(forgotten.progress).toMatchObject({ phase: 'approved', signIn: null });
		expect(next(forgotten, receipt, forgetAt(openedAt)).progress.phase).toBe('closed');
	});

	it('is not kept longer by a clock that is set back', () => {
		const back = next(approved, { type: 'tick' }, openedAt - 3_600_000);
		expect(back.progress).toMatchObject({ signIn: null });
	});

	it('is forgotten when the room is closed, and the code with it', () => {
		const closed = JSON.stringify(next(approved, receipt, start));
		expect(closed).not.toContain('secret');
		expect(closed).not.toContain(code);
	});
});

describe('at a hub', () => {
	const { request } = asked;
	const sent: RoomEvent = { type: 'sent', request };
	const refused = (name: RefusalName): RoomEvent => ({
		type: 'refused',
		request,
		refusal: { name, when: null }
	});
	const queued = { what: 'delivered', receipt: 'AAAA', authorization: 'x' } as const;

	it('a request waits until it was sent, or refused for good', () => {
		expect(isToSend(after(describing))).toBe(false);
		expect(isToSend(after(...awaiting))).toBe(true);
		expect(isToSend(after(...awaiting, sent))).toBe(false);
		expect(isToSend(after(...awaiting, refused('ticket-unknown')))).toBe(true);
		expect(isToSend(after(...awaiting, refused('ticket-void')))).toBe(false);
		expect(isToSend(after(...awaiting, refused('ticket-void')), true)).toBe(true);
		expect(isToSend(after(...awaiting, approving))).toBe(false);
		expect(isToSend(after(...awaiting, sent, { type: 'lost', request }))).toBe(true);
	});

	it('a correction is sent anew, also where the request before was refused', () => {
		const other: RoomEvent = { type: 'describe', asked: { ...asked, request: 'b'.repeat(32) } };
		for (const event of [sent, refused('ticket-expired')])
			expect(isToSend(after(...awaiting, event, { type: 'correct' }, other, { type: 'show' }))).toBe(true);
	});

	it('the phone has one name for good', () => {
		const named = after({ type: 'name', device: 'one' }, ...awaiting, { type: 'correct' });
		expect(named.hub.device).toBe('one');
		expect(next(named, { type: 'name', device: 'two' }, start)).toBe(named);
	});

	it('what is said of a request that was corrected meanwhile counts for nothing', () => {
		const corrected = after(...awaiting, { type: 'correct' });
		for (const event of [sent, refused('ticket-void')]) expect(next(corrected, event, start)).toBe(corrected);
	});

	it('that a decision was delivered is told once, and not where it came too late', () => {
		const delivered: RoomEvent = { type: 'decide', decision: approval, receipt: queued };
		const approved = after(...awaiting, delivered, delivered);
		expect(approved.hub.receipts).toEqual([queued]);
		expect(next(after(...awaiting), delivered, approval.collectBy + 1).hub.receipts).toEqual([]);
		const acknowledged: RoomEvent = { type: 'acknowledged', receipt: 'AAAA', isTaken: true };
		expect(next(approved, acknowledged, start).hub).toMatchObject({ receipts: [], toldAt: null });
	});
});

it('docs/protocol.md draws each step from one phase to another, and no other', () => {
	const late: DecisionContent = { ...approval, collectBy: start };
	const events: RoomEvent[] = [
		{ type: 'confirm' },
		{ type: 'draft', device },
		describing,
		{ type: 'show' },
		{ type: 'correct' },
		...[approval, late, refusal].map((decision): RoomEvent => ({ type: 'decide', decision })),
		...(['otp-expired', 'otp-used'] as const).map((reason): RoomEvent => ({
			type: 'decide',
			decision: { ...refusal, reason }
		})),
		{ type: 'say', end: 'used' },
		{ type: 'say', end: 'expired' },
		{ type: 'unsay' },
		receipt,
		{ type: 'tick' }
	];
	const steps = new Set<string>();
	const seen = new Set<string>();
	const walk = (from: Room) => {
		if (seen.has(JSON.stringify(from))) return;
		seen.add(JSON.stringify(from));
		for (const event of events) {
			// What is corrected is asked anew without end; once is enough.
			if (event.type === 'correct' && askedOf(from)?.earlier.length) continue;
			const to = next(from, event, start + 60_000);
			if (to === from) continue;
			if (to.progress.phase !== from.progress.phase) steps.add(`${from.progress.phase} ${to.progress.phase}`);
			walk(to);
		}
	};
	walk(room);
	const [, diagram] = /### Request, on the device[^]*?```mermaid\n([^]*?)```/.exec(
		readFileSync('docs/protocol.md', 'utf8')
	)!;
	const drawn = [...diagram!.matchAll(/^ +(\w+) --> (\w+):/gm)]
		.map(([, from, to]) => `${from} ${to}`.toLowerCase())
		.filter((step) => step.split(' ')[0] !== step.split(' ')[1]);
	expect(drawn.sort()).toEqual([...steps].sort());
});

it('any events in any order: a sign-in is there only while approved, and ends stay ends', () => {
	const events = fc.constantFrom<RoomEvent>(
		{ type: 'confirm' },
		{ type: 'draft', device },
		describing,
		{ type: 'show' },
		{ type: 'correct' },
		approving,
		{ type: 'decide', decision: refusal },
		{ type: 'say', end: 'used' },
		{ type: 'say', end: 'expired' },
		{ type: 'unsay' },
		{ type: 'call', name: 'Birch' },
		receipt,
		{ type: 'tick' },
		{ type: 'name', device: 'one' },
		{ type: 'sent', request: asked.request },
		{ type: 'lost', request: asked.request },
		{ type: 'refused', request: asked.request, refusal: { name: 'ticket-used', when: null } }
	);
	fc.assert(
		fc.property(fc.array(events, { maxLength: 30 }), (happened) => {
			let state: Room = room;
			happened.forEach((event, index) => {
				const before = state.progress.phase;
				state = next(state, event, start + index);
				if (before === 'closed' || before === 'rejected') expect(state.progress.phase).toBe(before);
				if (state.progress.phase !== 'approved') expect(JSON.stringify(state)).not.toContain('secret');
			});
		})
	);
});
