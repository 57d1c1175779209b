import type { DecideError } from '$lib/commands/decide-request';
import type { HandOverError } from '$lib/commands/hand-over-decision';
import type { WithdrawError } from '$lib/commands/withdraw-decision';
import type { RejectionReason } from '$lib/domain/otp';
import { m } from '$lib/paraglide/messages';
import { storageErrorText } from '$lib/words/errors';
import { rejectionWords } from '$lib/words/statuses';

/** Why a device was refused: the reason from the list, and what was added to it. */
export function reasonWords({ reason, text }: { reason: RejectionReason; text: string }): string {
	return [rejectionWords[reason](), text].filter(Boolean).join(': ');
}

/** Why a decision was not made, taken back or given out, and what to do. */
export function decisionErrorText(error: DecideError | HandOverError | WithdrawError): string {
	switch (error.type) {
		case 'RequestUnknown':
			return m.decide_unknown();
		case 'AlreadyDecided':
			return m.decide_already();
		case 'PasswordMissing':
			return m.decide_password_missing();
		case 'TextMissing':
			return m.approvals_text_missing();
		case 'TextTooLong':
			return m.approvals_text_long({ max: error.max });
		case 'DeviceKeyInvalid':
			return m.decide_key_invalid();
		case 'HaveWarnings':
			return m.decide_have_warnings({ count: error.requests.length });
		case 'NotDecided':
			return m.decide_not_decided();
		case 'HandedOver':
			return m.decide_handed_over();
		case 'PasswordChanged':
			return m.decide_password_changed();
		default:
			return storageErrorText(error);
	}
}
