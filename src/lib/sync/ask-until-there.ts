import { err, type Result } from '$lib/domain/result';
import type { HubError } from './hub-client';

/** Ms between two questions. */
const usualPause = 1_000;

/** What goes by by itself. */
export type HubTrouble = Exclude<HubError, { readonly type: 'Refused' }>;

export interface AskOptions {
	/** Ms since 1970: when it is no use asking any more. */
	readonly until: number;
	readonly now: () => number;
	readonly signal: AbortSignal;
	/** Why there is no answer at the moment; `null` once there is one. */
	readonly ontrouble: (trouble: HubTrouble | null) => void;
	readonly pause?: number;
}

/**
 * Asks a hub every second until what is asked for is there. While the hub does not answer it goes on.
 * @param ask gives `null` where it is not there yet
 * @returns `TooLate` at the end of the time; `null` where somebody has stopped it
 */
export async function askUntilThere<T, E extends { readonly type: string }>(
	ask: () => Promise<Result<T | null, E | HubTrouble>>,
	{ until, now, signal, ontrouble, pause = usualPause }: AskOptions
): Promise<Result<T, E | { readonly type: 'TooLate' }> | null> {
	while (!signal.aborted) {
		if (now() >= until) return err({ type: 'TooLate' });
		const answer = await ask();
		if (signal.aborted) break;
		let rest = pause;
		if (answer.ok) {
			if (answer.value !== null) return answer as Result<T, never>;
			ontrouble(null);
		} else {
			const { error } = answer;
			if (!isPassing(error)) return err(error);
			ontrouble(error);
			if (error.type === 'Busy') rest = Math.max(pause, error.retryAfter);
		}
		await aborted(signal, rest);
	}
	return null;
}

/** Whether it may go by by itself. */
export function isPassing<E extends { readonly type: string }>(error: E | HubTrouble): error is HubTrouble {
	return error.type === 'Unreachable' || error.type === 'NoHub' || error.type === 'Busy';
}

/** Resolves after so many ms, or when somebody stops it. */
function aborted(signal: AbortSignal, ms: number): Promise<void> {
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
