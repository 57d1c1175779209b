import type { AccountId } from './ids';

/** Who and where the room is. Empty strings where nothing is known. Last writer wins as one group. */
export interface Profile {
	readonly signInName: string;
	readonly displayName: string;
	readonly site: string;
	readonly building: string;
	readonly floor: string;
	readonly room: string;
	/** IANA time zone of the room, or empty: then the reader's own zone is used. */
	readonly timeZone: string;
	readonly notes: string;
}

/** The device that should stand in the room; empty strings where it does not matter. One group. */
export interface ExpectedDevice {
	readonly make: string;
	readonly model: string;
	readonly serial: string;
}

/** What readiness is judged from; `null` where it is not known. One group. */
export interface ReadinessFacts {
	readonly enabled: boolean | null;
	/** Names or SKU ids of the licences assigned; an empty list is known to be none. */
	readonly licences: readonly string[] | null;
	readonly passwordNeverExpires: boolean | null;
	/** Exchange's `AutomateProcessing`, e.g. `AutoAccept`. */
	readonly calendarProcessing: string | null;
	/** Exchange's `RecipientTypeDetails` or `ResourceType`, e.g. `RoomMailbox`. */
	readonly mailboxType: string | null;
	/** An admin has looked and says that nothing is missing. */
	readonly confirmed: boolean | null;
}

/** What an approval will deliver. A union, so that passwordless keys can join it. One group. */
export type Credential = { readonly kind: 'password'; readonly password: string };

/** The groups of fields that are last-writer-wins, each as a whole. */
export type AccountGroup = 'profile' | 'expected' | 'facts' | 'credential' | 'existence';

/** The order key (journal/fold) of the entry that wrote each group; empty where none has. */
export type GroupStamps = Readonly<Record<AccountGroup, string>>;

/** A resource account: the sign-in of one meeting room's device. */
export interface Account {
	readonly id: AccountId;
	readonly profile: Profile;
	readonly expected: ExpectedDevice;
	readonly facts: ReadinessFacts;
	readonly credential: Credential | null;
	readonly deleted: boolean;
	readonly stamps: GroupStamps;
}

/** New values for whole groups of one account; groups left out stay as they are. */
export interface AccountPatch {
	readonly id: AccountId;
	readonly profile?: Profile;
	readonly expected?: ExpectedDevice;
	readonly facts?: ReadinessFacts;
	/** `null` takes it away. */
	readonly credential?: Credential | null;
}

export const emptyProfile: Profile = Object.freeze({
	signInName: '',
	displayName: '',
	site: '',
	building: '',
	floor: '',
	room: '',
	timeZone: '',
	notes: ''
});

export const emptyExpectedDevice: ExpectedDevice = Object.freeze({ make: '', model: '', serial: '' });

export const unknownFacts: ReadinessFacts = Object.freeze({
	enabled: null,
	licences: null,
	passwordNeverExpires: null,
	calendarProcessing: null,
	mailboxType: null,
	confirmed: null
});

/** A sign-in name as it is compared: trimmed, lower case, Unicode NFC. */
export function normaliseSignInName(signInName: string): string {
	return signInName.trim().normalize('NFC').toLowerCase();
}

/** The id a new account gets from its sign-in name. */
export function accountIdFor(signInName: string): AccountId {
	return normaliseSignInName(signInName) as AccountId;
}

/** Nearly every sign-in name, told at once; what it does not match is looked at closely. */
const plainSignInName =
	/^[a-z\d'_!#^~-]{1,30}(?:\.[a-z\d'_!#^~-]{1,30})?@(?:[a-z\d](?:[a-z\d-]{0,30}[a-z\d])?\.){1,2}[a-z\d]{2,10}$/i;

/**
 * Whether text has the form of a user principal name: one `@`, a local part of at most 64 of the characters
 * Microsoft Entra allows, and a domain of at least two labels (Microsoft Learn, "UserPrincipalName population",
 * and "Prepare for directory synchronization": A–Z a–z 0–9 ' . - _ ! # ^ ~).
 */
export function isSignInName(text: string): boolean {
	if (plainSignInName.test(text)) return true;
	const trimmed = text.trim();
	if (trimmed.length > 113) return false;
	const match = /^([^@\s]{1,64})@([^@\s]{1,113})$/u.exec(trimmed);
	if (!match) return false;
	const [, local, domain] = match as unknown as [string, string, string];
	if (!/^[\p{L}\p{N}'._!#^~-]+$/u.test(local) || local.startsWith('.') || local.endsWith('.')) return false;
	return /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(
		domain
	);
}

/** What a person calls the room: display name, else room, else the sign-in name. */
export function accountTitle({ profile }: Pick<Account, 'profile'>): string {
	return profile.displayName || profile.room || profile.signInName;
}

/** Where the room is, from the site down, without empty parts: `Oslo`, `HQ`, `3`, `Fjord`. */
export function accountPlace({ profile }: Pick<Account, 'profile'>): string[] {
	return [profile.site, profile.building, profile.floor, profile.room].filter((part) => part !== '');
}

/** Whether the group as a whole would stay the same. */
export function sameGroup(a: Profile | ExpectedDevice | ReadinessFacts, b: typeof a): boolean {
	const left = a as unknown as Record<string, unknown>;
	const right = b as unknown as Record<string, unknown>;
	return Object.keys(left).every((key) => {
		const x = left[key];
		const y = right[key];
		if (Array.isArray(x) && Array.isArray(y))
			return x.length === y.length && x.every((item, i) => item === y[i]);
		return x === y;
	});
}
