import * as v from 'valibot';
import { base64ToBytes } from '../bytes';
import { parsePage, type PulledPage } from './pull';

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/**
 * What a hub answers to a push, as JSON: the newest sequence number there is, and of each entry its sequence number and when it
 * was received (ms since 1970, by the hub's clock).
 *
 * To a push whose query has `news` it says as well what lies between the tablet's place and the first of its entries that follows
 * it: the base64 of a page as it is pulled, which may end before. So who pushes need not ask a second time, and is not sent what
 * it has just sent.
 */
export const pushAnswerSchema = v.object({
	head: whole,
	sequences: v.array(v.pipe(whole, v.minValue(1))),
	// A hub of an earlier version says neither of these.
	times: v.optional(v.array(whole), []),
	news: v.optional(v.string())
});

/** The most that news are: so many items, and bytes, but for one item. */
export const maxNews = { items: 500, bytes: 256 * 1024 };

/** An answer that was parsed. */
export interface PushAnswer {
	readonly head: number;
	readonly sequences: readonly number[];
	/** Empty where the hub does not say. */
	readonly times: readonly number[];
	/** What follows the tablet's place; `null` where the hub does not say. */
	readonly news: PulledPage | null;
}

/** Parses an answer to a push of so many entries, of a tablet that was at a sequence number; `null` for anything else. */
export function parsePushAnswer(json: unknown, entries: number, after: number): PushAnswer | null {
	const parsed = v.safeParse(pushAnswerSchema, json);
	if (!parsed.success || parsed.output.sequences.length !== entries) return null;
	const { news: text, ...rest } = parsed.output;
	if (text === undefined) return { ...rest, news: null };
	try {
		const news = parsePage(base64ToBytes(text), after);
		return news && { ...rest, news };
	} catch {
		return null;
	}
}
