import type { OtpId, RequestId } from '$lib/domain/ids';
import { ok, type Result } from '$lib/domain/result';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/**
 * Notes, on an admin's word, that a device has signed in.
 * @param request of the device; left out where it never came here
 */
export async function markSignedIn(
	workspace: Workspace,
	otp: OtpId,
	request: RequestId | '' = ''
): Promise<Result<void, AppendError>> {
	const appended = await workspace.append([{ kind: 'otp.signed-in', body: { otp, request } }]);
	return appended.ok ? ok(undefined) : appended;
}
