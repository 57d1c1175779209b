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

	describe('to the last one that is taken', () => {
		const id = new Uint8Array(16);
		const latest = 0xffff_ffff_ffff;
		const read = (...fields: unknown[]) => parsePush(encodeArray([1, [], [fields]]));
		const of = (length: number) => new Uint8Array(length);

		it('has a thousand entries, and five thousand operations', () => {
			const push = (entries: number, operations: number) =>
				parsePush(
					encodeArray([
						1,
						Array.from({ length: entries }, () => of(1)),
						Array.from({ length: operations }, () => [2, id])
					])
				);
			expect(push(1_000, 5_000)).toMatchObject({ entries: { length: 1_000 }, operations: { length: 5_000 } });
			expect(push(999, 4_999)).not.toBeNull();
			expect(push(1_001, 0)).toBeNull();
			expect(push(0, 5_001)).toBeNull();
			expect(push(0, 0)).toEqual({ entries: [], operations: [] });
		});

		it.each([
			['a ticket', (t: number) => [1, id, of(32), t, 0, 0]],
			['a ticket', (t: number) => [1, id, of(32), 0, t, 0]],
			['a ticket', (t: number) => [1, id, of(32), 0, 0, t]],
			['an extension', (t: number) => [3, id, t]],
			['a decision', (t: number) => [4, id, of(16), of(1), t]]
		])('has times that a stamp holds: %s (%#)', (_, fields) => {
			for (const time of [0, 1, latest - 1, latest]) expect(read(...fields(time)), `${time}`).not.toBeNull();
			for (const time of [-1, latest + 1, Number.MAX_SAFE_INTEGER])
				expect(read(...fields(time)), `${time}`).toBeNull();
		});

		it.each([
			['a decision', (bytes: Uint8Array) => [4, id, of(16), bytes, 0]],
			['a grant', (bytes: Uint8Array) => [5, id, bytes, of(0), 0, 0, 0]]
		])('has something sealed of one byte to 2,048: %s', (_, fields) => {
			for (const length of [1, 2_047, 2_048]) expect(read(...fields(of(length)))).not.toBeNull();
			for (const length of [0, 2_049]) expect(read(...fields(of(length)))).toBeNull();
		});

		it.each([
			['ids of 16 bytes', 16, (bytes: Uint8Array) => [2, bytes]],
			['token hashes of 32 bytes', 32, (bytes: Uint8Array) => [1, id, bytes, 0, 0, 0]],
			['request hashes of 16 bytes', 16, (bytes: Uint8Array) => [4, id, bytes, of(1), 0]],
			['serial tags of 16 bytes', 16, (bytes: Uint8Array) => [5, id, of(1), bytes, 0, 0, 0]]
		])('has %s', (_, length, fields) => {
			expect(read(...fields(of(length)))).not.toBeNull();
			for (const other of [length - 1, length + 1]) expect(read(...fields(of(other)))).toBeNull();
		});

		it('has a serial tag or none', () => {
			expect(read(5, id, of(1), of(0), 0, 0, 0)).not.toBeNull();
			expect(read(5, id, of(1), of(1), 0, 0, 0)).toBeNull();
		});

		it('has a million grants an hour, and the minutes of a day', () => {
			const grant = (perHour: number, from: number, until: number) =>
				read(5, id, of(1), of(0), perHour, from, until);
			for (const numbers of [
				[1_000_000, 0, 0],
				[999_999, 1_439, 1_438],
				[0, 0, 1_439]
			] as [number, number, number][])
				expect(grant(...numbers), numbers.join()).not.toBeNull();
			for (const numbers of [
				[1_000_001, 0, 0],
				[-1, 0, 0],
				[0, 1_440, 0],
				[0, 0, 1_440],
				[0, -1, 0]
			] as [number, number, number][])
				expect(grant(...numbers), numbers.join()).toBeNull();
		});

		it.each([
			[1, [1, id, of(32), 0, 0, 0]],
			[2, [2, id]],
			[3, [3, id, 0]],
			[4, [4, id, of(16), of(1), 0]],
			[5, [5, id, of(1), of(0), 0, 0, 0]],
			[6, [6, id]]
		])('has the fields of operation %i, no fewer and no more', (_, fields) => {
			expect(read(...fields)).not.toBeNull();
			expect(read(...fields.slice(0, -1))).toBeNull();
			expect(read(...fields, 0)).toBeNull();
			expect(read(7, ...fields.slice(1))).toBeNull();
			expect(read(0, ...fields.slice(1))).toBeNull();
		});

		it('is of version 1 and of three fields', () => {
			expect(parsePush(encodeArray([1, [], []]))).not.toBeNull();
			for (const fields of [
				[0, [], []],
				[2, [], []],
				[1, []],
				[1, [], [], []],
				[1, [7], []],
				[1, [], [7]]
			])
				expect(parsePush(encodeArray(fields)), JSON.stringify(fields)).toBeNull();
		});
	});
});
