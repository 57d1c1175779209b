import type { BatchId, OtpId } from '$lib/domain/ids';
import { provisioningOf } from '$lib/domain/provisioning';
import { err, ok, type Result } from '$lib/domain/result';
import { isUnredeemed } from '$lib/journal/standing';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { inRuns } from './in-runs';

const maxExtension = 336 * 3_600_000;

/**
 * Revokes OTPs: one, many, a batch, all. Those whose device has signed in stay as they are, since revoking signs no
 * device out, and those revoked already are not revoked twice.
 * @returns how many were revoked
 */
export async function revokeOtps(
	workspace: Workspace,
	otps: readonly OtpId[]
): Promise<Result<{ readonly revoked: number }, AppendError>> {
	const { state } = workspace;
	const now = Date.now();
	const revocable = otps.filter((id) => {
		const otp = state.otps.get(id);
		if (!otp) return false;
		const { status } = provisioningOf(otp, state.batches.get(otp.batch), now);
		return status !== 'provisioned' && status !== 'otp-revoked';
	});
	const appended = await workspace.append(
		inRuns(revocable, (ids) => ({ kind: 'otps.voided', body: { otps: ids } }))
	);
	return appended.ok ? ok({ revoked: revocable.length }) : appended;
}

/**
 * Gives the OTPs of a batch that nobody has redeemed a new expiration; expired ones become usable again.
 * @param redeemBy ms since 1970, in the future and after the batch's not-before, at most 336 hours after the later of both
 */
export async function extendBatch(
	workspace: Workspace,
	batch: BatchId,
	redeemBy: number
): Promise<Result<{ readonly extended: number }, AppendError | { readonly type: 'ExpirationOutOfRange' }>> {
	const { state } = workspace;
	const from = Math.max(Date.now(), state.batches.get(batch)?.notBefore ?? 0);
	if (!(redeemBy > from && redeemBy <= from + maxExtension)) return err({ type: 'ExpirationOutOfRange' });
	const open = [...state.otps.values()].filter((otp) => otp.batch === batch && isUnredeemed(state, otp));
	const appended = await workspace.append(
		inRuns(open, (otps) => ({ kind: 'otps.extended', body: { otps: otps.map(({ id }) => id), redeemBy } }))
	);
	return appended.ok ? ok({ extended: open.length }) : appended;
}

/** Renames a batch. */
export async function renameBatch(
	workspace: Workspace,
	batch: BatchId,
	name: string
): Promise<Result<void, AppendError>> {
	const appended = await workspace.append([
		{ kind: 'batch.renamed', body: { batch, name: name.trim().slice(0, 200) } }
	]);
	return appended.ok ? ok(undefined) : appended;
}
