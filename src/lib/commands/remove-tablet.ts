import type { MemberId } from '$lib/domain/ids';
import { ok, type Result } from '$lib/domain/result';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import type { HubError } from '$lib/sync/hub-client';
import { memberClient, removeHubMember, type MemberPorts } from '$lib/sync/hub-members';
import { readHubState } from '$lib/sync/hub-state';

export type RemoveTabletError = HubError | AppendError;

/**
 * Removes another tablet from the workspace: what it makes from now on is not believed, and the hub gives it nothing more.
 *
 * The hub comes first. Once it has put the tablet out, everything it will ever have of that tablet was made before the
 * removal that is noted next; and where the hub does not answer, nothing was changed. Whatever fails, doing it again
 * finishes it.
 */
export async function removeTablet(
	workspace: Workspace,
	ports: MemberPorts,
	member: MemberId
): Promise<Result<void, RemoveTabletError>> {
	if (await readHubState(ports.database)) {
		const putOut = await removeHubMember(await memberClient(ports), workspace.id, member);
		if (!putOut.ok) return putOut;
	}
	if (workspace.state.members.get(member)?.removedKey !== '') return ok(undefined);
	const noted = await workspace.append([{ kind: 'member.removed', body: { member } }]);
	return noted.ok ? ok(undefined) : noted;
}
