import { accountPlace, accountTitle, type Account } from '../account';
import { redeemByOf, type Batch, type Otp } from '../otp';

/** What a label says. There is no field for a password: none can be printed. */
export interface SheetLabel {
	readonly id: string;
	/** What people call the room. */
	readonly title: string;
	/** What its link calls the room, for the technician's phone to ask; empty where it does not. */
	readonly linkedRoom: string;
	/** Where it is, from the site down. */
	readonly place: readonly string[];
	readonly signInName: string;
	/** The OTP's code, not grouped. Secret. */
	readonly code: string;
	/** When the code begins to work, in words; empty where it works already. */
	readonly validFrom: string;
	/** When it stops working, in words. */
	readonly validUntil: string;
}

/** What can be left off a label; the room's title and the QR are always there. */
export const sheetParts = ['place', 'signInName', 'code', 'validity', 'steps'] as const;
export type SheetPart = (typeof sheetParts)[number];
export type SheetParts = Readonly<Record<SheetPart, boolean>>;

/** How a label puts things into words; handed in, for words and zones are the reader's. */
export interface SheetWords {
	/** A moment with its time zone, in the zone given or, where that is empty, in the reader's. */
	moment(at: number, timeZone: string): string;
	/** A floor that is only a number, e.g. `Floor 3`. */
	floor(number: string): string;
}

/**
 * The label of one OTP.
 * @param now ms since 1970: a not-before that has passed is not printed
 * @param linksRoom whether its link names the room
 */
export function sheetLabel(
	account: Account,
	otp: Otp,
	batch: Batch,
	words: SheetWords,
	now: number,
	linksRoom = false
): SheetLabel {
	const { profile } = account;
	const title = accountTitle(account);
	const floor = /^-?\d+$/.test(profile.floor) ? words.floor(profile.floor) : profile.floor;
	return {
		id: otp.id,
		title,
		linkedRoom: linksRoom ? title : '',
		place: accountPlace({ profile: { ...profile, floor } }).filter((part) => part !== title),
		signInName: profile.signInName,
		code: otp.code,
		validFrom: batch.notBefore > now ? words.moment(batch.notBefore, profile.timeZone) : '',
		validUntil: words.moment(redeemByOf(otp, batch), profile.timeZone)
	};
}

/**
 * Remembers what a moment was called: a run has few moments and zones, and formatting one costs as much as
 * drawing its label.
 */
export function rememberingMoments(words: SheetWords): SheetWords {
	const remembered = new Map<string, string>();
	return {
		...words,
		moment(at, timeZone) {
			const key = `${at} ${timeZone}`;
			let text = remembered.get(key);
			if (text === undefined) remembered.set(key, (text = words.moment(at, timeZone)));
			return text;
		}
	};
}
