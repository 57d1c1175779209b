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
