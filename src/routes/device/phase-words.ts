import { isToSend, nameOf, type Room } from '$lib/device/room';
import { m } from '$lib/paraglide/messages';
import { dateTime } from '$lib/ui/format';
import type { Tone } from '$lib/ui/tone';

/** What a room is called on this phone. */
export function roomTitle(room: Room): string {
	return nameOf(room) ?? m.device_room_unnamed({ time: dateTime(room.enteredAt) });
}

/**
 * Where a room stands, in a word or two.
 * @param isHubThere whether requests are sent by themselves
 */
export function phaseWords(room: Room, isHubThere: boolean): { readonly label: string; readonly tone: Tone } {
	const { progress } = room;
	switch (progress.phase) {
		case 'entered':
			return { label: m.device_phase_entered(), tone: 'info' };
		case 'ready':
			return { label: isHubThere ? m.device_phase_ready_send() : m.device_phase_ready(), tone: 'info' };
		case 'awaiting':
			if (isHubThere && isToSend(room)) return { label: m.device_phase_unsent(), tone: 'info' };
			return isHubThere && room.hub.refusal
				? { label: m.device_phase_refused(), tone: 'warning' }
				: { label: m.device_phase_awaiting(), tone: 'warning' };
		case 'approved':
			return { label: m.device_phase_approved(), tone: 'success' };
		case 'rejected':
			return { label: m.device_phase_rejected(), tone: 'danger' };
		case 'expired':
			return { label: m.device_phase_expired(), tone: 'neutral' };
		case 'used':
			return { label: m.device_phase_used(), tone: 'neutral' };
		case 'closed':
			return progress.outcome.type === 'signed-in'
				? { label: m.device_phase_signed_in(), tone: 'success' }
				: { label: m.device_phase_did_not_work(), tone: 'danger' };
	}
}
