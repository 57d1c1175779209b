import type { InviteRefusal } from '$lib/commands/join-workspace';
import { m } from '$lib/paraglide/messages';
import type { HubTrouble } from '$lib/sync/ask-until-there';
import type { JoinEnd } from './join.svelte';

/** What was scanned in place of an invitation, and the next step. */
export function inviteRefusalWords(refusal: InviteRefusal): { title: string; text: string } {
	switch (refusal.type) {
		case 'Foreign':
			return { title: m.join_refusal_foreign(), text: m.join_refusal_foreign_text() };
		case 'WebAddress':
			return { title: m.join_refusal_web({ host: refusal.host }), text: m.join_refusal_web_text() };
		case 'Damaged':
			return { title: m.join_refusal_damaged(), text: m.join_refusal_damaged_text() };
		case 'NewerVersion':
			return { title: m.join_refusal_newer(), text: m.join_refusal_newer_text() };
		case 'Sheet':
			return { title: m.join_refusal_sheet(), text: m.join_refusal_sheet_text() };
		case 'HandOffInstead':
			return { title: m.join_refusal_hand_off(), text: m.join_refusal_hand_off_text() };
	}
}

/** Why another invitation is needed. */
export function joinEndText(ended: JoinEnd): string {
	switch (ended.type) {
		case 'InviteEnded':
		case 'TooLate':
			return m.join_ended_text();
		case 'Refused':
			return m.join_refused_text({ problem: ended.problem });
		case 'PackageStrange':
			return m.join_strange_text();
		case 'CryptoFailed':
			return m.vault_crypto_failed();
	}
}

/** Why the answer did not reach the hub. @param address where a hub was looked for */
export function notSentText({ type }: HubTrouble, address: string): string {
	return type === 'NoHub' ? m.join_no_hub_text({ address }) : m.join_send_failed_text();
}
