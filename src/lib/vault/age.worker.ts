import { ageInThread, type Age } from './age';
import type { AgeReply, AgeRequest } from './age-in-worker';

/** Answers the calls of `age-in-worker`, one after the other. */
addEventListener('message', async (event: MessageEvent<AgeRequest>) => {
	const { id, method, args } = event.data;
	const call = ageInThread[method] as (...args: unknown[]) => ReturnType<Age[typeof method]>;
	try {
		const value = await call(...args);
		reply({ id, value }, buffersOf(value));
	} catch (thrown) {
		reply({ id, thrown: String(thrown) }, []);
	}
});

function reply(message: AgeReply, transfer: Transferable[]): void {
	postMessage(message, { transfer });
}

/** The bytes in an answer, which are moved to the page rather than copied. */
function buffersOf(value: Awaited<ReturnType<Age[keyof Age]>>): Transferable[] {
	if (value instanceof Uint8Array) return [value.buffer];
	if (typeof value === 'object' && 'ok' in value && value.ok) return [value.value.buffer];
	return [];
}
