import type { HubStanding } from '$lib/commands/hub.svelte';
import { m } from '$lib/paraglide/messages';
import { date, dateTime, number, time } from '$lib/ui/format';
import type { Tone } from '$lib/ui/tone';

/** How a tablet stands with its hub, in a few words, and what that means; `null` where it has none. */
export function hubWords(
	standing: HubStanding,
	now: number
): { readonly tone: Tone; readonly state: string; readonly text?: string } | null {
	switch (standing.type) {
		case 'starting':
		case 'not-connected':
			return null;
		case 'all-sent':
			return { tone: 'success', state: m.hub_all_sent() };
		case 'waiting': {
			const { count } = standing;
			return { tone: 'info', state: m.hub_waiting({ count, shown: number(count) }) };
		}
		case 'unreachable': {
			const { since, isForeign } = standing;
			const when = date(since) === date(now) ? time(since) : dateTime(since);
			return {
				tone: 'warning',
				state: m.hub_unreachable({ when }),
				text: isForeign ? m.hub_foreign_text() : m.hub_unreachable_text()
			};
		}
		case 'refused':
			return { tone: 'danger', state: m.hub_refuses(), text: refusalText(standing.problem) };
	}
}

function refusalText(problem: Extract<HubStanding, { type: 'refused' }>['problem']): string {
	switch (problem) {
		case 'not-signed':
			return m.hub_refused_not_signed();
		case 'quota-used-up':
			return m.hub_refused_quota();
		default:
			return m.hub_refused_other({ problem });
	}
}
