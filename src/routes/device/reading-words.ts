import type { Reading } from '$lib/device/store.svelte';
import { m } from '$lib/paraglide/messages';
import { roomTitle } from './phase-words';
import { storeErrorWords, type Words } from './store-error-words';

/** What was read where the answer was due, and the next step. */
export function readingWords(
	reading: Exclude<Reading, { type: 'read' }>
): Words & { readonly tone: 'info' | 'warning' | 'danger' } {
	switch (reading.type) {
		case 'not-stored':
			return { tone: 'danger', ...storeErrorWords(reading.error) };
		case 'does-not-open':
			return { tone: 'danger', title: m.device_read_closed(), text: m.device_read_closed_text() };
		case 'read-before': {
			const room = roomTitle(reading.room);
			return { tone: 'info', title: m.device_read_before(), text: m.device_read_before_text({ room }) };
		}
		case 'other-room': {
			const room = roomTitle(reading.room);
			return { tone: 'warning', title: m.device_read_other({ room }), text: m.device_read_other_text() };
		}
		case 'earlier-request':
			return { tone: 'warning', title: m.device_read_earlier(), text: m.device_read_earlier_text() };
		case 'another-device': {
			const room = roomTitle(reading.room);
			return {
				tone: 'danger',
				title: m.device_read_device(),
				text: m.device_read_device_text({ room })
			};
		}
		case 'another-phone':
			return { tone: 'warning', title: m.device_read_phone(), text: m.device_read_phone_text() };
		case 'request':
			return { tone: 'warning', title: m.device_read_request(), text: m.device_read_request_text() };
		case 'receipt':
			return { tone: 'warning', title: m.device_read_receipt(), text: m.device_read_receipt_text() };
		case 'invite':
			return { tone: 'warning', title: m.device_read_invite(), text: m.device_read_invite_text() };
		case 'sheet':
			return { tone: 'warning', title: m.device_read_sheet(), text: m.device_read_sheet_text() };
		case 'wrong-code':
			return { tone: 'warning', title: m.device_read_wrong_code(), text: m.device_read_wrong_code_text() };
		case 'newer-version':
			return { tone: 'warning', title: m.device_read_newer(), text: m.device_read_newer_text() };
		case 'web-address':
			return {
				tone: 'warning',
				title: m.device_read_web({ host: reading.host }),
				text: m.device_read_web_text()
			};
		case 'damaged':
			return { tone: 'warning', title: m.device_read_damaged(), text: m.device_read_damaged_text() };
		case 'foreign':
			return { tone: 'warning', title: m.device_read_foreign(), text: m.device_read_foreign_text() };
	}
}
