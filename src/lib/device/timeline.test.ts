import { expect, it } from 'vitest';
import type { Code } from '$lib/protocol/code';
import { enteredRoom, next, type RoomEvent } from './room';
import { timelineOf } from './timeline';

const asked = {
	request: 'a'.repeat(32),
	qrText: 'RP1Q…',
	words: ['one', 'two', 'three'] as const,
	device: { make: 'Logitech', model: 'Tap', serial: 'S1' },
	sealedAt: 1
};
const approval = {
	verdict: 'approved',
	signInName: 'a',
	password: 'b',
	room: 'c',
	decidedAt: 3,
	collectBy: 9e12
} as const;
const refusal = { verdict: 'rejected', reason: 'wrong-room', text: '', decidedAt: 3 } as const;

/** The steps after these events, the first at 1, as `name state@time`. */
function stepsAfter(...events: RoomEvent[]): string[] {
	return stepsOf(events, false);
}

function stepsOf(events: readonly RoomEvent[], isHubThere: boolean): string[] {
	const room = enteredRoom('r', 't', { code: 'K' as Code, name: null }, 0);
	const after = events.reduce((state, event, index) => next(state, event, index + 1), room);
	return timelineOf(after, isHubThere).map(({ name, at, state }) => `${name} ${state}@${at ?? '-'}`);
}
const describing: RoomEvent = { type: 'describe', asked };
const shown: RoomEvent[] = [describing, { type: 'show' }];
const approved: RoomEvent[] = [...shown, { type: 'decide', decision: approval }];

it('tells what was, what is due and what comes, with times', () => {
	expect(stepsAfter()).toEqual(['entered now@0', 'show ahead@-', 'awaiting ahead@-', 'answer ahead@-']);
	expect(stepsAfter(describing)).toEqual([
		'entered done@0',
		'show now@-',
		'awaiting ahead@-',
		'answer ahead@-'
	]);
	expect(stepsAfter(...shown)).toEqual(['entered done@0', 'show done@2', 'awaiting now@-', 'answer ahead@-']);
	expect(stepsAfter(...approved)).toEqual([
		'entered done@0',
		'show done@2',
		'approved done@3',
		'sign-in now@-'
	]);
});

it('tells how it ended', () => {
	const last = (...events: RoomEvent[]) => stepsAfter(...events).at(-1);
	expect(last(...shown, { type: 'decide', decision: refusal })).toBe('rejected failed@3');
	expect(last(...shown, { type: 'say', end: 'expired' })).toBe('expired failed@3');
	expect(last(...shown, { type: 'say', end: 'used' })).toBe('used failed@3');
	expect(last(...approved, { type: 'close', outcome: { type: 'signed-in', receiptText: '' } })).toBe(
		'signed-in done@4'
	);
	expect(last(...approved, { type: 'close', outcome: { type: 'did-not-work', what: '' } })).toBe(
		'did-not-work failed@4'
	);
});

it('tells that it was sent where there is a hub, also once it is answered', () => {
	const sent: RoomEvent = { type: 'sent', request: asked.request };
	const decided: RoomEvent = { type: 'decide', decision: approval };
	expect(stepsOf([], true)[1]).toBe('sent ahead@-');
	expect(stepsOf([describing], true)[1]).toBe('sent now@-');
	expect(stepsOf(shown, true).slice(1, 3)).toEqual(['sent now@-', 'awaiting ahead@-']);
	expect(stepsOf([...shown, sent], true).slice(1, 3)).toEqual(['sent done@3', 'awaiting now@-']);
	expect(stepsOf([...shown, sent, decided], false)[1]).toBe('sent done@3');
	// Refused for good, or by QR before it could be sent.
	const refusal = { name: 'ticket-void', when: null } as const;
	const refused: RoomEvent = { type: 'refused', request: asked.request, refusal };
	expect(stepsOf([...shown, refused], true).slice(1, 3)).toEqual(['show done@2', 'awaiting now@-']);
	expect(stepsOf([...shown, decided], true)[1]).toBe('show done@2');
});
