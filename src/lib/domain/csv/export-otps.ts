import type { Account } from '../account';
import { isoTime } from './iso-time';
import { writeCsv } from './write';

/** One code of a batch, as it is downloaded. */
export interface OtpExportRow {
	readonly account: Account;
	/** The code in groups of four. */
	readonly otp: string;
	/** Ms since 1970. */
	readonly notBefore: number;
	/** Ms since 1970. */
	readonly redeemBy: number;
	/** The batch's name. */
	readonly batch: string;
}

export interface OtpExportOptions {
	/** Adds the resource accounts' passwords as the last column. */
	readonly withPasswords: boolean;
	/** IANA time zone that times are written in where an account has none of its own. */
	readonly timeZone: string;
}

const header = [
	'UPN',
	'DisplayName',
	'Site',
	'Building',
	'Floor',
	'Room',
	'OTP',
	'OTPNotBefore',
	'OTPExpires',
	'Batch'
];

/** Codes as CSV text; times as ISO 8601 with the room's offset. It holds secrets, with and without passwords. */
export function exportOtps(
	rows: Iterable<OtpExportRow>,
	{ withPasswords, timeZone }: OtpExportOptions
): string {
	return writeCsv(
		withPasswords ? [...header, 'Password'] : header,
		Array.from(rows, ({ account: { profile, credential }, otp, notBefore, redeemBy, batch }) => {
			const zone = profile.timeZone || timeZone;
			const cells = [
				profile.signInName,
				profile.displayName,
				profile.site,
				profile.building,
				profile.floor,
				profile.room,
				otp,
				isoTime(notBefore, zone),
				isoTime(redeemBy, zone),
				batch
			];
			return withPasswords ? [...cells, credential?.password ?? ''] : cells;
		})
	);
}
