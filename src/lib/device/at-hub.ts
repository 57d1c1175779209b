/**
 * What passed between this phone and a hub about one room; the pure half of it. All times in ms since 1970, by the phone's
 * clock unless said otherwise.
 */
export interface AtHub {
	/**
	 * 32 random hex digits by which the hub knows this phone again, also after a correction: of all who have the code, one
	 * alone may claim its ticket. On disk before anything is sent; `null` until then.
	 */
	readonly device: string | null;
	/** The request that the hub has, and since when; `null` where it has none. */
	readonly sent: { readonly request: string; readonly at: number } | null;
	/** What the hub said last instead of taking or answering the request; `null` where it said nothing of the kind. */
	readonly refusal: (Refusal & { readonly at: number }) | null;
	/** What it does not know yet, in order. */
	readonly receipts: readonly QueuedReceipt[];
	/** When it took the word that the device has signed in. */
	readonly toldAt: number | null;
}

/** Why a request has no answer by the hub. It can still be shown to an admin. */
export interface Refusal {
	readonly name: RefusalName;
	/** Since or from when, by the hub's clock; `null` where that is of no matter. */
	readonly when: number | null;
}

export type RefusalName =
	/** Problems of protocol/hub/problem. */
	| 'ticket-unknown'
	| 'ticket-used'
	| 'ticket-expired'
	| 'ticket-void'
	| 'ticket-early'
	| 'too-many'
	/** Of another version, as far as one can tell. */
	| 'not-understood'
	/** What was decided is the request before the correction. */
	| 'earlier-request'
	/** There is an answer, and it does not open. */
	| 'does-not-open';

/** A receipt as it goes to the hub, also when the code is forgotten. */
export interface QueuedReceipt {
	readonly what: 'delivered' | 'signed-in';
	/** The sealed receipt, base64. */
	readonly receipt: string;
	/** Opens the ticket, see protocol/hub/ticket; says nothing about the code. */
	readonly authorization: string;
}

export type HubEvent =
	/** The phone chooses how the hub is to know it; once for each room. */
	| { readonly type: 'name'; readonly device: string }
	/** The hub has the request. */
	| { readonly type: 'sent'; readonly request: string }
	/** It has it no longer, as after a restore from an older backup: the same request is sent again. */
	| { readonly type: 'lost'; readonly request: string }
	| { readonly type: 'refused'; readonly request: string; readonly refusal: Refusal }
	/** The hub has the receipt, or will never take it. */
	| { readonly type: 'acknowledged'; readonly receipt: string; readonly isTaken: boolean };

export const nothingAtHub: AtHub = { device: null, sent: null, refusal: null, receipts: [], toldAt: null };

/** What is at the hub after an event that concerns this room's request; the same object where it changes nothing. */
export function nextAtHub(hub: AtHub, event: HubEvent, now: number): AtHub {
	switch (event.type) {
		case 'name':
			return hub.device === null ? { ...hub, device: event.device } : hub;
		case 'sent': {
			const { request } = event;
			if (hub.sent?.request !== request) return { ...hub, sent: { request, at: now }, refusal: null };
			return hub.refusal === null ? hub : { ...hub, refusal: null };
		}
		case 'lost':
			return hub.sent?.request === event.request ? { ...hub, sent: null } : hub;
		case 'refused': {
			const { name } = event.refusal;
			// What the hub says to somebody who has claimed nothing says nothing about this phone: it claims again first.
			if (hub.sent?.request === event.request && deniesTheClaim.has(name)) return { ...hub, sent: null };
			const sent = name === 'earlier-request' ? null : hub.sent;
			return { ...hub, sent, refusal: { ...event.refusal, at: now } };
		}
		case 'acknowledged': {
			const queue = hub.receipts.filter(({ receipt }) => receipt !== event.receipt);
			const taken = event.isTaken && hub.receipts.find(({ receipt }) => receipt === event.receipt);
			if (queue.length === hub.receipts.length) return hub;
			const toldAt = taken && taken.what === 'signed-in' ? now : hub.toldAt;
			return { ...hub, receipts: queue, toldAt };
		}
	}
}

/** With one more receipt to tell. */
export function queued(hub: AtHub, receipt: QueuedReceipt): AtHub {
	return { ...hub, receipts: [...hub.receipts, receipt] };
}

/** What no hub says to the phone whose claim it has: it has lost the claim, as after a restore from an older backup. */
const deniesTheClaim: ReadonlySet<RefusalName> = new Set([
	'ticket-unknown',
	'ticket-used',
	'ticket-void',
	'ticket-early'
]);

/**
 * Whether it is of no use to ask again before somebody has done something about it. A page that is closed does not; one that
 * is open asks now and then, as somebody may have.
 */
export function isFinal(name: RefusalName): boolean {
	return !['ticket-unknown', 'ticket-early', 'too-many'].includes(name);
}
