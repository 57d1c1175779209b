import type { Age } from './age';

/** A call of one of `Age`'s functions, numbered. */
export interface AgeRequest {
	readonly id: number;
	readonly method: keyof Age;
	readonly args: readonly unknown[];
}

/** The answer to the call of the same number, or what it threw. */
export type AgeReply =
	{ readonly id: number; readonly value: unknown } | { readonly id: number; readonly thrown: string };

interface Call {
	resolve(value: unknown): void;
	reject(reason: Error): void;
}

/** How long a worker without work stays, ms. With it go scrypt's memory and what was typed. */
const restTime = 3_000;

export interface AgeInWorker extends Age {
	/** Starts the worker, as there will soon be something to do. */
	warmUp(): void;
}

/**
 * Age in a worker that starts with the first call and ends when there is nothing to do.
 * @param start makes the worker; handed in by tests
 */
export function createAgeInWorker(start: () => Worker): AgeInWorker {
	let worker: Worker | null = null;
	let rest: ReturnType<typeof setTimeout> | undefined;
	let lastId = 0;
	const calls = new Map<number, Call>();

	function end(): void {
		worker?.terminate();
		worker = null;
	}

	function started(): Worker {
		if (worker) return worker;
		worker = start();
		worker.addEventListener('message', (event: MessageEvent<AgeReply>) => {
			const reply = event.data;
			const call = calls.get(reply.id);
			calls.delete(reply.id);
			if (calls.size === 0) rest = setTimeout(end, restTime);
			if ('thrown' in reply) call?.reject(new Error(reply.thrown));
			else call?.resolve(reply.value);
		});
		worker.addEventListener('error', (event) => {
			end();
			for (const call of calls.values())
				call.reject(new Error(`The encryption worker stopped: ${event.message ?? 'it did not load'}`));
			calls.clear();
		});
		return worker;
	}

	function call<T>(method: keyof Age, args: readonly unknown[], transfer: Transferable[] = []): Promise<T> {
		clearTimeout(rest);
		const id = ++lastId;
		return new Promise<T>((resolve, reject) => {
			calls.set(id, { resolve: resolve as (value: unknown) => void, reject });
			started().postMessage({ id, method, args } satisfies AgeRequest, { transfer });
		});
	}

	return {
		warmUp() {
			if (calls.size > 0) return;
			clearTimeout(rest);
			started();
			rest = setTimeout(end, restTime);
		},
		newIdentity: () => call('newIdentity', []),
		recipientOf: (identity) => call('recipientOf', [identity]),
		encrypt: (plaintext, lock) => call('encrypt', [plaintext, lock], [plaintext.buffer]),
		decrypt: (file, key) => call('decrypt', [file, key])
	};
}

/** The app's age. */
export const ageInWorker: AgeInWorker = createAgeInWorker(
	() => new Worker(new URL('./age.worker.ts', import.meta.url), { type: 'module', name: 'age' })
);
