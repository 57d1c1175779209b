import { m } from '$lib/paraglide/messages';
import { date, dateTime, relativeTime, time } from '$lib/ui/format';

/** When a batch's codes work, seen from now: `Works in 2 days`, `Expires in 3 hours`, `Expired 2 hours ago`. */
export function validityText(notBefore: number, redeemBy: number, now: number): string {
	if (now < notBefore) return m.batch_starts({ when: relativeTime(notBefore, now) });
	return now > redeemBy
		? m.batch_ended({ when: relativeTime(redeemBy, now) })
		: m.batch_ends({ when: relativeTime(redeemBy, now) });
}

/** From when until when: `9 Mar 2026, 14:05 → 22:05`, with the day once where it is one day. */
export function validitySpan(notBefore: number, redeemBy: number): string {
	const isOneDay = date(notBefore) === date(redeemBy);
	return m.batch_span({ from: dateTime(notBefore), until: isOneDay ? time(redeemBy) : dateTime(redeemBy) });
}
