import type { AccountId, OtpId } from '$lib/domain/ids';
import type { Entry } from './entry';
import type { WorkspaceState } from './state';

/** Whether an entry is about the account: it wrote it, gave it an OTP, or showed its secrets. */
export function isAbout(state: WorkspaceState, entry: Entry, account: AccountId): boolean {
	const hasOtp = (otp: string) => state.otps.get(otp as OtpId)?.account === account;
	switch (entry.kind) {
		case 'accounts.imported':
		case 'accounts.edited':
			return entry.body.rows.some(([id]) => id === account);
		case 'accounts.deleted':
		case 'accounts.restored':
		case 'secret.accessed':
			return entry.body.accounts.includes(account);
		case 'otps.issued':
			return entry.body.rows.some(([, id]) => id === account);
		case 'otps.voided':
		case 'otps.extended':
			return entry.body.otps.some(hasOtp);
		case 'otp.requested':
		case 'otp.decided':
		case 'otp.decision-withdrawn':
		case 'otp.handed-over':
		case 'otp.delivered':
		case 'otp.signed-in':
			return hasOtp(entry.body.otp);
		default:
			return false;
	}
}
