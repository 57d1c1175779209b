import { batchProgress, type BatchProgress } from '$lib/domain/batch-progress';
import type { Account } from '$lib/domain/account';
import type { BatchId } from '$lib/domain/ids';
import { addTo } from '$lib/domain/lists';
import type { Batch, Otp } from '$lib/domain/otp';
import { provisioningOf, type Provisioning } from '$lib/domain/provisioning';
import { readinessOf, type CheckId, type Readiness } from '$lib/domain/readiness';
import type { WorkspaceState } from './state';

/** Where an account stands, as the list and its page show it. */
export interface AccountStanding {
	readonly account: Account;
	readonly readiness: Readiness;
	readonly provisioning: Provisioning;
	/** Its newest OTP and that OTP's batch. */
	readonly otp: Otp | undefined;
	readonly batch: Batch | undefined;
}

/** The checks that this workspace has marked as not applicable. */
export function waivedChecks(state: WorkspaceState): ReadonlySet<CheckId> {
	return new Set([...state.waivedChecks].filter(([, { value }]) => value).map(([check]) => check));
}

/** @param waived from {@link waivedChecks}; @param now ms since 1970 */
export function accountStanding(
	state: WorkspaceState,
	account: Account,
	waived: ReadonlySet<CheckId>,
	now: number
): AccountStanding {
	const currentId = state.currentOtps.get(account.id);
	const otp = currentId && state.otps.get(currentId);
	const batch = otp && state.batches.get(otp.batch);
	return {
		account,
		readiness: readinessOf(account, waived),
		provisioning: provisioningOf(otp, batch, now),
		otp,
		batch
	};
}

/** Where one OTP stands; one that was never redeemed and has a successor is superseded. */
export function otpStanding(state: WorkspaceState, otp: Otp, now: number): Provisioning | 'superseded' {
	const provisioning = provisioningOf(otp, state.batches.get(otp.batch), now);
	const isCurrent = state.currentOtps.get(otp.account) === otp.id;
	const isOpen = provisioning.status === 'otp-generated' || provisioning.status === 'awaiting-approval';
	return isOpen && !isCurrent ? 'superseded' : provisioning;
}

/** The OTPs of each batch, in one pass over all of them. */
export function otpsByBatch(state: WorkspaceState): ReadonlyMap<BatchId, readonly Otp[]> {
	const otps = new Map<BatchId, Otp[]>();
	for (const otp of state.otps.values()) addTo(otps, otp.batch, otp);
	return otps;
}

/** The progress line of a batch's OTPs. */
export function progressOf(state: WorkspaceState, otps: readonly Otp[], now: number): BatchProgress {
	return batchProgress(
		otps.map((otp) => otpStanding(state, otp, now)),
		now
	);
}

/** Whether nobody has redeemed the OTP yet and it is neither revoked nor superseded; it may have expired. */
export function isUnredeemed(state: WorkspaceState, otp: Otp): boolean {
	return state.currentOtps.get(otp.account) === otp.id && otp.facts.every((fact) => fact.type === 'extended');
}
