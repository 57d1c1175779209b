import { Agent, request as httpRequest } from 'node:http';

/** An answer to one call, and how long it took, in ms. */
export interface Answered {
	readonly status: number;
	readonly body: string;
	readonly ms: number;
}

/** What one caller asks. */
export interface Call {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
}

/** So many callers of one server, each on a connection of its own that stays open. */
export class Callers {
	readonly #agent: Agent;

	/** @param url of the server, without a path */
	constructor(
		readonly url: string,
		readonly count: number
	) {
		this.#agent = new Agent({ keepAlive: true, maxSockets: count, scheduling: 'fifo' });
	}

	/** Asks once. */
	ask({ method, path, headers, body }: Call): Promise<Answered> {
		const start = performance.now();
		return new Promise((resolve, reject) => {
			const request = httpRequest(this.url + path, { agent: this.#agent, method, headers }, (response) => {
				let text = '';
				response.setEncoding('utf8');
				response.on('data', (chunk: string) => (text += chunk));
				response.on('end', () =>
					resolve({ status: response.statusCode ?? 0, body: text, ms: performance.now() - start })
				);
			});
			request.on('error', reject);
			request.end(body);
		});
	}

	close(): void {
		this.#agent.destroy();
	}
}

/** Works through all items with so many workers at once; how long it took, in ms. */
export async function workThrough<T>(
	items: readonly T[],
	workers: number,
	work: (item: T) => Promise<void>
): Promise<number> {
	let next = 0;
	const start = performance.now();
	await Promise.all(
		Array.from({ length: workers }, async () => {
			while (next < items.length) await work(items[next++]!);
		})
	);
	return performance.now() - start;
}
