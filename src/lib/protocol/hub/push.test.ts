import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../bytes';
import { encodeArray } from '../cbor';
import { encodePush, parsePush, type HubOperation } from './push';

const bytes = (minLength: number, maxLength = minLength) =>
	fc.uint8Array({ minLength, maxLength }).map((value) => new Uint8Array(value));
const ticketId = bytes(16).map(bytesToHex);
const time = fc.nat(4_000_000_000_000);
const minute = fc.nat(1_439);

const operation: fc.Arbitrary<HubOperation> = fc.oneof(
	fc.record({
		type: fc.constant('ticket' as const),
		ticketId,
		tokenHash: bytes(32),
		notBefore: time,
		redeemBy: time,
		decideWithin: time
	}),
	fc.record({ type: fc.constantFrom('void' as const, 'withdraw-grant' as const), ticketId }),
	fc.record({ type: fc.constant('extend' as const), ticketId, redeemBy: time }),
	fc.record({
		type: fc.constant('decision' as const),
		ticketId,
		requestHash: ticketId,
		decision: bytes(1, 300),
		collectBy: time
	}),
	fc.record({
		type: fc.constant('grant' as const),
		ticketId,
		grant: bytes(1, 300),
		serialTag: fc.oneof(bytes(16), bytes(0)),
		perHour: fc.nat(1_000_000),
		window: fc.record({ from: minute, until: minute })
	})
);

describe('a push', () => {
	it('is read as it was written', () => {
		fc.assert(
			fc.property(fc.array(bytes(0, 50), { maxLength: 3 }), fc.array(operation), (entries, operations) => {
				expect(parsePush(encodePush({ entries, operations }))).toEqual({ entries, operations });
			})
		);
	});

	it('without a window means at any time', () => {
		const grant = {
			type: 'grant',
			grant: new Uint8Array(9),
			serialTag: new Uint8Array(),
			perHour: 0
		} as const;
		const push = encodePush({ entries: [], operations: [{ ...grant, ticketId: 'ab'.repeat(16) }] });
		expect(parsePush(push)!.operations[0]).toMatchObject({ window: { from: 0, until: 0 } });
	});

	it.each([
		['a minute that no day has', [0, 1_440]],
		['a minute before midnight', [-1, 0]],
		['half a window', [480]],
		['no window', []]
	])('with %s is none', (_, window) => {
		const fields = [5, new Uint8Array(16), new Uint8Array(9), new Uint8Array(), 0, ...window];
		expect(parsePush(encodeArray([1, [], [fields]]))).toBeNull();
	});
});
