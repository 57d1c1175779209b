import { m } from '$lib/paraglide/messages';
import { duration } from '$lib/ui/format';

/** A number of hours as a person says it, with days where they come out even: `8 hours`, `48 hours (2 days)`. */
export function hoursText(hours: number): string {
	const text = m.generate_hours({ count: hours });
	return hours >= 24 && hours % 24 === 0
		? m.generate_hours_days({ hours: text, days: duration(hours * 3_600_000) })
		: text;
}
