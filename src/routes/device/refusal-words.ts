import type { AtHub } from '$lib/device/at-hub';
import { m } from '$lib/paraglide/messages';
import { dateTime } from '$lib/ui/format';
import type { Words } from './store-error-words';

/** Why the hub has no answer for a request, and what to do: the QR is still there to be shown. */
export function refusalWords({ name, when }: NonNullable<AtHub['refusal']>, isSent: boolean): Words {
	switch (name) {
		case 'ticket-unknown':
			return { title: m.device_refused_unknown(), text: m.device_refused_unknown_text() };
		case 'ticket-used':
			return { title: m.device_refused_used(), text: m.device_refused_used_text() };
		case 'ticket-expired': {
			if (isSent) return { title: m.device_refused_undecided(), text: m.device_refused_undecided_text() };
			const title =
				when === null ? m.device_refused_expired() : m.device_refused_expired_at({ time: dateTime(when) });
			return { title, text: m.device_refused_expired_text() };
		}
		case 'ticket-void':
			return { title: m.device_refused_void(), text: m.device_refused_void_text() };
		case 'ticket-early': {
			const title =
				when === null ? m.device_refused_early() : m.device_refused_early_at({ time: dateTime(when) });
			return { title, text: m.device_refused_early_text() };
		}
		case 'too-many':
			return { title: m.device_refused_many(), text: m.device_refused_many_text() };
		case 'not-understood':
			return { title: m.device_refused_version(), text: m.device_refused_version_text() };
		case 'earlier-request':
			return { title: m.device_refused_earlier(), text: m.device_refused_earlier_text() };
		case 'does-not-open':
			return { title: m.device_refused_closed(), text: m.device_refused_closed_text() };
	}
}
