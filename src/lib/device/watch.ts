import { createParser } from 'eventsource-parser';
import { waitAfter } from '$lib/protocol/hub/back-off';
import { askForTicket, openEvents, resultOfEvent, type TicketAt, type TicketResult } from './hub-tickets';

/** A hub says something every 20 s, if only that it is there. */
const longestSilence = 45_000;

export interface WatchOptions {
	/** Ends the watch. */
	readonly signal: AbortSignal;
	/** Each answer or refusal; the same may come again. True ends the watch: there is nothing more to come. */
	readonly onresult: (result: TicketResult) => boolean | Promise<boolean>;
	readonly random?: () => number;
	/** Ms without a word after which a stream is given up. */
	readonly silence?: number;
	readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Follows a ticket until there is nothing more to come: asks where it stands, then listens, and asks again whenever the
 * stream has ended. So a proxy that holds streams back costs time, and no answer. Resolves when it is over; never rejects.
 */
export async function watchTicket(at: TicketAt, options: WatchOptions): Promise<void> {
	const { signal, onresult, random = Math.random, wait = waited } = options;
	for (let failures = 0; !signal.aborted;) {
		const result = await askForTicket(at, signal);
		if (signal.aborted || (await onresult(result))) return;
		const heard = result.type === 'answer' && (await listen(at, options));
		if (heard === 'over') return;
		failures = heard === 'something' ? 1 : failures + 1;
		const asked = result.type === 'answer' || result.type === 'no-hub' ? null : result.retryAfter;
		await wait(waitAfter(failures, random(), asked ?? 0), signal);
	}
}

/** Listens until the stream ends or is silent for too long. */
async function listen(
	at: TicketAt,
	{ signal, onresult, silence = longestSilence }: WatchOptions
): Promise<'over' | 'something' | 'nothing'> {
	const ending = new AbortController();
	const end = () => ending.abort();
	signal.addEventListener('abort', end);
	let timer = setTimeout(end, silence);
	let heard: 'something' | 'nothing' = 'nothing';
	try {
		const opened = await openEvents(at, ending.signal);
		if (!(opened instanceof Response) || !opened.body) return heard;
		const results: TicketResult[] = [];
		const parser = createParser({
			onEvent: ({ event, data }) => {
				if (event === 'ticket' || event === 'problem') results.push(resultOfEvent(data));
			}
		});
		const reader = opened.body.pipeThrough(new TextDecoderStream()).getReader();
		ending.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
		for (;;) {
			const { done, value } = await reader.read();
			if (done || ending.signal.aborted) return heard;
			clearTimeout(timer);
			timer = setTimeout(end, silence);
			heard = 'something';
			parser.feed(value);
			for (const result of results.splice(0)) if (await onresult(result)) return 'over';
		}
	} catch {
		return heard;
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', end);
		end();
	}
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		signal.addEventListener('abort', end);
	});
}
