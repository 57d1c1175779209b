import type { Account } from '$lib/domain/account';
import type { AccountId, BatchId, MemberId, OtpId } from '$lib/domain/ids';
import type { Batch, Otp, OtpFact } from '$lib/domain/otp';
import { defaultPreferences, type Preferences } from '$lib/domain/preferences';
import type { CheckId } from '$lib/domain/readiness';
import { firstStamp, type Stamp } from '$lib/protocol/stamp';
import type { Entry } from './entry';
import type { Member } from './members';

/** A value that the entry with the greatest order key has written. */
export interface Register<T> {
	readonly value: T;
	/** Order key of its writer; empty: never written. */
	readonly key: string;
}

/**
 * The workspace state: the journal, folded. Fold changes it in place; everybody else only reads. The values in the
 * maps are never changed, they are replaced.
 */
export interface WorkspaceState {
	/** 32 hex digits. */
	readonly workspace: string;
	name: Register<string>;
	/** The founding public key, base64 of an uncompressed P-256 point; empty until its entry is read. */
	rootKey: string;
	/** Entries about members, as membership is decided over all of them. */
	memberEntries: Entry[];
	members: ReadonlyMap<MemberId, Member>;
	/** The greatest order key applied for each author: a removal before it calls for a rebuild. */
	readonly lastKeys: Map<string, string>;
	/** Includes deleted ones: see `isListed`. */
	readonly accounts: Map<AccountId, Account>;
	readonly otps: Map<OtpId, Otp>;
	/** The newest OTP of each account. */
	readonly currentOtps: Map<AccountId, OtpId>;
	/** Facts that came before the OTP they are about. */
	readonly earlyFacts: Map<OtpId, readonly OtpFact[]>;
	readonly batches: Map<BatchId, Batch & { readonly key: string; readonly nameKey: string }>;
	/** Names that came before their batch. */
	readonly earlyNames: Map<BatchId, Register<string>>;
	readonly waivedChecks: Map<CheckId, Register<boolean>>;
	/** By serial (as domain/device tells devices apart): when it was last let back from the parking list, ms since 1970. */
	readonly releasedDevices: Map<string, Register<number>>;
	preferences: Register<Preferences>;
	/** The last backup and recovery kit, ms since 1970; 0: none. */
	backupMadeAt: number;
	recoveryKitMadeAt: number;
	/** The greatest stamp seen. */
	lastStamp: Stamp;
}

/** A state in which nothing has happened yet. */
export function emptyState(workspace: string): WorkspaceState {
	return {
		workspace,
		name: { value: '', key: '' },
		rootKey: '',
		memberEntries: [],
		members: new Map(),
		lastKeys: new Map(),
		accounts: new Map(),
		otps: new Map(),
		currentOtps: new Map(),
		earlyFacts: new Map(),
		batches: new Map(),
		earlyNames: new Map(),
		waivedChecks: new Map(),
		releasedDevices: new Map(),
		preferences: { value: defaultPreferences, key: '' },
		backupMadeAt: 0,
		recoveryKitMadeAt: 0,
		lastStamp: firstStamp
	};
}

/** Whether an account is there for people: it has a profile and is not deleted. */
export function isListed(account: Account): boolean {
	return !account.deleted && account.stamps.profile !== '';
}
