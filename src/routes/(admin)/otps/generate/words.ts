import type { GenerateOtpsError } from '$lib/commands/generate-otps';
import type { SignInBadRow } from '$lib/domain/csv/plan-sign-in-data';
import type { Readiness } from '$lib/domain/readiness';
import { m } from '$lib/paraglide/messages';
import { date, list, number } from '$lib/ui/format';
import { storageErrorText } from '$lib/words/errors';
import { checkWords } from '$lib/words/statuses';
import type { BatchNameWords } from './batch-name';
import type { SignInDataError } from './sign-in-data';
import type { ConfigurationFault } from './wizard.svelte';

/** The words of a proposed batch name. @param day ms since 1970: the day the codes begin to work */
export function batchNameWords(day: number): BatchNameWords {
	return {
		day: date(day),
		list: (names) => list(names),
		more: (first, others) => m.generate_name_more({ first, others }),
		named: (place, day) => m.generate_name({ place, day }),
		rooms: m.generate_name_rooms()
	};
}

/** Why an account cannot be selected, in one line; empty where it can. */
export function refusalText(readiness: Readiness): string {
	switch (readiness.status) {
		case 'no-action-needed':
			return '';
		case 'not-available':
			return m.readiness_not_available_hint();
		case 'needs-action': {
			const checks = list(readiness.failed.map((check) => checkWords[check].title()));
			return m.generate_checks_failed({ checks });
		}
	}
}

/** What is wrong with the configuration, and how to put it right. */
export const faultWords: Record<ConfigurationFault, () => string> = {
	'no-password-source': m.generate_fault_no_password_source,
	'no-file': m.generate_fault_no_file,
	'passwords-missing': m.generate_fault_passwords_missing,
	'no-name': m.generate_fault_no_name,
	'no-start': m.generate_fault_no_start,
	'start-past': m.generate_fault_start_past,
	'start-too-far': m.generate_fault_start_too_far,
	'bad-expiration': m.generate_fault_bad_expiration
};

/** Why a file of sign-in data cannot be read, and what to do. */
export function signInDataErrorText(error: SignInDataError): string {
	switch (error.type) {
		case 'Cancelled':
			return m.generate_file_cancelled();
		case 'EmptyFile':
			return m.generate_file_empty();
		case 'NoRows':
			return m.generate_file_no_rows();
		case 'UnclosedQuote':
			return m.generate_file_unclosed_quote({ line: number(error.line) });
		case 'MissingField':
			return error.field === 'password'
				? m.generate_file_no_password_column()
				: m.generate_file_no_name_column();
		case 'DoubledField':
			return m.generate_file_doubled_column();
	}
}

/** Why a row of sign-in data is not taken. */
export function signInRowText({ reason }: SignInBadRow): string {
	switch (reason.type) {
		case 'MissingSignInName':
			return m.generate_row_missing_name();
		case 'BadSignInName':
			return m.generate_row_bad_name();
		case 'DuplicateInFile':
			return m.generate_row_duplicate({ line: number(reason.firstLine) });
		case 'UnknownAccount':
			return m.generate_row_unknown_account();
		case 'NotSelected':
			return m.generate_row_not_selected();
		case 'EmptyPassword':
			return m.generate_row_empty_password();
		case 'TooLong':
			return m.generate_row_long_password({ max: number(reason.max) });
		case 'RowTooShort':
			return m.generate_row_too_short({ found: number(reason.found), expected: number(reason.expected) });
		case 'RowTooLong':
			return m.generate_row_too_long({ found: number(reason.found), expected: number(reason.expected) });
	}
}

/** Why nothing was generated, and what to do. */
export function generateErrorText(error: GenerateOtpsError): string {
	switch (error.type) {
		case 'NothingSelected':
			return m.generate_error_nothing_selected();
		case 'HoursOutOfRange':
			return m.generate_fault_bad_expiration();
		case 'AccountsNotReady':
			return m.generate_error_not_ready({ count: error.accounts.length });
		case 'PasswordsMissing':
			return m.generate_error_passwords_missing({ count: error.accounts.length });
		default:
			return storageErrorText(error);
	}
}
