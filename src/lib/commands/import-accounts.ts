import type { AccountPatch } from '$lib/domain/account';
import type { Result } from '$lib/domain/result';
import { ok } from '$lib/domain/result';
import { patchToRow } from '$lib/journal/account-row';
import type { AppendError, AppendOptions, Workspace } from '$lib/journal/workspace.svelte';
import { randomId } from '$lib/protocol/bytes';
import { inRuns } from './in-runs';

/**
 * Stores the accounts of an import, all or none.
 * @param source what they came from, e.g. the file's name
 * @returns the run, by which the import can be undone
 */
export async function importAccounts(
	workspace: Workspace,
	patches: readonly AccountPatch[],
	source: string,
	options?: AppendOptions
): Promise<Result<{ readonly run: string }, AppendError>> {
	const run = randomId();
	const drafts = inRuns(patches, (rows) => ({
		kind: 'accounts.imported',
		body: { run, source: source.slice(0, 300), rows: rows.map(patchToRow) }
	}));
	const appended = await workspace.append(drafts, options);
	return appended.ok ? ok({ run }) : appended;
}
