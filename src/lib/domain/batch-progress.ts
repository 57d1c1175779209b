import type { Provisioning } from './provisioning';

/** A batch's progress line, in numbers of OTPs. `issued` is all of them; the others do not overlap but for `expiring`. */
export interface BatchProgress {
	readonly issued: number;
	readonly unused: number;
	readonly waiting: number;
	readonly approved: number;
	readonly signedIn: number;
	readonly rejected: number;
	readonly expired: number;
	readonly revoked: number;
	/** Of another OTP for the same account, generated later. */
	readonly superseded: number;
	readonly conflicts: number;
	/** Of the unused: those that expire within the hour. */
	readonly expiring: number;
}

const hour = 3_600_000;

/**
 * Counts where a batch's OTPs stand.
 * @param statuses one per OTP of the batch: where it stands, or `superseded`
 * @param now ms since 1970
 */
export function batchProgress(statuses: Iterable<Provisioning | 'superseded'>, now: number): BatchProgress {
	const count = {
		issued: 0,
		unused: 0,
		waiting: 0,
		approved: 0,
		signedIn: 0,
		rejected: 0,
		expired: 0,
		revoked: 0,
		superseded: 0,
		conflicts: 0,
		expiring: 0
	};
	for (const status of statuses) {
		count.issued++;
		if (status === 'superseded') {
			count.superseded++;
			continue;
		}
		switch (status.status) {
			case 'otp-generated':
				count.unused++;
				if (status.redeemBy - now <= hour) count.expiring++;
				break;
			case 'awaiting-approval':
				count.waiting++;
				break;
			case 'approved':
				count.approved++;
				break;
			case 'provisioned':
				count.signedIn++;
				break;
			case 'rejected':
				count.rejected++;
				break;
			case 'otp-expired':
				count.expired++;
				break;
			case 'otp-revoked':
				count.revoked++;
				break;
			case 'conflict':
				count.conflicts++;
				break;
			case 'not-started':
				break;
		}
	}
	return count;
}
