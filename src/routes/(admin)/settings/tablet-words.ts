import type { LetTabletInError } from '$lib/commands/invite-tablet';
import type { RemoveTabletError } from '$lib/commands/remove-tablet';
import { m } from '$lib/paraglide/messages';
import type { HubError } from '$lib/sync/hub-client';
import { storageErrorText } from '$lib/words/errors';
import type { InviteEnd } from './invite.svelte';

/** Why the hub did not do it. */
export function hubErrorText(error: HubError): string {
	return error.type === 'Refused'
		? m.tablets_hub_refused({ problem: error.problem })
		: m.tablets_hub_no_answer();
}

/** Why a tablet was not removed. */
export function removeErrorText(error: RemoveTabletError): string {
	switch (error.type) {
		case 'StorageFull':
		case 'StorageFailed':
		case 'EntryMalformed':
		case 'EntryTooLarge':
		case 'Cancelled':
			return storageErrorText(error);
		default:
			return hubErrorText(error);
	}
}

/** Why a tablet is not let in yet, where trying again may help. */
export function letInErrorText(error: LetTabletInError): string {
	switch (error.type) {
		// It may have been noted by then; trying again goes on from there.
		case 'StorageFull':
			return m.invite_failed_full();
		case 'StorageFailed':
			return m.invite_failed_storage({ detail: error.detail });
		case 'EntryMalformed':
		case 'EntryTooLarge':
		case 'Cancelled':
			return storageErrorText(error);
		case 'Refused':
			return m.invite_failed_refused({ problem: error.problem });
		case 'NotConnected':
			return m.tablets_invite_needs_hub();
		case 'InviteEnded':
			return m.invite_ended_late();
		default:
			return m.invite_failed_network();
	}
}

/** How an invitation ended without a tablet that was let in. */
export const inviteEndWords: Record<InviteEnd, () => string> = {
	late: m.invite_ended_late,
	mismatch: m.invite_ended_mismatch,
	strange: m.invite_ended_strange
};
