import { comparable } from '$lib/domain/device';
import { err, ok, type Result } from '$lib/domain/result';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/** Lets a device back from the parking list: its earlier refusals are no longer held against its serial number. */
export async function releaseDevice(
	workspace: Workspace,
	serial: string
): Promise<Result<void, AppendError | { readonly type: 'SerialMissing' }>> {
	const compared = comparable(serial);
	if (compared === '') return err({ type: 'SerialMissing' });
	const appended = await workspace.append([{ kind: 'device.released', body: { serial: compared } }]);
	return appended.ok ? ok(undefined) : appended;
}
