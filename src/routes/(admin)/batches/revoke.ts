import { revokeOtps } from '$lib/commands/change-otps';
import type { OtpId } from '$lib/domain/ids';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { m } from '$lib/paraglide/messages';
import { confirm } from '$lib/ui/confirm.svelte';
import { toast } from '$lib/ui/toast';
import { storageErrorText } from '$lib/words/errors';

/**
 * Asks, then revokes, and says how it went.
 * @param title what is asked, e.g. `Revoke all 12 unused OTPs?`
 * @returns whether they were revoked
 */
export async function askAndRevoke(
	workspace: Workspace,
	otps: readonly OtpId[],
	title: string
): Promise<boolean> {
	const yes = await confirm({
		title,
		body: m.batch_revoke_body(),
		action: m.batch_revoke_action({ count: otps.length }),
		tone: 'danger'
	});
	if (!yes) return false;
	const revoked = await revokeOtps(workspace, otps);
	if (revoked.ok) toast.success(m.batch_revoked({ count: revoked.value.revoked }));
	else toast.error(m.batch_revoke_failed(), { detail: storageErrorText(revoked.error) });
	return revoked.ok;
}
