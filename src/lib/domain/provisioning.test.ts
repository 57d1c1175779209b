import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, BatchId, MemberId, OtpId } from './ids';
import { redeemByOf, withFact, type Batch, type Decided, type Otp, type OtpFact } from './otp';
import {
	collectByOf,
	decideByOf,
	isUnused,
	provisioningOf,
	provisioningStatuses,
	type ProvisioningStatus
} from './provisioning';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 24, 8);

const batch: Batch = {
	id: 'b1' as BatchId,
	name: 'Oslo',
	createdAt: start,
	createdBy: 'm1' as MemberId,
	notBefore: start,
	redeemBy: start + 8 * hour,
	decideWithinHours: 24,
	collectWithinHours: 12,
	passwords: 'generated'
};

let keys = 0;
const fact = (fields: Record<string, unknown>, at = start + hour) =>
	({ at, by: 'm1', key: String(++keys).padStart(6, '0'), ...fields }) as OtpFact;
const requested = (request = 'r1', at?: number) =>
	fact(
		{ type: 'requested', request, make: 'Logitech', model: 'RoomMate', serial: '1', enteredAt: start },
		at
	);
const approved = (request = 'r1', at?: number) =>
	fact({ type: 'decided', request, decision: { verdict: 'approved' }, grantedAt: null }, at);
const rejected = (request = 'r1') =>
	fact({
		type: 'decided',
		request,
		decision: { verdict: 'rejected', reason: 'wrong-room', text: '' },
		grantedAt: null
	});
const granted = (request = 'r1') => ({ ...approved(request), grantedAt: start + hour }) as OtpFact;
const names = (type: string, of: OtpFact, at?: number) =>
	fact({ type, request: 'request' in of ? of.request : '', decision: of.key }, at);
const withdrawn = (of: OtpFact) => names('decision-withdrawn', of);
const handedOver = (of: OtpFact) => names('handed-over', of);
/** A fact and those that name it, in order. */
const then = (first: OtpFact, ...following: ((of: OtpFact) => OtpFact)[]) => [
	first,
	...following.map((make) => make(first))
];
const delivered = (request = 'r1') => fact({ type: 'delivered', request, decision: null });
const signedIn = (request = 'r1') => fact({ type: 'signed-in', request });
const voided = () => fact({ type: 'voided' });
const extended = (redeemBy: number) => fact({ type: 'extended', redeemBy });

function otp(...facts: OtpFact[]): Otp {
	return {
		id: 'o1' as OtpId,
		account: 'room@contoso.com' as AccountId,
		batch: batch.id,
		code: 'K7QF9M2X4TBNW3HD',
		issuedAt: start,
		issuedBy: 'm1' as MemberId,
		key: '0',
		facts
	};
}

describe('provisioning status', () => {
	it.each<[string, Otp | undefined, number, ProvisioningStatus]>([
		['no OTP', undefined, 0, 'not-started'],
		['just generated', otp(), 1, 'otp-generated'],
		['at its last moment', otp(), 8, 'otp-generated'],
		['past its expiration', otp(), 8.01, 'otp-expired'],
		['extended', otp(extended(start + 30 * hour)), 20, 'otp-generated'],
		['extended and past that', otp(extended(start + 30 * hour)), 31, 'otp-expired'],
		['shortened', otp(extended(start + 2 * hour)), 3, 'otp-expired'],
		['revoked', otp(voided()), 1, 'otp-revoked'],
		['asked for', otp(requested()), 2, 'awaiting-approval'],
		['asked for, and expired since: may still be decided', otp(requested()), 20, 'awaiting-approval'],
		['asked for, and past decide-by', otp(requested()), 33, 'otp-expired'],
		['asked for and revoked', otp(requested(), voided()), 2, 'otp-revoked'],
		['approved', otp(requested(), approved()), 2, 'approved'],
		['approved, not collected in time', otp(requested(), approved()), 14, 'otp-expired'],
		['approved and collected', otp(requested(), approved(), delivered()), 14, 'approved'],
		['approved without its request being known here', otp(approved()), 2, 'approved'],
		['signed in', otp(requested(), approved(), delivered(), signedIn()), 2, 'provisioned'],
		['signed in by an admin’s word', otp(signedIn('')), 2, 'provisioned'],
		['signed in and revoked after', otp(approved(), signedIn(), voided()), 2, 'provisioned'],
		['rejected', otp(requested(), rejected()), 2, 'rejected'],
		['one rejected, one waiting', otp(requested(), rejected(), requested('r2')), 2, 'awaiting-approval'],
		['one rejected, one approved', otp(requested(), rejected(), approved('r2')), 2, 'approved'],
		[
			'approved and then rejected: the first decision stands',
			otp(requested(), approved(), rejected()),
			2,
			'approved'
		],
		['two devices approved', otp(requested(), requested('r2'), approved(), approved('r2')), 2, 'conflict'],
		['two approved, one signed in', otp(approved(), approved('r2'), signedIn()), 2, 'conflict'],
		['approved twice for one request', otp(requested(), approved(), approved()), 2, 'approved'],
		['approved, withdrawn', otp(requested(), ...then(approved(), withdrawn)), 2, 'awaiting-approval'],
		[
			'approved, withdrawn, rejected',
			otp(requested(), ...then(approved(), withdrawn), rejected()),
			2,
			'rejected'
		],
		['rejected, withdrawn', otp(requested(), ...then(rejected(), withdrawn)), 2, 'awaiting-approval'],
		[
			'withdrawn after it was handed over: the device has it',
			otp(requested(), ...then(approved(), handedOver, withdrawn)),
			2,
			'approved'
		],
		[
			'withdrawn here, handed over there: the device has it',
			otp(requested(), ...then(approved(), withdrawn, handedOver)),
			2,
			'approved'
		],
		[
			'rejected first, approved by another tablet, whose answer the device says it has read',
			otp(requested(), rejected(), ...then(approved(), (of) => names('delivered', of))),
			2,
			'approved'
		],
		[
			'handed over by one tablet, rejected by another, whose answer the device says it has read',
			otp(requested(), ...then(approved(), handedOver), ...then(rejected(), (of) => names('delivered', of))),
			2,
			'rejected'
		],
		[
			'decided with its QR shown at once, withdrawn there: the device has it',
			otp(requested(), ...then({ ...approved(), handedOver: true } as OtpFact, withdrawn)),
			2,
			'approved'
		],
		[
			'rejected first, approved and handed over by another tablet: the device has it',
			otp(requested(), rejected(), ...then(approved(), handedOver)),
			2,
			'approved'
		],
		[
			'two devices approved, one withdrawn in time',
			otp(requested(), requested('r2'), approved(), ...then(approved('r2'), withdrawn)),
			2,
			'approved'
		],
		['handed over, long after collect-by', otp(requested(), ...then(approved(), handedOver)), 40, 'approved'],
		['approved by a hub', otp(requested(), granted()), 2, 'approved'],
		['approved by a hub, noted by two tablets', otp(requested(), granted(), granted()), 2, 'approved'],
		['approved by a hub, long after collect-by', otp(requested(), granted()), 40, 'approved'],
		[
			'approved by a hub, withdrawn there: the device has it',
			otp(requested(), ...then(granted(), withdrawn)),
			2,
			'approved'
		],
		[
			'rejected by a tablet that did not know, approved by a hub: the device has it',
			otp(requested(), rejected(), granted()),
			2,
			'approved'
		],
		[
			'one approved by a hub, another by a tablet',
			otp(requested(), requested('r2'), granted(), approved('r2')),
			2,
			'conflict'
		],
		['approved knowing that it was revoked', otp(requested(), voided(), approved()), 2, 'approved'],
		['approved, then revoked', otp(requested(), approved(), voided()), 2, 'otp-revoked'],
		['asked for once, scanned by two tablets', otp(requested(), requested()), 2, 'awaiting-approval']
	])('%s', (_, given, hours, status) => {
		expect(provisioningOf(given, batch, start + hours * hour).status).toBe(status);
	});

	it('takes a request that two tablets have scanned for one', () => {
		const [first, again] = [requested(), requested()];
		expect(provisioningOf(otp(first, again), batch, start + hour)).toMatchObject({ requests: [first] });
	});

	it('names the approval that stands by journal order, and the others', () => {
		const first = approved('r2');
		const second = approved('r1');
		const status = provisioningOf(otp(first, second), batch, start + hour);
		expect(status).toEqual({ status: 'conflict', stands: first, others: [second] });
	});

	it('takes for the one that stands the decision that came first, not the request', () => {
		const [first, second, third] = [rejected('r1'), approved('r2'), approved('r1')];
		const status = provisioningOf(otp(first, second, third, handedOver(third)), batch, start + hour);
		expect(status).toEqual({ status: 'conflict', stands: second, others: [third] });
		const sooner = provisioningOf(otp(third, { ...second, key: '999999' }), batch, start + hour);
		expect(sooner).toMatchObject({ status: 'conflict', stands: third });
	});

	it.each<[string, Otp, number, ProvisioningStatus]>([
		['redeemed', otp(), 28_800_000, 'otp-generated'],
		['decided', otp(requested()), 115_200_000, 'awaiting-approval'],
		['collected', otp(requested(), approved()), 46_800_000, 'approved']
	])('may be %s until its last millisecond', (_, given, until, status) => {
		expect(provisioningOf(given, batch, start + until).status).toBe(status);
		expect(provisioningOf(given, batch, start + until + 1)).toEqual({
			status: 'otp-expired',
			at: start + until
		});
	});

	it('says until when what may be done', () => {
		expect(provisioningOf(otp(), { ...batch, notBefore: start + 5 }, start)).toEqual({
			status: 'otp-generated',
			notBefore: start + 5,
			redeemBy: start + 28_800_000
		});
		expect(provisioningOf(otp(requested()), batch, start)).toMatchObject({ decideBy: start + 115_200_000 });
		expect(provisioningOf(otp(approved()), batch, start)).toMatchObject({ collectBy: start + 46_800_000 });
		expect(decideByOf(otp(extended(start + 9)), batch)).toBe(start + 86_400_009);
		expect(collectByOf(approved('r1', start + 9) as Decided, batch)).toBe(start + 43_200_009);
	});

	it('names the request that was approved, where it is known', () => {
		const [other, own] = [requested('r2'), requested('r1')];
		expect(provisioningOf(otp(other, own, approved('r1')), batch, start)).toMatchObject({ request: own });
		expect(provisioningOf(otp(other, approved('r1')), batch, start)).toMatchObject({ request: null });
	});

	it('is not collected where another device has its answer', () => {
		const given = otp(requested(), requested('r2'), rejected('r2'), delivered('r2'), approved());
		expect(provisioningOf(given, batch, start + 14 * hour).status).toBe('otp-expired');
	});

	it('is unused only while nobody has asked, and it may still be', () => {
		const unused = [otp(), otp(voided()), otp(requested()), undefined].map((given) =>
			isUnused(provisioningOf(given, batch, start))
		);
		expect(unused).toEqual([true, false, false, false]);
		expect(isUnused(provisioningOf(otp(), batch, start + 9 * hour))).toBe(false);
	});

	it('is listed in the order of a roll-out, what went wrong last', () => {
		expect(provisioningStatuses).toEqual([
			'not-started',
			'otp-generated',
			'awaiting-approval',
			'approved',
			'provisioned',
			'otp-expired',
			'otp-revoked',
			'rejected',
			'conflict'
		]);
	});

	it('has the facts sorted and once, in whatever order they come', () => {
		const facts = [requested(), voided(), approved(), extended(start), signedIn()];
		fc.assert(
			fc.property(fc.shuffledSubarray([...facts, ...facts]), (some) => {
				const all = [...some, ...facts].reduce<readonly OtpFact[]>(withFact, []);
				expect(all).toEqual(facts);
			})
		);
	});

	it('takes the latest extension in journal order', () => {
		expect(redeemByOf(otp(extended(start + 30 * hour), extended(start + 9 * hour)), batch)).toBe(
			start + 9 * hour
		);
	});
});
