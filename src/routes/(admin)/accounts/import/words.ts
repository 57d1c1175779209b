import type { BadRowReason, PlanError } from '$lib/domain/csv/bad-row';
import type { Delimiter } from '$lib/domain/csv/delimiter';
import type { TextEncoding } from '$lib/domain/csv/encoding';
import type { FieldId } from '$lib/domain/csv/fields';
import type { FormatId } from '$lib/domain/csv/formats';
import type { SkippedRow } from '$lib/domain/csv/plan-import';
import type { FieldValue } from '$lib/domain/csv/row-reader';
import { m } from '$lib/paraglide/messages';
import { list, number } from '$lib/ui/format';
import { fileTextWords } from '$lib/words/file-text';
import type { ReadFault } from './import-desk.svelte';

type Words = () => string;

/** What a column can hold. */
export const fieldWords: Record<FieldId, Words> = {
	signInName: m.accounts_field_sign_in_name,
	displayName: m.accounts_field_display_name,
	site: m.accounts_field_site,
	building: m.accounts_field_building,
	floor: m.accounts_field_floor,
	room: m.accounts_field_room,
	timeZone: m.accounts_field_time_zone,
	notes: m.accounts_field_notes,
	make: m.accounts_field_make,
	model: m.accounts_field_model,
	serial: m.accounts_field_serial,
	enabled: m.accounts_field_enabled,
	blocked: m.import_field_blocked,
	licences: m.accounts_field_licences,
	passwordNeverExpires: m.accounts_field_password_never_expires,
	calendarProcessing: m.accounts_field_calendar_processing,
	mailboxType: m.accounts_field_mailbox_type,
	confirmed: m.import_field_confirmed,
	password: m.import_field_password
};

/** What a file was recognised as. */
export const formatWords: Record<FormatId | 'unknown', Words> = {
	'roompass-accounts': m.import_format_roompass_accounts,
	'roompass-otps': m.import_format_roompass_otps,
	'sign-in-data': m.import_format_sign_in_data,
	'm365-users': m.import_format_m365_users,
	'exchange-mailboxes': m.import_format_exchange_mailboxes,
	'exchange-places': m.import_format_exchange_places,
	'exchange-calendars': m.import_format_exchange_calendars,
	'fasttrack-rooms': m.import_format_fasttrack_rooms,
	autopilot: m.import_format_autopilot,
	'device-inventory': m.import_format_device_inventory,
	'name-list': m.import_format_name_list,
	unknown: m.import_format_unknown
};

export const delimiterWords: Record<Delimiter, Words> = {
	',': m.import_delimiter_comma,
	';': m.import_delimiter_semicolon,
	'\t': m.import_delimiter_tab,
	'|': m.import_delimiter_bar
};

export const encodingWords: Record<TextEncoding, string> = {
	'utf-8': 'UTF-8',
	'utf-16le': 'UTF-16 LE',
	'utf-16be': 'UTF-16 BE',
	'windows-1252': 'Windows-1252'
};

/** Why a file could not be read. */
export function readFaultText(fault: ReadFault): string {
	switch (fault.type) {
		case 'Workbook':
		case 'NoText':
			return fileTextWords[fault.type]();
		case 'FileUnreadable':
			return m.import_fault_unreadable();
		case 'EmptyFile':
			return m.import_fault_empty();
		case 'NoRows':
			return m.import_fault_no_rows();
		case 'UnclosedQuote':
			return m.import_fault_unclosed_quote({ line: number(fault.line) });
		case 'Cancelled':
			return m.error_cancelled();
	}
}

/** What has to be put right in the columns. */
export function planFaultText(fault: PlanError): string {
	switch (fault.type) {
		case 'MissingField':
			return m.import_fault_missing_field({ field: fieldWords[fault.field]() });
		case 'DoubledField':
			return m.import_fault_doubled_field({ field: fieldWords[fault.field]() });
		case 'Cancelled':
			return m.error_cancelled();
	}
}

/** What is wrong with a row. */
export function badRowText(reason: BadRowReason): string {
	switch (reason.type) {
		case 'MissingSignInName':
			return m.import_bad_missing_sign_in_name();
		case 'BadSignInName':
			return m.import_bad_sign_in_name({ value: reason.value });
		case 'DuplicateInFile':
			return m.import_bad_duplicate({ line: number(reason.firstLine) });
		case 'UnknownAccount':
			return m.import_bad_unknown_account();
		case 'RowTooShort':
			return m.import_bad_too_short({ found: number(reason.found), expected: number(reason.expected) });
		case 'RowTooLong':
			return m.import_bad_too_many({ found: number(reason.found), expected: number(reason.expected) });
		case 'TooLong':
			return m.import_bad_too_long({ field: fieldWords[reason.field](), max: number(reason.max) });
		case 'BadBoolean':
			return m.import_bad_boolean({ field: fieldWords[reason.field](), value: reason.value });
		case 'BadTimeZone':
			return m.import_bad_time_zone({ value: reason.value });
	}
}

/** Why a row is left out, and rightly so. */
export function skippedText(reason: SkippedRow['reason']): string {
	return reason.type === 'NoRoomLicence'
		? m.import_skipped_no_licence()
		: m.import_skipped_repeated({ line: number(reason.firstLine) });
}

/** A field's value, before or after. */
export function valueText(field: FieldId, value: FieldValue): string {
	if (field === 'password') return m.import_value_hidden();
	if (value === null || value === '') return m.import_value_none();
	if (typeof value === 'boolean') return value ? m.accounts_yes() : m.accounts_no();
	if (typeof value === 'string') return value;
	return list(value) || m.accounts_licences_none();
}
