import { expect, it } from 'vitest';
import type { TicketResult } from './hub-tickets';
import { watchTicket } from './watch';

const waiting = '{"state":"waiting","decideBy":7}';
const decided = '{"state":"decided","decision":"AAAA"}';

/** A hub that gives these streams, one after the other, and says `states` when asked. */
function hub(streams: readonly (readonly string[])[], states: readonly string[]) {
	let [opened, asked] = [0, 0];
	return {
		address: 'http://hub.test',
		ticketId: 'a'.repeat(32),
		authorization: 'x',
		get opened() {
			return opened;
		},
		fetch: (async (input: string) => {
			if (!input.endsWith('/events')) return new Response(states[Math.min(asked++, states.length - 1)]);
			const parts = streams[Math.min(opened++, streams.length - 1)]!;
			const body = new ReadableStream({
				async start(controller) {
					for (const part of parts) {
						await new Promise((resolve) => setTimeout(resolve, 1));
						if (part === 'break') return controller.error(new Error('reset'));
						if (part === 'silence') return;
						controller.enqueue(new TextEncoder().encode(part));
					}
					controller.close();
				}
			});
			return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
		}) as typeof fetch
	};
}

/** The states that a watch of it gives, until one is decided. */
async function watched(at: ReturnType<typeof hub>, silence = 1_000): Promise<string[]> {
	const states: string[] = [];
	const onresult = (result: TicketResult) => {
		const state = result.type === 'answer' ? result.answer.state : result.type;
		states.push(state);
		return state === 'decided';
	};
	const wait = () => Promise.resolve();
	await watchTicket(at, { signal: new AbortController().signal, onresult, wait, silence, random: () => 0 });
	return states;
}

it('hears of a decision, however the stream was cut into pieces', async () => {
	const event = `event: ticket\ndata: ${decided}\n\n`;
	const pieces = [': \n\n', `event: ticket\ndata: ${waiting}\n\n`, ...event];
	expect(await watched(hub([pieces], [waiting]))).toEqual(['waiting', 'waiting', 'decided']);
});

it('opens another stream when one ends, breaks or falls silent, and asks in between', async () => {
	const at = hub([['break'], [': \n\n'], [': \n\n', 'silence'], []], [waiting, waiting, waiting, decided]);
	expect(await watched(at, 50)).toEqual(['waiting', 'waiting', 'waiting', 'decided']);
	expect(at.opened).toBe(3);
});

it('hears of a problem on the way, and passes by what it does not know', async () => {
	const problem = 'event: problem\ndata: {"type":"/problems/ticket-void","detail":""}\n\n';
	const at = hub([['event: news\ndata: 1\n\n', problem, `event: ticket\ndata: ${decided}\n\n`]], [waiting]);
	expect(await watched(at)).toEqual(['waiting', 'refused', 'decided']);
});
