import { accountIdFor, isSignInName, normaliseSignInName, type AccountPatch } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { err, ok, type Result } from '$lib/domain/result';
import { patchToRow } from '$lib/journal/account-row';
import { isListed, type WorkspaceState } from '$lib/journal/state';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { inRuns } from './in-runs';

export type EditAccountError =
	| AppendError
	| { readonly type: 'BadSignInName' }
	| { readonly type: 'SignInNameTaken'; readonly by: AccountId };

/** Adds an account by hand, or brings a deleted one of that sign-in name back. */
export async function addAccount(
	workspace: Workspace,
	patch: Omit<AccountPatch, 'id'> & Required<Pick<AccountPatch, 'profile'>>
): Promise<Result<AccountId, EditAccountError>> {
	const { signInName } = patch.profile;
	if (!isSignInName(signInName)) return err({ type: 'BadSignInName' });
	const holder = accountOf(workspace.state, signInName);
	if (holder) return err({ type: 'SignInNameTaken', by: holder });
	const id = freeAccountId(workspace.state, signInName);
	const appended = await appendPatches(workspace, [{ ...patch, id }]);
	return appended.ok ? ok(id) : appended;
}

/** Writes new values for groups of one account. */
export async function editAccount(
	workspace: Workspace,
	patch: AccountPatch
): Promise<Result<void, EditAccountError>> {
	if (patch.profile) {
		if (!isSignInName(patch.profile.signInName)) return err({ type: 'BadSignInName' });
		const holder = accountOf(workspace.state, patch.profile.signInName);
		if (holder && holder !== patch.id) return err({ type: 'SignInNameTaken', by: holder });
	}
	return appendPatches(workspace, [patch]);
}

/** Notes that an admin has looked at these accounts and nothing is missing, or takes that back. */
export async function confirmReadiness(
	workspace: Workspace,
	accounts: readonly AccountId[],
	confirmed: boolean
): Promise<Result<void, AppendError>> {
	const patches = accounts.flatMap((id): AccountPatch[] => {
		const account = workspace.state.accounts.get(id);
		return account ? [{ id, facts: { ...account.facts, confirmed: confirmed || null } }] : [];
	});
	return appendPatches(workspace, patches);
}

/** Deletes accounts. Their OTPs can no longer be redeemed; `restoreAccounts` undoes it. */
export async function deleteAccounts(
	workspace: Workspace,
	accounts: readonly AccountId[]
): Promise<Result<void, AppendError>> {
	const appended = await workspace.append(
		inRuns(accounts, (ids) => ({ kind: 'accounts.deleted', body: { accounts: ids } }))
	);
	return appended.ok ? ok(undefined) : appended;
}

/** Undoes a deletion. */
export async function restoreAccounts(
	workspace: Workspace,
	accounts: readonly AccountId[]
): Promise<Result<void, AppendError>> {
	const appended = await workspace.append(
		inRuns(accounts, (ids) => ({ kind: 'accounts.restored', body: { accounts: ids } }))
	);
	return appended.ok ? ok(undefined) : appended;
}

async function appendPatches(
	workspace: Workspace,
	patches: readonly AccountPatch[]
): Promise<Result<void, AppendError>> {
	const appended = await workspace.append(
		inRuns(patches.map(patchToRow), (rows) => ({ kind: 'accounts.edited', body: { rows } }))
	);
	return appended.ok ? ok(undefined) : appended;
}

/** The listed account with this sign-in name. */
function accountOf(state: WorkspaceState, signInName: string): AccountId | undefined {
	const wanted = normaliseSignInName(signInName);
	for (const account of state.accounts.values())
		if (isListed(account) && normaliseSignInName(account.profile.signInName) === wanted) return account.id;
	return undefined;
}

/** The id for a new account; where an account that was renamed has it, the next free one. */
function freeAccountId(state: WorkspaceState, signInName: string): AccountId {
	const id = accountIdFor(signInName);
	const isFree = (candidate: AccountId) => {
		const holder = state.accounts.get(candidate);
		return !holder || !isListed(holder);
	};
	let candidate = id;
	for (let n = 2; !isFree(candidate); n++) candidate = `${id}#${n}` as AccountId;
	return candidate;
}
