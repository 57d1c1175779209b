import { revokeOtps } from '$lib/commands/change-otps';
import { confirmReadiness, deleteAccounts, restoreAccounts } from '$lib/commands/edit-accounts';
import type { AccountId, OtpId } from '$lib/domain/ids';
import { readinessOf } from '$lib/domain/readiness';
import type { Result } from '$lib/domain/result';
import { otpStanding, waivedChecks } from '$lib/journal/standing';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { m } from '$lib/paraglide/messages';
import { confirm } from '$lib/ui/confirm.svelte';
import { toast } from '$lib/ui/toast';
import { storageErrorText } from '$lib/words/errors';

/**
 * What the list and the account page do with accounts: the question before, the command, the word after. Each says
 * whether it was done.
 */

/** Confirms those of the accounts of which nothing is known; the others have nothing to confirm. */
export async function confirmAccounts(workspace: Workspace, ids: readonly AccountId[]): Promise<boolean> {
	const waived = waivedChecks(workspace.state);
	const unknown = ids.filter((id) => {
		const account = workspace.state.accounts.get(id);
		return account && readinessOf(account, waived).status === 'not-available';
	});
	if (unknown.length === 0) {
		toast.info(m.accounts_nothing_to_confirm());
		return false;
	}
	const agreed = await confirm({
		title: m.accounts_confirm_title({ count: unknown.length }),
		body: m.accounts_confirm_body(),
		action: m.accounts_confirm_action()
	});
	if (!agreed) return false;
	return said(
		await confirmReadiness(workspace, unknown, true),
		m.accounts_confirmed({ count: unknown.length }),
		async () => said(await confirmReadiness(workspace, unknown, false), m.accounts_confirmation_undone())
	);
}

/** Statuses in which an OTP can still lead to a sign-in. */
const openStatuses: ReadonlySet<string> = new Set([
	'otp-generated',
	'awaiting-approval',
	'approved',
	'conflict'
]);

/** Revokes the current OTPs of accounts, after asking. */
export async function revokeOtpsOf(workspace: Workspace, ids: readonly AccountId[]): Promise<boolean> {
	const { state } = workspace;
	const now = Date.now();
	const open = ids.flatMap((id): OtpId[] => {
		const otp = state.otps.get(state.currentOtps.get(id)!);
		if (!otp) return [];
		const standing = otpStanding(state, otp, now);
		return standing !== 'superseded' && openStatuses.has(standing.status) ? [otp.id] : [];
	});
	if (open.length === 0) {
		toast.info(m.accounts_nothing_to_revoke());
		return false;
	}
	const agreed = await confirm({
		title: m.accounts_revoke_title({ count: open.length }),
		body: m.accounts_revoke_body(),
		action: m.accounts_revoke_action({ count: open.length }),
		tone: 'danger'
	});
	if (!agreed) return false;
	return said(await revokeOtps(workspace, open), m.accounts_revoked({ count: open.length }));
}

/** Deletes accounts; the word after it takes it back. */
export async function removeAccounts(workspace: Workspace, ids: readonly AccountId[]): Promise<boolean> {
	return said(
		await deleteAccounts(workspace, ids),
		m.accounts_deleted({ count: ids.length }),
		async () => said(await restoreAccounts(workspace, ids), m.accounts_restored({ count: ids.length })),
		m.accounts_deleted_detail()
	);
}

/** Says how a command went. */
export function said(
	result: Result<unknown, AppendError>,
	success: string,
	undo?: () => void,
	detail?: string
): boolean {
	if (result.ok) toast.success(success, { undo, detail });
	else toast.error(storageErrorText(result.error));
	return result.ok;
}
