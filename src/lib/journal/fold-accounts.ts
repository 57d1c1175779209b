import {
	emptyExpectedDevice,
	emptyProfile,
	unknownFacts,
	type Account,
	type Credential,
	type GroupStamps,
	type ReadinessFacts
} from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { rowToExpected, rowToFacts, rowToProfile, type AccountRow, type FactsRow } from './account-row';
import type { WorkspaceState } from './state';

const neverWritten: GroupStamps = Object.freeze({
	profile: '',
	expected: '',
	facts: '',
	credential: '',
	existence: ''
});

const unknownAccount: Omit<Account, 'id'> = Object.freeze({
	profile: emptyProfile,
	expected: emptyExpectedDevice,
	facts: unknownFacts,
	credential: null,
	deleted: false,
	stamps: neverWritten
});

/** Writes the groups of each row that no later entry has written. A profile brings a deleted account back. */
export function foldPatches(state: WorkspaceState, rows: readonly AccountRow[], key: string): void {
	const shared = new Map<GroupStamps, Map<number, GroupStamps>>();
	let lastFacts: { readonly row: FactsRow; readonly facts: ReadinessFacts } | undefined;
	// Rows that share their facts on disk share them in memory.
	const factsOf = (row: FactsRow) => {
		if (lastFacts?.row !== row) lastFacts = { row, facts: rowToFacts(row) };
		return lastFacts.facts;
	};
	for (const [id, profile, expected, facts, password] of rows) {
		const before = state.accounts.get(id as AccountId);
		const account = before ?? unknownAccount;
		const old = account.stamps;
		const writesProfile = profile !== null && key > old.profile;
		const writesExpected = expected !== null && key > old.expected;
		const writesFacts = facts !== null && key > old.facts;
		const writesCredential = password !== null && key > old.credential;
		const writesExistence = profile !== null && key > old.existence;
		const mask =
			(writesProfile ? 1 : 0) |
			(writesExpected ? 2 : 0) |
			(writesFacts ? 4 : 0) |
			(writesCredential ? 8 : 0) |
			(writesExistence ? 16 : 0);
		if (mask === 0) continue;
		state.accounts.set(id as AccountId, {
			id: id as AccountId,
			profile: writesProfile ? rowToProfile(profile) : account.profile,
			expected: writesExpected ? rowToExpected(expected) : account.expected,
			facts: writesFacts ? factsOf(facts) : account.facts,
			credential: writesCredential ? credentialOf(password) : account.credential,
			deleted: writesExistence ? false : account.deleted,
			stamps: stampsAfter(shared, old, mask, key)
		});
	}
}

/** Sets one account's credential, as an issued OTP does that comes with a new password. */
export function foldCredential(state: WorkspaceState, id: AccountId, password: string, key: string): void {
	foldPatches(state, [[id, null, null, null, password]], key);
}

function credentialOf(password: string): Credential | null {
	return password === '' ? null : { kind: 'password', password };
}

/** Deletes or restores accounts where no later entry says otherwise. */
export function foldExistence(
	state: WorkspaceState,
	ids: readonly string[],
	deleted: boolean,
	key: string
): void {
	for (const id of ids) {
		const account = state.accounts.get(id as AccountId) ?? unknownAccount;
		if (key <= account.stamps.existence) continue;
		const stamps = { ...account.stamps, existence: key };
		state.accounts.set(id as AccountId, { ...account, id: id as AccountId, deleted, stamps });
	}
}

/** The stamps after a write; rows of one entry share one object, which is most of what 100,000 accounts would weigh. */
function stampsAfter(
	shared: Map<GroupStamps, Map<number, GroupStamps>>,
	old: GroupStamps,
	mask: number,
	key: string
): GroupStamps {
	let byMask = shared.get(old);
	if (!byMask) shared.set(old, (byMask = new Map()));
	let stamps = byMask.get(mask);
	if (!stamps) {
		stamps = {
			profile: mask & 1 ? key : old.profile,
			expected: mask & 2 ? key : old.expected,
			facts: mask & 4 ? key : old.facts,
			credential: mask & 8 ? key : old.credential,
			existence: mask & 16 ? key : old.existence
		};
		byMask.set(mask, stamps);
	}
	return stamps;
}
