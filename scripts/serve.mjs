import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

/** Where `npm run build` puts the app. */
export const buildDirectory = fileURLToPath(new URL('../build/', import.meta.url));

/**
 * A hub, as it is served: which paths are its own, and what answers them.
 * @typedef {{ isHubPath: (path: string) => boolean, listener: import('node:http').RequestListener }} ServedHub
 */

/**
 * A running server.
 * `stop` cuts off whoever is connected; `finish` takes no more and lets what is under way come to its end, for so many ms.
 * @typedef {{ url: string, port: number, stop: () => Promise<void>, finish: (patience?: number) => Promise<void> }} Server
 */

/** Ms. Longer than a tablet waits for the answer to a push of some megabytes over a bad line (src/lib/sync/hub-client.ts). */
const longestRequest = 150_000;
/** Ms. What is under way when the process is asked to end may take so long. */
const longestFinish = 10_000;

/** What a page of this app may ask of the browser, and who may frame it. */
const securityHeaders = {
	'X-Content-Type-Options': 'nosniff',
	// The page's own policy is in the page; only a header can forbid framing.
	'Content-Security-Policy': "frame-ancestors 'none'",
	'Referrer-Policy': 'no-referrer',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Permissions-Policy':
		'camera=(self), clipboard-write=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), ' +
		'microphone=(), geolocation=(), payment=(), usb=()'
};

/**
 * Serves a built app until stopped.
 * @param {object} options
 * @param {string | null} [options.directory] the build; `null`: none, the hub alone
 * @param {string} [options.base] the path under which it was built, such as `/roompass`
 * @param {number} [options.port] 0 for any free one
 * @param {number} [options.tries] how many ports to try, counting up, when one is taken
 * @param {string} [options.host] an address to listen on; both loopback addresses if not given
 * @param {ServedHub} [options.hub] a hub to serve beside the app
 * @returns {Promise<Server>}
 */
export async function serve({ directory = buildDirectory, base = '', port = 0, tries = 1, host, hub } = {}) {
	const files =
		directory &&
		sirv(directory, {
			// Reads the folder on every request: it may be built again while the server runs.
			dev: true,
			etag: true,
			// The build has every file compressed beside it.
			brotli: true,
			gzip: true,
			setHeaders(response, path) {
				response.setHeader('Cache-Control', cacheControl(path));
			}
		});
	/** @type {import('node:http').RequestListener} */
	const listener = (request, response) => {
		const { pathname, search } = new URL(`http://localhost/${(request.url ?? '').replace(/^\/+/, '')}`);
		if (hub && isForHub(hub, base, request)) return hub.listener(request, response);
		for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
		if (!files || !directory) return answer(response, 404, 'Not found');
		if (request.method !== 'GET' && request.method !== 'HEAD')
			return answer(response, 405, 'Method not allowed');
		if (pathname !== base && !pathname.startsWith(`${base}/`))
			return pathname === '/' ? redirect(response, `${base}/`) : answer(response, 404, 'Not found');
		const path = pathname.slice(base.length);
		// The pages' links are relative to the folder of the page.
		if (!path.endsWith('/') && existsSync(join(directory, path, 'index.html')))
			return redirect(response, `${pathname}/${search}`);
		request.url = path + search;
		files(request, response, () => answer(response, 404, 'Not found'));
	};

	for (let attempt = 0; ; attempt++) {
		try {
			return await listen(listener, port === 0 ? 0 : port + attempt, host);
		} catch (error) {
			if (codeOf(error) !== 'EADDRINUSE' || attempt + 1 >= tries) throw error;
		}
	}
}

/**
 * Whether a request is the hub's and not the app's; where it is, it gets the address by which the hub knows it.
 * @param {ServedHub} hub
 * @param {string} base the path under which both are
 * @param {import('node:http').IncomingMessage} request
 */
export function isForHub(hub, base, request) {
	const { pathname, search } = new URL(`http://localhost/${(request.url ?? '').replace(/^\/+/, '')}`);
	if (!pathname.startsWith(base) || !hub.isHubPath(pathname.slice(base.length))) return false;
	request.url = pathname.slice(base.length) + search;
	return true;
}

/**
 * Takes the port on every address a browser may mean by the host, so that nobody else answers there.
 * @param {import('node:http').RequestListener} listener
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<Server>}
 */
async function listen(listener, port, host) {
	/** @type {import('node:http').Server[]} */
	const servers = [];
	let isFinishing = false;
	const stop = async () => {
		await Promise.all(
			servers.map((server) => {
				const closed = new Promise((resolve) => server.close(resolve));
				server.closeAllConnections();
				return closed;
			})
		);
	};
	const finish = async (patience = longestFinish) => {
		isFinishing = true;
		const closeIdle = () => servers.forEach((server) => server.closeIdleConnections());
		const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
		// A connection is idle once it has been answered, of which nobody tells.
		const looking = setInterval(closeIdle, 20);
		const limit = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), patience);
		await Promise.all(closed);
		clearInterval(looking);
		clearTimeout(limit);
	};
	for (const address of host ? [host] : ['127.0.0.1', '::1']) {
		const timeouts = { headersTimeout: 15_000, requestTimeout: longestRequest };
		const server = createServer(timeouts, (request, response) => {
			if (isFinishing) response.shouldKeepAlive = false;
			listener(request, response);
		});
		try {
			await /** @type {Promise<void>} */ (
				new Promise((resolve, reject) => {
					server.once('error', reject);
					server.listen(port, address, resolve);
				})
			);
		} catch (error) {
			// A machine without IPv6 has no second loopback address.
			if (servers.length > 0 && codeOf(error) !== 'EADDRINUSE') continue;
			await stop();
			throw error;
		}
		servers.push(server);
		const bound = server.address();
		if (bound && typeof bound === 'object') port = bound.port;
	}
	return { url: `http://localhost:${port}`, port, stop, finish };
}

/**
 * Built files carry a hash in their name and never change; the rest is asked for again each time.
 * @param {string} path
 */
function cacheControl(path) {
	return path.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} text

 */
function answer(response, status, text) {
	response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {string} to
 */
function redirect(response, to) {
	response.writeHead(308, { Location: to }).end();
}

/** @param {unknown} error */
function codeOf(error) {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
 * When the process is asked to end: ends the hub's event streams, takes no more requests, lets those that are under way come
 * to their end, and closes the hub.
 * @param {{ finish: () => Promise<void> }} server
 * @param {{ endStreams: () => void, close: () => Promise<void> } | null} [hub]
 */
export function stopOnSignal(server, hub) {
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
		process.once(signal, () => {
			hub?.endStreams();
			void server
				.finish()
				.then(() => hub?.close())
				.then(() => process.exit(0));
		});
}
