import { createParser } from 'eventsource-parser';
import type { HubClient, HubError } from './hub-client';

/** Ms. The hub says something every 20 s, be it a comment: after this silence the connection is taken for dead. */
const silence = 50_000;
/** In characters: an event of ours is a number. */
const maxEvent = 4_096;

/**
 * Follows the events of a workspace until they end. `EventSource` cannot sign its request, so this reads the stream itself.
 * @param onhead called with the newest sequence number there is: at once, and whenever there is more
 * @param onaway called when the hub says that it cannot reach its database; a head follows once it can
 * @returns why they ended
 */
export function followHead(
	client: HubClient,
	workspace: string,
	onhead: (head: number) => void,
	onaway: () => void,
	signal: AbortSignal
): Promise<HubError> {
	const decoder = new TextDecoder();
	const parser = createParser({
		maxBufferSize: maxEvent,
		onEvent: ({ event, data }) => {
			const head = Number(data);
			if (event === 'problem') onaway();
			if (event === 'head' && Number.isSafeInteger(head) && head >= 0) onhead(head);
		}
	});
	return client.follow(
		{
			method: 'GET',
			target: `/v1/workspaces/${workspace}/events`,
			answerType: 'text/event-stream',
			timeout: silence,
			signal
		},
		(chunk) => parser.feed(decoder.decode(chunk, { stream: true }))
	);
}
