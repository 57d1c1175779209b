import type { BatchProgress } from '$lib/domain/batch-progress';
import type { Provisioning } from '$lib/domain/provisioning';

/** A part of a batch's progress, in the order in which the bar shows them: done first, lost last. */
export const progressParts = [
	'signedIn',
	'approved',
	'waiting',
	'unused',
	'conflicts',
	'rejected',
	'expired',
	'revoked',
	'superseded'
] as const;
export type ProgressPart = (typeof progressParts)[number];

/** The parts there are any of, with their numbers; together they are all that was issued. */
export function partsOf(progress: BatchProgress): { readonly part: ProgressPart; readonly count: number }[] {
	return progressParts.map((part) => ({ part, count: progress[part] })).filter(({ count }) => count > 0);
}

const partByStatus: Record<Exclude<Provisioning['status'], 'not-started'>, ProgressPart> = {
	'otp-generated': 'unused',
	'awaiting-approval': 'waiting',
	approved: 'approved',
	provisioned: 'signedIn',
	'otp-expired': 'expired',
	'otp-revoked': 'revoked',
	rejected: 'rejected',
	conflict: 'conflicts'
};

/** The part that an OTP is counted in; none where its batch is not here yet. */
export function partOf(standing: Provisioning | 'superseded'): ProgressPart | undefined {
	if (standing === 'superseded') return 'superseded';
	return standing.status === 'not-started' ? undefined : partByStatus[standing.status];
}
