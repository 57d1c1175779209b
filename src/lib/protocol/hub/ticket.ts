import * as v from 'valibot';
import { base64UrlToBytes, bytesToBase64Url } from '../bytes';

/**
 * How a device speaks to a hub about the ticket of its code. Each request carries
 *
 * `Authorization: Roompass-Ticket CLAIM-TOKEN.DEVICE`
 *
 * with the claim token of the code (base64url, 32 bytes), which the hub knows the hash of, and 32 random hex digits that
 * the device chose for this ticket, so that it is known again: whoever has the code could claim the ticket, and one device
 * alone may.
 *
 * | call                          | body                                       | answer            |
 * | ----------------------------- | ------------------------------------------ | ----------------- |
 * | `POST /v1/tickets/:id/claim`  | {@link ClaimBody}                          | {@link TicketAnswer} |
 * | `GET /v1/tickets/:id`         |                                            | {@link TicketAnswer} |
 * | `GET /v1/tickets/:id/events`  |                                            | SSE, `event: ticket`, data: {@link TicketAnswer} |
 * | `POST /v1/tickets/:id/ack`    | `{"receipt"}`: a sealed receipt            | 204               |
 *
 * A hub that was set back to an older backup may have a decision and no claim: it answers `open` then, and the device claims
 * again with the same request. A claim is answered by the decision for its request, if there is one, also where another device
 * has claimed the ticket: nobody else can open it. A receipt claims a ticket that nobody has claimed.
 *
 * A ticket takes 20 requests of its device, 20 receipts and 20 decisions; more are answered with `too-many`, decisions are left
 * out.
 */
const sealed = v.pipe(v.string(), v.maxLength(4_096), v.regex(/^[A-Za-z0-9+/]+=*$/));

/** A claim. The same device may claim again with another request, as long as nothing is decided. */
export const claimBodySchema = v.strictObject({
	/** The sealed request, base64. */
	request: sealed,
	/** 32 hex digits, see protocol/serial-tag. */
	serialTag: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))
});
export type ClaimBody = v.InferOutput<typeof claimBodySchema>;

export const ackBodySchema = v.strictObject({ receipt: sealed });

/**
 * Where a ticket stands for the device that asks; that there is nothing for it is a problem (protocol/hub/problem), also when
 * nobody has decided or it was not fetched in time: `ticket-expired`. In an event stream a problem is an `event: problem`
 * whose data has its `type` and `detail`. Times are ms since 1970, by
 * the hub's clock.
 */
export const ticketAnswerSchema = v.variant('state', [
	/** Claimed; the decision is still to come. */
	v.strictObject({ state: v.literal('waiting'), decideBy: v.number() }),
	/** The sealed decision, base64. */
	v.strictObject({ state: v.literal('decided'), decision: sealed }),
	/** Approved in advance: a grant, see protocol/grant. */
	v.strictObject({ state: v.literal('granted'), grant: sealed, at: v.number() }),
	/** Nothing was claimed by this device yet; the ticket is open for it. */
	v.strictObject({ state: v.literal('open') })
]);
export type TicketAnswer = v.InferOutput<typeof ticketAnswerSchema>;

/** What a device proves itself with. */
export interface TicketKey {
	/** 32 bytes. */
	readonly claimToken: Uint8Array<ArrayBuffer>;
	/** 32 hex digits. */
	readonly device: string;
}

/** The value of a device's `Authorization` header. */
export function ticketAuthorization({ claimToken, device }: TicketKey): string {
	return `Roompass-Ticket ${bytesToBase64Url(claimToken)}.${device}`;
}

/** Parses the header strictly; `null` for anything else. */
export function parseTicketAuthorization(header: string | undefined): TicketKey | null {
	const match = /^Roompass-Ticket ([\w-]{43})\.([0-9a-f]{32})$/.exec(header ?? '');
	if (!match) return null;
	try {
		const claimToken = base64UrlToBytes(match[1]!);
		return claimToken.length === 32 ? { claimToken, device: match[2]! } : null;
	} catch {
		return null;
	}
}
