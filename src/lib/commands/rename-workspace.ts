import { ok, type Result } from '$lib/domain/result';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/** Gives the workspace another name. */
export async function renameWorkspace(
	workspace: Workspace,
	name: string
): Promise<Result<void, AppendError>> {
	const appended = await workspace.append([
		{ kind: 'workspace.renamed', body: { name: name.trim().slice(0, 200) } }
	]);
	return appended.ok ? ok(undefined) : appended;
}
