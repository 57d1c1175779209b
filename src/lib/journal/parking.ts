import type { ParkedDevice } from '$lib/domain/approval-warnings';
import type { MemberId } from '$lib/domain/ids';
import type { Otp, Requested } from '$lib/domain/otp';
import { approvalIndex } from './approvals';
import type { WorkspaceState } from './state';

/** A refused device, by serial number as devices are compared. */
export interface ParkedEntry {
	readonly serial: string;
	readonly device: ParkedDevice;
	/** Who refused it. */
	readonly by: MemberId;
	readonly request: Requested;
	readonly otp: Otp;
}

/**
 * Refused devices that are not let back, the last refused first; not those whose code alone had expired. Devices without a
 * serial number cannot be told again.
 */
export function parkingList(state: WorkspaceState): ParkedEntry[] {
	return [...approvalIndex(state).decidedBySerial.keys()]
		.flatMap((serial) => parkedBy(state, serial) ?? [])
		.sort((a, b) => b.device.at - a.device.at);
}

/** The last refusal of a device for what it is, where it was not let back since. @param serial as devices are compared */
export function parkedBy(state: WorkspaceState, serial: string): ParkedEntry | null {
	const releasedKey = state.releasedDevices.get(serial)?.key ?? '';
	let parked: ParkedEntry | null = null;
	let parkedKey = releasedKey;
	for (const { otp, request, standing } of approvalIndex(state).decidedBySerial.get(serial) ?? []) {
		const decided = standing?.decided;
		if (decided?.decision.verdict !== 'rejected' || decided.key <= parkedKey) continue;
		const { reason, text } = decided.decision;
		// That says nothing about the device: the next sheet is for it.
		if (reason === 'otp-expired') continue;
		parkedKey = decided.key;
		const device = { account: otp.account, at: decided.at, reason, text };
		parked = { serial, device, by: decided.by, request, otp };
	}
	return parked;
}
