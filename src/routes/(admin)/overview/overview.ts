import type { BatchProgress } from '$lib/domain/batch-progress';
import { redeemByOf, type Batch } from '$lib/domain/otp';
import { provisioningStatuses, type ProvisioningStatus } from '$lib/domain/provisioning';
import type { Readiness } from '$lib/domain/readiness';
import { accountStanding, otpsByBatch, progressOf, waivedChecks } from '$lib/journal/standing';
import { isListed, type WorkspaceState } from '$lib/journal/state';

/** A batch that still has codes out, with where they stand. */
export interface RunningBatch {
	readonly batch: Batch;
	readonly progress: BatchProgress;
	/** When the last of its codes expires, ms since 1970. */
	readonly endsAt: number;
}

/** What the Overview says of a workspace, in numbers of accounts. */
export interface Overview {
	readonly accounts: number;
	readonly readiness: Readonly<Record<Readiness['status'], number>>;
	readonly provisioning: Readonly<Record<ProvisioningStatus, number>>;
	/** Ready, and without a code that is in use: the wizard can take them. */
	readonly toGenerate: number;
	/** Whose code is unused and expires within the hour. */
	readonly expiring: number;
	/** The one that ends first, first. */
	readonly running: readonly RunningBatch[];
}

const hour = 3_600_000;
const withoutCode: ReadonlySet<ProvisioningStatus> = new Set([
	'not-started',
	'otp-expired',
	'otp-revoked',
	'rejected'
]);

/** Counts where every listed account and every batch stands. @param now ms since 1970 */
export function overviewOf(state: WorkspaceState, now: number): Overview {
	const waived = waivedChecks(state);
	const readiness = { 'no-action-needed': 0, 'needs-action': 0, 'not-available': 0 };
	const provisioning = Object.fromEntries(provisioningStatuses.map((status) => [status, 0])) as Record<
		ProvisioningStatus,
		number
	>;
	let accounts = 0;
	let toGenerate = 0;
	let expiring = 0;
	for (const account of state.accounts.values()) {
		if (!isListed(account)) continue;
		const standing = accountStanding(state, account, waived, now);
		accounts++;
		readiness[standing.readiness.status]++;
		provisioning[standing.provisioning.status]++;
		if (standing.readiness.status === 'no-action-needed' && withoutCode.has(standing.provisioning.status))
			toGenerate++;
		if (standing.provisioning.status === 'otp-generated' && standing.provisioning.redeemBy - now <= hour)
			expiring++;
	}
	return { accounts, readiness, provisioning, toGenerate, expiring, running: runningBatches(state, now) };
}

function runningBatches(state: WorkspaceState, now: number): RunningBatch[] {
	const running: RunningBatch[] = [];
	for (const [id, otps] of otpsByBatch(state)) {
		const batch = state.batches.get(id);
		if (!batch) continue;
		const progress = progressOf(state, otps, now);
		if (progress.unused + progress.waiting + progress.approved === 0) continue;
		const endsAt = otps.reduce((latest, otp) => Math.max(latest, redeemByOf(otp, batch)), 0);
		running.push({ batch, progress, endsAt });
	}
	return running.sort((a, b) => a.endsAt - b.endsAt);
}
