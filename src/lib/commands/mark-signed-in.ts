import type { OtpId } from '$lib/domain/ids';
import { ok, type Result } from '$lib/domain/result';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/** Notes, on an admin's word, that the device of this OTP has signed in. */
export async function markSignedIn(workspace: Workspace, otp: OtpId): Promise<Result<void, AppendError>> {
	const appended = await workspace.append([{ kind: 'otp.signed-in', body: { otp, request: '' } }]);
	return appended.ok ? ok(undefined) : appended;
}
