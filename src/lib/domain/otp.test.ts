import { describe, expect, it } from 'vitest';
import type { AccountId, BatchId, MemberId, OtpId } from './ids';
import { redeemByOf, withFact, type Batch, type Otp, type OtpFact } from './otp';

const fact = (key: string, fields: Partial<OtpFact> = { type: 'voided' }) =>
	({ at: 1_000, by: 'm1', key, ...fields }) as OtpFact;
const extended = (key: string, redeemBy: number) => fact(key, { type: 'extended', redeemBy });

const batch: Batch = {
	id: 'b1' as BatchId,
	name: 'Oslo',
	createdAt: 0,
	createdBy: 'm1' as MemberId,
	notBefore: 0,
	redeemBy: 5_000,
	decideWithinHours: 24,
	collectWithinHours: 12,
	passwords: 'generated'
};
const otp = (...facts: OtpFact[]): Otp => ({
	id: 'o1' as OtpId,
	account: 'room@contoso.com' as AccountId,
	batch: batch.id,
	code: 'K7QF9M2X4TBNW3HD',
	issuedAt: 0,
	issuedBy: 'm1' as MemberId,
	key: '0',
	facts
});

describe('the expiration of an OTP', () => {
	it.each<[string, Otp, number]>([
		['is the batch’s', otp(), 5_000],
		['is not changed by other facts', otp(fact('1')), 5_000],
		['is that of an extension', otp(extended('1', 9_000)), 9_000],
		[
			'is that of the latest extension, be it an earlier moment',
			otp(extended('1', 9_000), extended('2', 7_000)),
			7_000
		],
		['is that of an extension which other facts follow', otp(extended('1', 9_000), fact('2')), 9_000]
	])('%s', (_, given, redeemBy) => {
		expect(redeemByOf(given, batch)).toBe(redeemBy);
	});
});

describe('a new fact', () => {
	const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((key) => fact(key)) as [OtpFact, OtpFact, OtpFact, OtpFact];

	it.each<[string, readonly OtpFact[], OtpFact, readonly OtpFact[]]>([
		['is the first', [], a, [a]],
		['comes before all others', [b, c], a, [a, b, c]],
		['comes between others', [a, b, d], c, [a, b, c, d]],
		['comes after all others', [a, b], c, [a, b, c]]
	])('%s', (_, before, added, after) => {
		expect(withFact(before, added)).toEqual(after);
	});

	it('leaves the list as it was, and makes another one', () => {
		const before = Object.freeze([a, c]);
		expect(withFact(before, b)).toEqual([a, b, c]);
		expect(before).toEqual([a, c]);
	});

	it.each([
		['first', a],
		['in the middle', b],
		['last', c]
	])('that is known already, %s, makes no new list', (_, known) => {
		const before = [a, b, c];
		expect(withFact(before, fact(known.key, { type: 'extended', redeemBy: 1 }))).toBe(before);
	});
});
