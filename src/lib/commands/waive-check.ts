import type { CheckId } from '$lib/domain/readiness';
import { ok, type Result } from '$lib/domain/result';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/** Marks a readiness check as not applicable in this workspace, or as applicable again. */
export async function waiveCheck(
	workspace: Workspace,
	check: CheckId,
	waived: boolean
): Promise<Result<void, AppendError>> {
	const appended = await workspace.append([{ kind: 'check.waived', body: { check, waived } }]);
	return appended.ok ? ok(undefined) : appended;
}
