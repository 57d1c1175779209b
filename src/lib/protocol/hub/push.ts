import { bytesToHex, hexToBytes } from '../bytes';
import { decodeArray, encodeArray, isBytes, isTime, isWhole } from '../cbor';
import { serialTagLength } from '../serial-tag';

/**
 * What a member pushes: sealed entries and what the hub has to know of them, all or nothing, any number of times. A CBOR
 * array `[1, [entry envelope, …], [operation, …]]`. An operation is an array too, its kind first:
 *
 * | #   | operation      | fields                                                                                  |
 * | --- | -------------- | --------------------------------------------------------------------------------------- |
 * | 1   | ticket         | ticket id, SHA-256 of the claim token, not before, redeem by, decide within (ms)         |
 * | 2   | void           | ticket id                                                                               |
 * | 3   | extend         | ticket id, redeem by                                                                    |
 * | 4   | decision       | ticket id, request hash, sealed decision, collect by                                    |
 * | 5   | grant          | ticket id, sealed grant, serial tag or empty, at most so many an hour (0: as many as come), window from, window until |
 * | 6   | withdraw-grant | ticket id                                                                               |
 *
 * Ids are 16 bytes; a request hash is the first 16 bytes of the SHA-256 of the sealed request; times are ms since 1970.
 * A window is in minutes of the day in UTC, from 0 to 1439: a grant is released from `from` on and before `until`, which may be
 * on the next day; at any time where both are the same, 0 and 0 as a rule.
 * Each operation may come twice: the second time it changes nothing. A grant is known by its bytes: one that was replaced or
 * withdrawn since does not come back by being repeated, a new one is sealed for that. A withdrawal that a tablet says again, as
 * its answer was lost, takes away a newer grant, too: then a person decides. An operation on a ticket that the hub does not know,
 * or that is another workspace's, does nothing.
 */
export const pushVersion = 1;
export const maxPushBytes = 8 * 1024 * 1024;
export const maxPushEntries = 1_000;
export const maxPushOperations = 5_000;

export type HubOperation =
	| {
			readonly type: 'ticket';
			readonly ticketId: string;
			readonly tokenHash: Uint8Array<ArrayBuffer>;
			readonly notBefore: number;
			readonly redeemBy: number;
			readonly decideWithin: number;
	  }
	| { readonly type: 'void'; readonly ticketId: string }
	| { readonly type: 'extend'; readonly ticketId: string; readonly redeemBy: number }
	| {
			readonly type: 'decision';
			readonly ticketId: string;
			/** 32 hex digits. */
			readonly requestHash: string;
			readonly decision: Uint8Array<ArrayBuffer>;
			readonly collectBy: number;
	  }
	| {
			readonly type: 'grant';
			readonly ticketId: string;
			readonly grant: Uint8Array<ArrayBuffer>;
			/** 16 bytes, or none where any device may have it. */
			readonly serialTag: Uint8Array<ArrayBuffer>;
			readonly perHour: number;
			/** Left out: at any time. */
			readonly window?: UtcWindow;
	  }
	| { readonly type: 'withdraw-grant'; readonly ticketId: string };

/** Part of every day, in minutes of the day in UTC, 0 to 1439; `until` is not in it and may be on the next day. */
export interface UtcWindow {
	readonly from: number;
	readonly until: number;
}

/** A push, before it is sent or after it was parsed. */
export interface Push {
	readonly entries: readonly Uint8Array<ArrayBuffer>[];
	readonly operations: readonly HubOperation[];
}

const maxSealed = 2_048;
const minutesOfDay = 1_440;
const always: UtcWindow = { from: 0, until: 0 };

/** The body of a push. */
export function encodePush({ entries, operations }: Push): Uint8Array<ArrayBuffer> {
	return encodeArray([pushVersion, entries, operations.map(fieldsOf)]);
}

/** Parses a push strictly; `null` for anything else. The entries in it are bytes, not looked at. */
export function parsePush(bytes: Uint8Array): Push | null {
	const fields = decodeArray(bytes, 3);
	if (!fields) return null;
	const [version, entries, operations] = fields;
	if (version !== pushVersion || !Array.isArray(entries) || !Array.isArray(operations)) return null;
	if (entries.length > maxPushEntries || operations.length > maxPushOperations) return null;
	if (!entries.every((entry) => isBytes(entry))) return null;
	const parsed = operations.map(parseOperation);
	return parsed.every((operation) => operation !== null) ? { entries, operations: parsed } : null;
}

function fieldsOf(operation: HubOperation): unknown[] {
	const id = hexToBytes(operation.ticketId);
	switch (operation.type) {
		case 'ticket': {
			const { tokenHash, notBefore, redeemBy, decideWithin } = operation;
			return [1, id, tokenHash, notBefore, redeemBy, decideWithin];
		}
		case 'void':
			return [2, id];
		case 'extend':
			return [3, id, operation.redeemBy];
		case 'decision':
			return [4, id, hexToBytes(operation.requestHash), operation.decision, operation.collectBy];
		case 'grant': {
			const { grant, serialTag, perHour, window = always } = operation;
			return [5, id, grant, serialTag, perHour, window.from, window.until];
		}
		case 'withdraw-grant':
			return [6, id];
	}
}

function parseOperation(fields: unknown): HubOperation | null {
	if (!Array.isArray(fields) || !isBytes(fields[1], 16)) return null;
	const ticketId = bytesToHex(fields[1]);
	const [kind, , a, b, c, d, e] = fields as unknown[];
	const { length } = fields;
	if (kind === 1 && length === 6 && isBytes(a, 32) && isTime(b) && isTime(c) && isTime(d))
		return { type: 'ticket', ticketId, tokenHash: a, notBefore: b, redeemBy: c, decideWithin: d };
	if (kind === 2 && length === 2) return { type: 'void', ticketId };
	if (kind === 3 && length === 3 && isTime(a)) return { type: 'extend', ticketId, redeemBy: a };
	if (kind === 4 && length === 5 && isBytes(a, 16) && isSealed(b) && isTime(c))
		return { type: 'decision', ticketId, requestHash: bytesToHex(a), decision: b, collectBy: c };
	if (kind === 5 && length === 7 && isSealed(a) && isTag(b) && isWhole(c) && c <= 1_000_000)
		return isMinute(d) && isMinute(e)
			? { type: 'grant', ticketId, grant: a, serialTag: b, perHour: c, window: { from: d, until: e } }
			: null;
	if (kind === 6 && length === 2) return { type: 'withdraw-grant', ticketId };
	return null;
}

function isSealed(value: unknown): value is Uint8Array<ArrayBuffer> {
	return isBytes(value) && value.length > 0 && value.length <= maxSealed;
}

function isMinute(value: unknown): value is number {
	return isWhole(value) && value < minutesOfDay;
}

function isTag(value: unknown): value is Uint8Array<ArrayBuffer> {
	return isBytes(value, serialTagLength) || isBytes(value, 0);
}
