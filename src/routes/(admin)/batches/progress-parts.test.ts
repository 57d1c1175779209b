import { describe, expect, it } from 'vitest';
import { batchProgress } from '$lib/domain/batch-progress';
import type { Provisioning } from '$lib/domain/provisioning';
import { partOf, partsOf } from './progress-parts';

const standings: (Provisioning | 'superseded')[] = [
	{ status: 'otp-generated', notBefore: 0, redeemBy: 10 },
	{ status: 'provisioned', at: 1 },
	{ status: 'provisioned', at: 2 },
	{ status: 'otp-revoked', at: 1 },
	'superseded'
];

describe('partsOf', () => {
	it('has every OTP once, and only what there is', () => {
		const parts = partsOf(batchProgress(standings, 0));
		expect(parts).toEqual([
			{ part: 'signedIn', count: 2 },
			{ part: 'unused', count: 1 },
			{ part: 'revoked', count: 1 },
			{ part: 'superseded', count: 1 }
		]);
		expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(standings.length);
	});

	it('counts an OTP in the part it is said to be in', () => {
		for (const standing of standings)
			expect(partsOf(batchProgress([standing], 0))).toEqual([{ part: partOf(standing), count: 1 }]);
	});
});
