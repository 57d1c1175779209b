import type { ScanRefusal } from '$lib/commands/scan-refusal';
import type { AppendError } from '$lib/journal/workspace.svelte';
import { m } from '$lib/paraglide/messages';
import { storageErrorText } from '$lib/words/errors';

/** What was scanned instead, and the next step. */
export function refusalWords(error: ScanRefusal | AppendError): { title: string; text: string } {
	switch (error.type) {
		case 'Foreign':
			return { title: m.refusal_foreign(), text: m.refusal_foreign_text() };
		case 'WebAddress':
			return { title: m.refusal_web({ host: error.host }), text: m.refusal_web_text() };
		case 'Damaged':
			return { title: m.refusal_damaged(), text: m.refusal_damaged_text() };
		case 'NewerVersion':
			return { title: m.refusal_newer(), text: m.refusal_newer_text() };
		case 'Sheet':
			return { title: m.refusal_sheet(), text: m.refusal_sheet_text() };
		case 'DecisionInstead':
			return { title: m.refusal_decision(), text: m.refusal_decision_text() };
		case 'InviteInstead':
			return { title: m.refusal_invite(), text: m.refusal_invite_text() };
		case 'UnknownTicket':
			return { title: m.refusal_unknown(), text: m.refusal_unknown_text() };
		case 'NotSealedWithThisCode':
			return { title: m.refusal_not_sealed(), text: m.refusal_not_sealed_text() };
		default:
			return { title: m.refusal_not_stored(), text: storageErrorText(error) };
	}
}
