import type { AccountId } from '$lib/domain/ids';
import { redeemByOf, type Batch, type Otp } from '$lib/domain/otp';
import { otpStanding } from './standing';
import { isListed, type WorkspaceState } from './state';

/** The OTPs that can still be given to a technician: nobody has asked with them, and none is expired, revoked or superseded. */
export function usableOtps(state: WorkspaceState, otps: Iterable<Otp>, now: number): Otp[] {
	return Array.from(otps).filter((otp) => {
		const standing = otpStanding(state, otp, now);
		return standing !== 'superseded' && standing.status === 'otp-generated';
	});
}

const startsOver: ReadonlySet<string> = new Set(['otp-generated', 'otp-expired', 'otp-revoked', 'rejected']);

/**
 * The accounts among a batch's that have no device yet and none that waits: the ones to issue the batch again for.
 * Accounts that have got a newer OTP elsewhere and deleted ones are left out.
 */
export function accountsToIssueAgain(state: WorkspaceState, otps: Iterable<Otp>, now: number): AccountId[] {
	return Array.from(otps).flatMap((otp) => {
		const account = state.accounts.get(otp.account);
		if (!account || !isListed(account) || state.currentOtps.get(account.id) !== otp.id) return [];
		const standing = otpStanding(state, otp, now);
		return standing !== 'superseded' && startsOver.has(standing.status) ? [account.id] : [];
	});
}

/** Until when a batch's codes work, ms since 1970: the latest expiration that holds for any of its OTPs. */
export function batchRedeemBy(batch: Batch, otps: Iterable<Otp>): number {
	let latest = 0;
	for (const otp of otps) latest = Math.max(latest, redeemByOf(otp, batch));
	return latest || batch.redeemBy;
}
