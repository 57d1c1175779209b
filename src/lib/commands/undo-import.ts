import type { AccountPatch } from '$lib/domain/account';
import type { Result } from '$lib/domain/result';
import { patchToRow } from '$lib/journal/account-row';
import type { Entry } from '$lib/journal/entry';
import { foldAll } from '$lib/journal/fold';
import { isListed } from '$lib/journal/state';
import type { AppendError, AppendOptions, Workspace } from '$lib/journal/workspace.svelte';
import { ok } from '$lib/domain/result';
import { inRuns } from './in-runs';

/**
 * Undoes an import: what it wrote, and nobody has changed since, goes back to what it would be without it. Works
 * from the journal, so also after the tablet was locked or restarted.
 * @returns how many accounts were changed back or deleted
 */
export async function undoImport(
	workspace: Workspace,
	run: string,
	options?: AppendOptions
): Promise<Result<{ readonly changed: number }, AppendError>> {
	const runKeys = new Set<string>();
	const others: Entry[] = [];
	for await (const entry of workspace.history()) {
		if (entry.kind === 'accounts.imported' && entry.body.run === run) runKeys.add(entry.key);
		else others.push(entry);
	}
	const without = foldAll(workspace.id, others).state;
	const deleted: string[] = [];
	const patches: AccountPatch[] = [];
	for (const account of workspace.state.accounts.values()) {
		const { stamps } = account;
		if (!Object.values(stamps).some((key) => runKeys.has(key))) continue;
		const before = without.accounts.get(account.id);
		const isNew = !before || !isListed(before);
		if (isNew && runKeys.has(stamps.existence)) deleted.push(account.id);
		if (!before) continue;
		patches.push({
			id: account.id,
			...(runKeys.has(stamps.profile) && !isNew && { profile: before.profile }),
			...(runKeys.has(stamps.expected) && { expected: before.expected }),
			...(runKeys.has(stamps.facts) && { facts: before.facts }),
			...(runKeys.has(stamps.credential) && { credential: before.credential })
		});
	}
	const appended = await workspace.append(
		[
			...inRuns(patches.map(patchToRow), (rows) => ({ kind: 'accounts.edited', body: { rows } })),
			...inRuns(deleted, (accounts) => ({ kind: 'accounts.deleted', body: { accounts } }))
		],
		options
	);
	return appended.ok ? ok({ changed: new Set([...deleted, ...patches.map(({ id }) => id)]).size }) : appended;
}
