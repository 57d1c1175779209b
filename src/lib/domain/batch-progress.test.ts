import { expect, it } from 'vitest';
import { batchProgress } from './batch-progress';
import type { Provisioning } from './provisioning';

const now = 1_000_000_000;
const generated = (minutes: number): Provisioning => ({
	status: 'otp-generated',
	notBefore: 0,
	redeemBy: now + minutes * 60_000
});

it('adds up, and names those that expire within the hour among the unused', () => {
	const progress = batchProgress(
		[
			generated(30),
			generated(60),
			generated(61),
			{ status: 'provisioned', at: now },
			{ status: 'otp-revoked', at: now },
			{ status: 'otp-expired', at: now },
			'superseded'
		],
		now
	);
	expect(progress).toMatchObject({
		issued: 7,
		unused: 3,
		expiring: 2,
		signedIn: 1,
		revoked: 1,
		expired: 1,
		superseded: 1
	});
	const { issued, expiring, ...exclusive } = progress;
	expect(Object.values(exclusive).reduce((sum, count) => sum + count)).toBe(issued);
	expect(expiring).toBeLessThanOrEqual(progress.unused);
});

it('puts each OTP where it stands', () => {
	const decision = {} as Extract<Provisioning, { status: 'rejected' }>['decision'];
	const standing: Provisioning[] = [
		{ status: 'not-started' },
		generated(120),
		{ status: 'awaiting-approval', requests: [], decideBy: now },
		{ status: 'approved', request: null, decision, collectBy: now },
		{ status: 'provisioned', at: now },
		{ status: 'rejected', decision },
		{ status: 'otp-expired', at: now },
		{ status: 'otp-revoked', at: now },
		{ status: 'conflict', stands: decision, others: [] }
	];
	// One of the first, two of the second, and so on; three that are superseded.
	const many = [
		...standing.flatMap((each, i) => Array<Provisioning>(i + 1).fill(each)),
		...Array<'superseded'>(3).fill('superseded')
	];
	expect(batchProgress(many, now)).toEqual({
		issued: 48,
		unused: 2,
		waiting: 3,
		approved: 4,
		signedIn: 5,
		rejected: 6,
		expired: 7,
		revoked: 8,
		conflicts: 9,
		superseded: 3,
		expiring: 0
	});
});

it('counts nothing where there is nothing', () => {
	expect(new Set(Object.values(batchProgress([], now)))).toEqual(new Set([0]));
});

it('names as expiring what expires in an hour, to the millisecond', () => {
	const at = (ms: number): Provisioning => ({ status: 'otp-generated', notBefore: 0, redeemBy: now + ms });
	expect(batchProgress([at(3_600_000)], now).expiring).toBe(1);
	expect(batchProgress([at(3_600_001)], now).expiring).toBe(0);
});
