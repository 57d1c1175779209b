import type { Scanned } from '$lib/device/scanned';
import { m } from '$lib/paraglide/messages';
import { codeErrorWords } from './code-words';
import type { Words } from './store-error-words';

/** What was scanned where a sheet's code was due, and where to find it. */
export function scannedWords(scanned: Exclude<Scanned, { type: 'sheet' }>): Words {
	switch (scanned.type) {
		case 'wrong-code':
			return { title: m.device_read_wrong_code(), text: codeErrorWords(scanned.error) };
		case 'decision':
			return { title: m.device_scan_is_answer(), text: m.device_scan_is_answer_text() };
		case 'request':
			return { title: m.device_scan_is_request(), text: m.device_scan_sheet_text() };
		case 'receipt':
			return { title: m.device_scan_is_receipt(), text: m.device_scan_sheet_text() };
		case 'invite':
			return { title: m.device_scan_is_invite(), text: m.device_scan_sheet_text() };
		case 'newer-version':
			return { title: m.device_read_newer(), text: m.device_read_newer_text() };
		case 'web-address':
			return { title: m.device_read_web({ host: scanned.host }), text: m.device_scan_sheet_text() };
		case 'damaged':
			return { title: m.device_read_damaged(), text: m.device_scan_sheet_text() };
		case 'foreign':
			return { title: m.device_read_foreign(), text: m.device_scan_sheet_text() };
	}
}
