import { bytesToBase64, bytesToHex, randomId } from '$lib/protocol/bytes';
import { grantKeysOf } from '$lib/protocol/code-keys';
import type { ClaimBody, TicketAnswer } from '$lib/protocol/hub/ticket';
import { readQrText } from '$lib/protocol/qr-text';
import { serialTagOf } from '$lib/protocol/serial-tag';
import type { QueuedReceipt } from './at-hub';
import type { DeviceDatabase } from './database';
import { acknowledge, claimTicket, type HubCalls, type TicketAt, type Unanswered } from './hub-tickets';
import { isToSend, type Asked, type Room } from './room';
import { RoomsOnDisk } from './rooms-on-disk';
import { authorizationOf } from './ticket-key';

/** What came of sending. */
export interface SendReport {
	/** Requests and receipts that still wait for a network, a hub, or a code that it knows. */
	readonly waiting: number;
	/** What the hub answered at once, by room; to be read where somebody looks at it. */
	readonly answers: ReadonlyMap<string, TicketAnswer>;
	/** Why it was given up before the end; `null` where all were tried. */
	readonly stopped: Unanswered | null;
}

export interface SendOptions extends HubCalls {
	readonly clock?: () => number;
	/** Also what the hub has refused for good, as far as it knew then: somebody came back to it. */
	readonly again?: boolean;
}

/** How long a receipt is offered to a hub that does not take it, in ms: as long as a code can live. */
const receiptLifetime = 15 * 86_400_000;

/**
 * Sends what waits: requests that were shown or sent off, and receipts. Knows no screen, so that a service worker can call
 * it with the page closed. Whatever is lost on the way is sent again, and a hub that had it already says the same.
 */
export async function sendWaiting(database: DeviceDatabase, options: SendOptions): Promise<SendReport> {
	const { clock = Date.now, again = false } = options;
	const disk = await RoomsOnDisk.open(database, clock);
	const answers = new Map<string, TicketAnswer>();
	let stopped: Unanswered | null = null;
	for (const room of await disk.all()) {
		const sent = await sendOf(disk, room, { ...options, again }, answers);
		if (sent === null) continue;
		stopped = sent;
		break;
	}
	const waiting = (await disk.all()).reduce((count, room) => count + waitingOf(room), 0);
	return { waiting, answers, stopped };
}

/** How much of a room waits to be sent. */
export function waitingOf(room: Room): number {
	return Number(isToSend(room)) + room.hub.receipts.length;
}

async function sendOf(
	disk: RoomsOnDisk,
	room: Room,
	options: HubCalls & { readonly again: boolean },
	answers: Map<string, TicketAnswer>
): Promise<Unanswered | null> {
	for (const queued of room.hub.receipts) {
		const unsent = await sendReceipt(disk, room, queued, options);
		if (unsent) return unsent;
	}
	return isToSend(room, options.again) ? sendRequest(disk, room, options, answers) : null;
}

async function sendRequest(
	disk: RoomsOnDisk,
	{ id, ticketId }: Room,
	{ address, fetch }: HubCalls,
	answers: Map<string, TicketAnswer>
): Promise<Unanswered | null> {
	// What the phone is known by has to be on disk first: a lost answer must find the same one asking again.
	const named = await disk.happen(id, { type: 'name', device: randomId() });
	if (!named.ok || named.value.progress.phase !== 'awaiting') return null;
	const { asked } = named.value.progress;
	const { request } = asked;
	const authorization = (await authorizationOf(asked.code, named.value.hub))!;
	const result = await claimTicket({ address, fetch, ticketId, authorization }, await claimOf(asked));
	switch (result.type) {
		case 'answer':
			if (result.answer.state === 'open') return { type: 'later', retryAfter: null };
			await disk.happen(id, { type: 'sent', request });
			if (result.answer.state !== 'waiting') answers.set(id, result.answer);
			return null;
		case 'refused':
			await disk.happen(id, { type: 'refused', request, refusal: result.refusal });
			// Asking for the next one would be too many as well.
			return result.refusal.name === 'too-many' ? { type: 'later', retryAfter: result.retryAfter } : null;
		default:
			return result;
	}
}

async function sendReceipt(
	disk: RoomsOnDisk,
	room: Room,
	{ receipt, authorization }: QueuedReceipt,
	{ address, fetch }: HubCalls
): Promise<Unanswered | null> {
	const at: TicketAt = { address, fetch, ticketId: room.ticketId, authorization };
	const result = await acknowledge(at, receipt);
	if (result.type === 'later' || result.type === 'no-hub') return result;
	const isTaken = result.type === 'taken';
	// A hub that does not know the ticket, or has lost the claim, may hear of it from the admin's tablet later.
	const isHopeless = disk.clock() > room.enteredAt + receiptLifetime;
	if (isTaken || isHopeless) await disk.happen(room.id, { type: 'acknowledged', receipt, isTaken });
	return null;
}

async function claimOf({ code, qrText, device }: Asked): Promise<ClaimBody> {
	const scanned = readQrText(qrText);
	if (scanned.type !== 'request') throw new RangeError(`Not a request: ${scanned.type}`);
	const tag = await serialTagOf(await grantKeysOf(code), device.serial);
	return { request: bytesToBase64(scanned.envelope), serialTag: bytesToHex(tag) };
}
