import type { AccountId, BatchId } from '$lib/domain/ids';
import { accountsToIssueAgain } from '$lib/journal/batch-standing';
import type { WorkspaceState } from '$lib/journal/state';

/** What the wizard is opened for: by its address, else what is ticked in the list of accounts. */
export function wantedAccounts(
	state: WorkspaceState,
	parameters: URLSearchParams,
	ticked: ReadonlySet<AccountId>,
	now: number
): readonly AccountId[] {
	const account = parameters.get('account');
	if (account !== null) return [account as AccountId];
	const batch = parameters.get('batch') as BatchId | null;
	if (batch === null) return [...ticked];
	const otps = [...state.otps.values()].filter((otp) => otp.batch === batch);
	return accountsToIssueAgain(state, otps, now);
}
