import type { Code } from '$lib/protocol/code';
import type { DecisionContent } from '$lib/protocol/decision';
import type { DeviceDetails } from '$lib/protocol/request';
import {
	isFinal,
	nextAtHub,
	nothingAtHub,
	queued,
	type AtHub,
	type HubEvent,
	type QueuedReceipt
} from './at-hub';

/**
 * A room that a technician's phone carries, from the code to the sign-in. All times in ms since 1970, by the phone's clock
 * unless said otherwise.
 *
 * ```
 * entered ──describe──▶ ready ──show──▶ awaiting ──decide──▶ approved ──close──▶ closed
 *    ▲                    │                │  ├──────────▶ rejected
 *    └──────correct───────┴────────────────┤  └──────────▶ expired, used ──decide──▶ any of the four
 *                                          └─say──▶ expired, used ──unsay──▶ awaiting
 * ```
 * A decision can be read from *ready* on. Each step is drawn in docs/protocol.md.
 *
 * What passes between the phone and a hub meanwhile (at-hub.ts) moves none of this but by a decision: what a hub refuses can
 * still be shown to an admin. Each step is written before anything of it is shown. A step that does not fit where the room stands changes nothing.
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
	readonly hub: AtHub;
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
	/** It was granted in advance: nobody looked at the request. */
	readonly isAutomatic: boolean;
};

export interface SignIn {
	readonly signInName: string;
	readonly password: string;
}

export type Outcome =
	/** `receiptText`: text of the receipt's QR, made once. */
	| { readonly type: 'signed-in'; readonly receiptText: string }
	| { readonly type: 'did-not-work'; readonly what: string };

/** How the phone knows that a code is of no use: by word of mouth, or by an answer that it has opened. */
export type SaidBy = 'word' | 'answer';

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
			readonly by: SaidBy;
	  }
	| {
			readonly phase: 'used';
			readonly asked: Asked;
			readonly shownAt: number;
			readonly at: number;
			readonly by: SaidBy;
	  }
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
	/** What a sheet calls the room, where its code was entered again. */
	| { readonly type: 'call'; readonly name: string | null }
	| { readonly type: 'draft'; readonly device: DeviceDetails }
	| { readonly type: 'describe'; readonly asked: Omit<Asked, 'code' | 'earlier'> }
	| { readonly type: 'show' }
	| { readonly type: 'correct' }
	/** `receipt`: tells the hub that it was read, where it came from there. */
	| {
			readonly type: 'decide';
			readonly decision: DecisionContent;
			readonly isAutomatic?: boolean;
			readonly receipt?: QueuedReceipt;
	  }
	| { readonly type: 'say'; readonly end: 'expired' | 'used' }
	/** The word of mouth was a mistake. */
	| { readonly type: 'unsay' }
	| { readonly type: 'close'; readonly outcome: Outcome; readonly receipt?: QueuedReceipt }
	| { readonly type: 'tick' }
	| HubEvent;

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
	return { id, ticketId, name, enteredAt: now, confirmedAt: null, progress, hub: nothingAtHub };
}

/** The room after something happened at `now`; the same object where it changes nothing. */
export function next(room: Room, event: RoomEvent, now: number): Room {
	const { progress, hub } = room;
	switch (event.type) {
		case 'confirm':
			return room.confirmedAt === null ? { ...room, confirmedAt: now } : room;
		case 'call': {
			if (room.name !== null || event.name === null) return room;
			// Now that it has a name, it is asked about by it while nothing is sealed yet.
			const confirmedAt = progress.phase === 'entered' ? null : room.confirmedAt;
			return { ...room, name: event.name, confirmedAt };
		}
		case 'name':
		case 'sent':
		case 'lost':
		case 'refused':
		case 'acknowledged': {
			if ('request' in event && event.request !== requestOf(room)) return room;
			const after = nextAtHub(hub, event, now);
			return after === hub ? room : { ...room, hub: after };
		}
		default: {
			const after = nextProgress(progress, event, now);
			if (after === progress) return room;
			// What was refused for one request need not be for the next.
			if (event.type === 'correct') return { ...room, progress: after, hub: { ...hub, refusal: null } };
			const receipt = 'receipt' in event ? event.receipt : undefined;
			// What came too late was not delivered.
			const isLate = after.phase === 'expired' && after.collectBy !== null;
			return { ...room, progress: after, hub: receipt && !isLate ? queued(hub, receipt) : hub };
		}
	}
}

function nextProgress(
	progress: Progress,
	event: Exclude<RoomEvent, HubEvent | { type: 'confirm' | 'call' }>,
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
			return decided(progress, event.decision, event.isAutomatic ?? false, now);
		case 'say':
			if (progress.phase !== 'awaiting') return progress;
			return event.end === 'used'
				? { ...progress, phase: 'used', at: now, by: 'word' }
				: { ...progress, phase: 'expired', at: now, collectBy: null, by: 'word' };
		case 'unsay':
			if (!('by' in progress) || progress.by === 'answer') return progress;
			return { phase: 'awaiting', asked: progress.asked, shownAt: progress.shownAt };
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

/** The request that a decision for this room has to answer; `null` where none was made, or it was answered. */
export function askedOf({ progress }: Room): Asked | null {
	return 'asked' in progress ? progress.asked : null;
}

/** Id of the request that stands, asked or answered; `null` where none was made. */
export function requestOf({ progress }: Room): string | null {
	if (progress.phase === 'entered') return null;
	return 'asked' in progress ? progress.asked.request : progress.answered.request;
}

/** When the hub took the request that stands; `null` where it has not. */
export function sentAtOf(room: Room): number | null {
	const { sent } = room.hub;
	return sent && sent.request === requestOf(room) ? sent.at : null;
}

/**
 * Whether a request waits to be sent.
 * @param again also where the hub has refused it for good, as far as it knew then
 */
export function isToSend(room: Room, again = false): boolean {
	const { progress, hub } = room;
	if (progress.phase !== 'awaiting' || sentAtOf(room) !== null) return false;
	return again || hub.refusal === null || !isFinal(hub.refusal.name);
}

/** Whether the hub may have an answer for the room. */
export function isAtHub(room: Room): boolean {
	return ['awaiting', 'expired', 'used'].includes(room.progress.phase) && sentAtOf(room) !== null;
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

function decided(progress: Progress, decision: DecisionContent, isAutomatic: boolean, now: number): Progress {
	if (!('asked' in progress)) return progress;
	const { phase, asked } = progress;
	const shownAt = phase === 'ready' ? now : progress.shownAt;
	const { request, words, device, sealedAt } = asked;
	const { decidedAt } = decision;
	const answered = { request, words, device, sealedAt, shownAt, decidedAt, isAutomatic };
	/** A hub gives its answer as often as it is asked. */
	const expired = (collectBy: number | null): Progress =>
		phase === 'expired' && progress.collectBy === collectBy && progress.by === 'answer'
			? progress
			: { phase: 'expired', asked, shownAt, at: now, collectBy, by: 'answer' };
	if (decision.verdict === 'rejected') {
		const { reason, text } = decision;
		if (reason === 'otp-expired') return expired(null);
		if (reason === 'otp-used')
			return phase === 'used' && progress.by === 'answer'
				? progress
				: { phase: 'used', asked, shownAt, at: now, by: 'answer' };
		return { phase: 'rejected', answered, readAt: now, reason, text };
	}
	if (now > decision.collectBy) return expired(decision.collectBy);
	const { signInName, password, room } = decision;
	const signIn = { signInName, password };
	return { phase: 'approved', answered, room, code: asked.code, openedAt: now, signIn };
}
