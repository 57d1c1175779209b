import { createContext, runInContext } from 'node:vm';

/** What a service worker has kept: the bytes by the path, and what it has imported. */
export interface Installed {
	readonly files: ReadonlyMap<string, Buffer>;
	readonly scripts: readonly string[];
}

/**
 * Installs a service worker as a browser does: runs the script, lets it hear that it is installed, and keeps what it puts into its
 * cache. Rejects where the worker does, as it does when one file cannot be had.
 * @param text the script
 * @param get what answers its requests
 */
export async function installServiceWorker(
	text: string,
	get: (path: string) => Promise<{ status: number; body: Buffer }>
): Promise<Installed> {
	const origin = 'https://rooms.test';
	const files = new Map<string, Buffer>();
	const scripts: string[] = [];
	const listeners: ((event: unknown) => void)[] = [];
	const urlOf = (what: string | Request) =>
		typeof what === 'string' ? new URL(what, origin).href : what.url;
	/** Node's own knows no addresses relative to a page. */
	class WorkerRequest extends Request {
		constructor(input: string | Request, init?: RequestInit) {
			super(typeof input === 'string' ? new URL(input, origin) : input, init);
		}
	}
	const cache = {
		match: async () => undefined,
		keys: async () => [],
		put: async (what: string | Request, response: Response) => {
			files.set(new URL(urlOf(what)).pathname, Buffer.from(await response.arrayBuffer()));
		}
	};
	// What Workbox asks of which kind an event is.
	const [ExtendableEvent, FetchEvent] = [class {}, class {}];
	const self: Record<string, unknown> = {
		ExtendableEvent,
		FetchEvent,
		location: new URL('/service-worker.js', origin),
		registration: { scope: `${origin}/` },
		caches: { open: async () => cache, keys: async () => [], match: async () => undefined },
		clients: { claim: async () => undefined },
		addEventListener: (type: string, heard: (event: unknown) => void) => {
			if (type === 'install') listeners.push(heard);
		},
		importScripts: (url: string) => scripts.push(new URL(url, origin).pathname),
		fetch: async (what: string | Request) => {
			const { pathname } = new URL(urlOf(what));
			const { status, body } = await get(pathname);
			const response = new Response(new Uint8Array(body), { status });
			Object.defineProperty(response, 'url', { value: origin + pathname });
			return response;
		},
		Request: WorkerRequest,
		Response,
		Headers,
		URL,
		AbortSignal,
		setTimeout,
		clearTimeout,
		console
	};
	self.self = self;
	runInContext(text, createContext(self));
	const waited: Promise<unknown>[] = [];
	const event = Object.assign(new ExtendableEvent(), {
		type: 'install',
		waitUntil: (work: Promise<unknown>) => waited.push(work)
	});
	for (const heard of listeners) heard(event);
	for (let at = 0; at < waited.length; at++) await waited[at];
	return { files, scripts };
}
