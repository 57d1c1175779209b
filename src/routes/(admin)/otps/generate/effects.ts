import type { AccountId } from '$lib/domain/ids';
import { provisioningOf } from '$lib/domain/provisioning';
import type { WorkspaceState } from '$lib/journal/state';

/** What generating for these accounts does to what they have now, in numbers of accounts. */
export interface Effects {
	/** A usable OTP of theirs is superseded. */
	readonly supersedes: number;
	/** A device waits for approval, or was approved and has not signed in: its request lapses. */
	readonly interrupts: number;
	/** A device is signed in already. */
	readonly provisioned: number;
	/** A password is stored here. */
	readonly storedPasswords: number;
}

/** @param now ms since 1970 */
export function effectsOn(state: WorkspaceState, accounts: Iterable<AccountId>, now: number): Effects {
	const count = { supersedes: 0, interrupts: 0, provisioned: 0, storedPasswords: 0 };
	for (const id of accounts) {
		if (state.accounts.get(id)?.credential) count.storedPasswords++;
		switch (currentStatus(state, id, now)) {
			case 'otp-generated':
				count.supersedes++;
				break;
			case 'awaiting-approval':
			case 'approved':
				count.interrupts++;
				break;
			case 'provisioned':
			case 'conflict':
				count.provisioned++;
				break;
		}
	}
	return count;
}

function currentStatus(state: WorkspaceState, account: AccountId, now: number) {
	const id = state.currentOtps.get(account);
	const otp = id && state.otps.get(id);
	return provisioningOf(otp, otp && state.batches.get(otp.batch), now).status;
}
