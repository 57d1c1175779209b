import { Buffer } from 'node:buffer';
import { Pool } from 'undici';

/** An answer to one call, and how long it took, in ms. */
export interface Answered {
	readonly status: number;
	readonly body: Buffer;
	readonly ms: number;
}

/** What one caller asks. */
export interface Call {
	readonly method: 'GET' | 'POST';
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
}

/**
 * So many callers of one server, each on a connection of its own that stays open, by undici: Node's own client fails now and
 * then where the server is just closing a connection that was idle, and takes more of the cores that both sides share.
 */
export class Callers {
	readonly #pool: Pool;

	/** @param url of the server, without a path */
	constructor(url: string, count: number) {
		this.#pool = new Pool(url, { connections: count });
	}

	/** Asks once. */
	ask({ method, path, headers, body }: Call): Promise<Answered> {
		const start = performance.now();
		const chunks: Buffer[] = [];
		let status = 0;
		return new Promise((resolve, reject) => {
			this.#pool.dispatch(
				{ method, path, headers, body: body?.length ? body : null },
				{
					onRequestStart: () => undefined,
					onResponseStart: (_, statusCode) => void (status = statusCode),
					onResponseData: (_, chunk) => void chunks.push(chunk),
					onResponseEnd: () =>
						resolve({ status, body: Buffer.concat(chunks), ms: performance.now() - start }),
					onResponseError: (_, thrown) => reject(thrown)
				}
			);
		});
	}

	close(): void {
		void this.#pool.destroy();
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
