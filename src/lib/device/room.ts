import type { Code } from '$lib/protocol/code';
import type { DecisionContent } from '$lib/protocol/decision';
import type { DeviceDetails } from '$lib/protocol/request';

/**
 * A room that a technician's phone carries, from the code to the sign-in. All times in ms since 1970, by the phone's clock
 * unless said otherwise.
 *
 * ```
 * entered ──describe──▶ ready ──show──▶ awaiting ──decide──▶ approved ──close──▶ closed
 *    ▲                    │                │  ├──────────▶ rejected
 *    └──────correct───────┴────────────────┤  └─(too late)─▶ expired ──decide──▶ approved
 *                                          └─say──▶ expired, used
 * ```
 * Each step is written before anything of it is shown. A step that does not fit where the room stands changes nothing.
 */
export interface Room {
	/** Random; says nothing about the code. */
	readonly id: string;
	/** Public id of the code's OTP, 32 hex digits. */
	readonly ticketId: string;
	/** What the sheet's link calls the room; `null` where it does not say. */
	readonly name: string | null;
	readonly enteredAt: number;
	/** When the technician said that this is the room; `null` before. */
	readonly confirmedAt: number | null;
	readonly progress: Progress;
}

/** A request as it was sealed once: what is shown is always this. */
export interface Asked {
	/** The code: the decision opens with it. */
	readonly code: Code;
	/** 32 hex digits, see protocol/request. */
	readonly request: string;
	/** Text of its QR. */
	readonly qrText: string;
	/** The comparison words of its bytes. */
	readonly words: readonly [string, string, string];
	readonly device: DeviceDetails;
	readonly sealedAt: number;
	/** Requests that were made for this room before, and corrected. */
	readonly earlier: readonly string[];
}

/** What stays known of a request when its code is no longer needed. */
export type Answered = Pick<Asked, 'request' | 'words' | 'device' | 'sealedAt'> & {
	readonly shownAt: number;
	readonly decidedAt: number;
};

export interface SignIn {
	readonly signInName: string;
	readonly password: string;
}

export type Outcome =
	/** `receiptText`: text of the receipt's QR, made once. */
	| { readonly type: 'signed-in'; readonly receiptText: string }
	| { readonly type: 'did-not-work'; readonly what: string };

export type Progress =
	| {
			readonly phase: 'entered';
			readonly code: Code;
			readonly draft: DeviceDetails;
			readonly earlier: readonly string[];
	  }
	| { readonly phase: 'ready'; readonly asked: Asked }
	| { readonly phase: 'awaiting'; readonly asked: Asked; readonly shownAt: number }
	| {
			readonly phase: 'approved';
			readonly answered: Answered;
			/** What the admin calls the room. */
			readonly room: string;
			/** Makes the receipt; goes when the room is closed. */
			readonly code: Code;
			readonly openedAt: number;
			/** Gone once it is forgotten. */
			readonly signIn: SignIn | null;
	  }
	| {
			readonly phase: 'rejected';
			readonly answered: Answered;
			readonly readAt: number;
			readonly reason: string;
			readonly text: string;
	  }
	| {
			readonly phase: 'expired';
			readonly asked: Asked;
			readonly shownAt: number;
			readonly at: number;
			/** By the approver's clock, where an approval came too late; else the admin said so. */
			readonly collectBy: number | null;
	  }
	| { readonly phase: 'used'; readonly asked: Asked; readonly shownAt: number; readonly at: number }
	| {
			readonly phase: 'closed';
			readonly answered: Answered;
			readonly room: string;
			readonly openedAt: number;
			readonly at: number;
			readonly outcome: Outcome;
	  };
export type Phase = Progress['phase'];

export type RoomEvent =
	| { readonly type: 'confirm' }
	| { readonly type: 'draft'; readonly device: DeviceDetails }
	| { readonly type: 'describe'; readonly asked: Omit<Asked, 'code' | 'earlier'> }
	| { readonly type: 'show' }
	| { readonly type: 'correct' }
	| { readonly type: 'decide'; readonly decision: DecisionContent }
	| { readonly type: 'say'; readonly end: 'expired' | 'used' }
	| { readonly type: 'close'; readonly outcome: Outcome }
	| { readonly type: 'tick' };

/** How long a sign-in stays after it was opened, in ms. */
export const signInLifetime = 30 * 60_000;
/** How far a phone's clock may go back, in ms, before a sign-in is forgotten rather than kept for longer. */
const clockSlack = 2 * 60_000;

const nothing: DeviceDetails = { make: '', model: '', serial: '' };

/** A room whose code was just entered. */
export function enteredRoom(
	id: string,
	ticketId: string,
	{ code, name }: { readonly code: Code; readonly name: string | null },
	now: number
): Room {
	const progress = { phase: 'entered', code, draft: nothing, earlier: [] } as const;
	return { id, ticketId, name, enteredAt: now, confirmedAt: null, progress };
}

/** The room after something happened at `now`; the same object where it changes nothing. */
export function next(room: Room, event: RoomEvent, now: number): Room {
	const { progress } = room;
	if (event.type === 'confirm') return room.confirmedAt === null ? { ...room, confirmedAt: now } : room;
	const after = nextProgress(progress, event, now);
	return after === progress ? room : { ...room, progress: after };
}

function nextProgress(
	progress: Progress,
	event: Exclude<RoomEvent, { type: 'confirm' }>,
	now: number
): Progress {
	switch (event.type) {
		case 'draft':
			return progress.phase === 'entered' ? { ...progress, draft: event.device } : progress;
		case 'describe': {
			if (progress.phase !== 'entered') return progress;
			const { code, earlier } = progress;
			return { phase: 'ready', asked: { ...event.asked, code, earlier } };
		}
		case 'show':
			return progress.phase === 'ready'
				? { phase: 'awaiting', asked: progress.asked, shownAt: now }
				: progress;
		case 'correct': {
			if (progress.phase !== 'ready' && progress.phase !== 'awaiting') return progress;
			const { code, device, request, earlier } = progress.asked;
			return { phase: 'entered', code, draft: device, earlier: [...earlier, request] };
		}
		case 'decide':
			return decided(progress, event.decision, now);
		case 'say':
			if (progress.phase !== 'awaiting') return progress;
			return event.end === 'used'
				? { ...progress, phase: 'used', at: now }
				: { ...progress, phase: 'expired', at: now, collectBy: null };
		case 'close': {
			if (progress.phase !== 'approved') return progress;
			const { answered, room, openedAt } = progress;
			return { phase: 'closed', answered, room, openedAt, at: now, outcome: event.outcome };
		}
		case 'tick':
			return progress.phase === 'approved' && progress.signIn && isForgotten(progress.openedAt, now)
				? { ...progress, signIn: null }
				: progress;
	}
}

/** When a sign-in is forgotten at the latest. */
export function forgetAt(openedAt: number): number {
	return openedAt + signInLifetime;
}

/** Whether the room waits for an answer: a decision can be read for it. */
export function isWaiting({ progress }: Room): boolean {
	return ['ready', 'awaiting', 'expired', 'used'].includes(progress.phase);
}

/** The request that a decision for this room has to answer; `null` where none was made, or it was answered. */
export function askedOf({ progress }: Room): Asked | null {
	return 'asked' in progress ? progress.asked : null;
}

/** Everything that is known of the device in the room. */
export function deviceOf({ progress }: Room): DeviceDetails {
	if (progress.phase === 'entered') return progress.draft;
	return 'asked' in progress ? progress.asked.device : progress.answered.device;
}

/** What the room is called: by the admin once that is known, else by the sheet. */
export function nameOf(room: Room): string | null {
	return ('room' in room.progress && room.progress.room) || room.name;
}

function isForgotten(openedAt: number, now: number): boolean {
	return now >= forgetAt(openedAt) || now < openedAt - clockSlack;
}

function decided(progress: Progress, decision: DecisionContent, now: number): Progress {
	if (!('asked' in progress)) return progress;
	const { asked } = progress;
	const shownAt = progress.phase === 'ready' ? now : progress.shownAt;
	const { request, words, device, sealedAt } = asked;
	const answered = { request, words, device, sealedAt, shownAt, decidedAt: decision.decidedAt };
	if (decision.verdict === 'rejected') {
		const { reason, text } = decision;
		if (reason === 'otp-expired') return { phase: 'expired', asked, shownAt, at: now, collectBy: null };
		if (reason === 'otp-used') return { phase: 'used', asked, shownAt, at: now };
		return { phase: 'rejected', answered, readAt: now, reason, text };
	}
	if (now > decision.collectBy)
		return { phase: 'expired', asked, shownAt, at: now, collectBy: decision.collectBy };
	const { signInName, password, room } = decision;
	const signIn = { signInName, password };
	return { phase: 'approved', answered, room, code: asked.code, openedAt: now, signIn };
}
