import { m } from '$lib/paraglide/messages';
import { provisioningWords } from '$lib/words/statuses';
import type { ProgressPart } from '../progress-parts';

/** What a part is called where it is chosen: its status, except that not used yet says more than generated. */
export const partNames: Record<ProgressPart, () => string> = {
	signedIn: provisioningWords.provisioned,
	approved: provisioningWords.approved,
	waiting: provisioningWords['awaiting-approval'],
	unused: m.batch_filter_unused,
	conflicts: provisioningWords.conflict,
	rejected: provisioningWords.rejected,
	expired: provisioningWords['otp-expired'],
	revoked: provisioningWords['otp-revoked'],
	superseded: provisioningWords.superseded
};
