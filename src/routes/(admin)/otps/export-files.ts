import type { AccountId } from '$lib/domain/ids';
import { redeemByOf, type Batch, type Otp } from '$lib/domain/otp';
import type { OtpExportRow } from '$lib/domain/csv/export-otps';
import { isListed, type WorkspaceState } from '$lib/journal/state';
import { formatCode } from '$lib/protocol/code';

/** The rows of a download, in the order of the OTPs. Those of deleted accounts are left out. */
export function otpExportRows(state: WorkspaceState, batch: Batch, otps: readonly Otp[]): OtpExportRow[] {
	return otps.flatMap((otp) => {
		const account = state.accounts.get(otp.account);
		if (!account || !isListed(account)) return [];
		return [
			{
				account,
				otp: formatCode(otp.code),
				notBefore: batch.notBefore,
				redeemBy: redeemByOf(otp, batch),
				batch: batch.name
			}
		];
	});
}

/** The accounts of a download, for the history. */
export function accountsOf(rows: readonly OtpExportRow[]): AccountId[] {
	return rows.map(({ account }) => account.id);
}

/** A file's name from a batch's: `otps-oslo-9-mar-2026.csv`; only letters, digits and dashes, so any system takes it. */
export function otpFileName(batchName: string, withPasswords: boolean): string {
	const name = batchName
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 60);
	return `${['otps', name, withPasswords && 'with-passwords'].filter(Boolean).join('-')}.csv`;
}
