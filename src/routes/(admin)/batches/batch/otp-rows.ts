import { accountPlace, accountTitle, type Account } from '$lib/domain/account';
import { redeemByOf, type Batch, type Otp } from '$lib/domain/otp';
import { isListed, type WorkspaceState } from '$lib/journal/state';

/** An OTP as its batch lists it. The code is not part of it. */
export interface OtpRow {
	readonly otp: Otp;
	/** Undefined where the account is deleted. */
	readonly account: Account | undefined;
	readonly title: string;
	readonly signInName: string;
	readonly place: string;
	/** Ms since 1970. */
	readonly redeemBy: number;
	/** What a search looks in, in lower case. */
	readonly words: string;
}

/** @param compare orders names as a person expects */
export function otpRows(
	state: WorkspaceState,
	batch: Batch,
	otps: readonly Otp[],
	compare: (a: string, b: string) => number
): OtpRow[] {
	return otps
		.map((otp) => {
			const known = state.accounts.get(otp.account);
			const account = known && isListed(known) ? known : undefined;
			const title = known ? accountTitle(known) : otp.account;
			const signInName = known?.profile.signInName ?? otp.account;
			const place = known
				? accountPlace(known)
						.filter((part) => part !== title)
						.join(' · ')
				: '';
			const words = `${title} ${signInName} ${place}`.toLowerCase();
			return { otp, account, title, signInName, place, redeemBy: redeemByOf(otp, batch), words };
		})
		.sort((a, b) => compare(a.title, b.title));
}
