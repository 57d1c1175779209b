import type { AccountId } from '$lib/domain/ids';
import { ok, type Result } from '$lib/domain/result';
import type { EntryBody } from '$lib/journal/entry';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { inRuns } from './in-runs';

/**
 * Notes that codes or passwords leave the app: viewed, copied, printed or downloaded. Call it before they do, and
 * do not show them where it fails.
 */
export async function recordSecretAccess(
	workspace: Workspace,
	access: Pick<EntryBody<'secret.accessed'>, 'what' | 'how'>,
	accounts: readonly AccountId[]
): Promise<Result<void, AppendError>> {
	const appended = await workspace.append(
		inRuns(accounts, (ids) => ({ kind: 'secret.accessed', body: { ...access, accounts: ids } }))
	);
	return appended.ok ? ok(undefined) : appended;
}
