import { accountTitle } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import type { Otp } from '$lib/domain/otp';
import { isUnused, provisioningOf } from '$lib/domain/provisioning';
import { isListed, type WorkspaceState } from '$lib/journal/state';
import { compareNames } from '$lib/ui/format';

/** Which sheets are to be printed. */
export type SheetChoice =
	| { readonly type: 'batch'; readonly batch: string }
	| { readonly type: 'accounts'; readonly accounts: ReadonlySet<AccountId> }
	| { readonly type: 'all' };

/** What an address asks for: `?batch=`, else the accounts that are selected, else the newest batch. */
export function choiceFromAddress(
	query: URLSearchParams,
	selected: ReadonlySet<AccountId>,
	newestBatch: string | undefined
): SheetChoice {
	const batch = query.get('batch');
	if (batch) return { type: 'batch', batch };
	if (selected.size > 0) return { type: 'accounts', accounts: selected };
	return newestBatch ? { type: 'batch', batch: newestBatch } : { type: 'all' };
}

/** The OTPs of a choice that can be printed: current, unused, of accounts that are there; by the rooms' names. */
export function printableOtps(state: WorkspaceState, choice: SheetChoice, now: number): Otp[] {
	const printable: { otp: Otp; name: string }[] = [];
	for (const [accountId, otpId] of state.currentOtps) {
		const otp = state.otps.get(otpId)!;
		if (choice.type === 'batch' && otp.batch !== choice.batch) continue;
		if (choice.type === 'accounts' && !choice.accounts.has(accountId)) continue;
		const account = state.accounts.get(accountId);
		if (!account || !isListed(account)) continue;
		if (isUnused(provisioningOf(otp, state.batches.get(otp.batch), now)))
			printable.push({ otp, name: accountTitle(account) });
	}
	return printable.sort((a, b) => compareNames(a.name, b.name)).map(({ otp }) => otp);
}
