import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { routePath } from 'hono/route';
import type { RequestListener } from 'node:http';
import { Commits } from './commits';
import type { HubContext, HubEnv } from './context';
import { openDatabase, type DatabaseChoice } from './database/database';
import { Unavailable } from './database/retry';
import { Events } from './events';
import { health } from './health';
import { invites } from './invites';
import { journal } from './journal';
import { defaultLimits, type Limits } from './limits';
import { noLog, type Log } from './log';
import { Members } from './members';
import { Metrics } from './metrics';
import { openApi } from './openapi';
import { origins } from './origins';
import { Problem } from './problems';
import { startSweeping } from './sweep';
import { tickets } from './tickets';
import { workspaces } from './workspaces';

export interface HubOptions {
	readonly database: DatabaseChoice;
	/** New workspaces need it; none: they are open to all. */
	readonly signUpToken?: string | null;
	/** Origins of apps that are served from elsewhere. */
	readonly allowedOrigins?: readonly string[];
	/** Whether a reverse proxy in front says who asks, in `X-Forwarded-For`. */
	readonly trustProxy?: boolean;
	readonly limits?: Partial<Limits>;
	readonly log?: Log;
	/** Ms since 1970. */
	readonly now?: () => number;
	/** Whether `/metrics` tells of the process, too. */
	readonly processMetrics?: boolean;
}

/** A running hub. It has no port of its own: whoever serves it hands requests in. */
export interface Hub {
	readonly fetch: (request: Request) => Promise<Response>;
	/** For Node's HTTP server. */
	readonly listener: RequestListener;
	/** The routes, for whoever compares them with what is documented. */
	readonly routes: readonly { readonly method: string; readonly path: string }[];
	/** Ends event streams and opens none any more: the first step of a stop, as they would never end by themselves. */
	endStreams(): void;
	/** Ends event streams, finishes what is under way, and lets go of the database. */
	close(): Promise<void>;
}

/** Whether a path is the hub's and not the app's. */
export function isHubPath(path: string): boolean {
	return (
		path.startsWith('/v1/') ||
		['/healthz', '/readyz', '/metrics', '/openapi.json', '/hub.json'].includes(path)
	);
}

/** Opens the database, brings it up to date, and makes a hub of it. */
export async function openHub({
	database: choice,
	signUpToken = null,
	allowedOrigins = [],
	trustProxy = false,
	limits,
	log = noLog,
	now = Date.now,
	processMetrics = false
}: HubOptions): Promise<Hub> {
	const database = await openDatabase(choice);
	const metrics = new Metrics({ process: processMetrics });
	const all = { ...defaultLimits, ...limits };
	const commits = new Commits(database, now, all, (claims) => {
		metrics.commits.inc();
		metrics.claims.inc(claims);
	});
	const parts = { database, commits, metrics, log, now, signUpToken, limits: all };
	const addressOf = (c: Context): string => addressIn(c, trustProxy);
	const events = new Events({ ...parts, addressOf });
	const hub: HubContext = { ...parts, addressOf, events };
	await events.start();
	const stopSweeping = startSweeping(hub);

	const app = new Hono<HubEnv>();
	app.use(async (c, next) => {
		const start = performance.now();
		for (const [name, value] of Object.entries(headers)) c.header(name, value);
		await next();
		// What an error or a web stream answers has not got them.
		for (const [name, value] of Object.entries(headers))
			if (!c.res.headers.has(name)) c.res.headers.set(name, value);
		const { method } = c.req;
		const route = routePath(c, -1) || 'none';
		const { status } = c.res;
		const seconds = (performance.now() - start) / 1_000;
		metrics.requests.observe({ method, route, status }, seconds);
		if (status >= 500) log('error', 'request', { method, route, status, ms: Math.round(1_000 * seconds) });
	});
	app.use(origins({ log, metrics }, allowedOrigins));
	const members = new Members(hub);
	for (const part of [workspaces(hub, members), journal(hub, members), tickets(hub), invites(hub, members)])
		app.route('/', part);
	app.route('/', health(hub));
	const document = openApi();
	app.get('/openapi.json', (c) => c.json(document));
	// What an app asks to know whether there is a hub where it comes from; a static host has its own, which says no.
	app.get('/hub.json', (c) => c.json({ hub: true }));
	app.notFound(() => new Problem('not-found', 'See /openapi.json for what there is.').toResponse());
	app.onError((thrown) => {
		if (thrown instanceof Problem) return thrown.toResponse();
		if (thrown instanceof Unavailable)
			return new Problem('unavailable', 'Ask again in a moment; nothing was changed.', {}, 2).toResponse();
		log('error', 'failed', { name: thrown.name, message: thrown.message });
		return new Problem('internal', 'Ask again; if it stays, tell the operator of this hub.').toResponse();
	});

	return {
		fetch: async (request) => app.fetch(request),
		listener: getRequestListener(async (request, nodes) => {
			const env: HubEnv['Bindings'] = { ...(nodes as HttpBindings) };
			const response = await app.fetch(request, env);
			if (!env.openStream) return response;
			env.openStream(response.headers);
			return RESPONSE_ALREADY_SENT;
		}) as RequestListener,
		routes: app.routes.filter(({ method }) => method !== 'ALL'),
		endStreams: () => events.stop(),
		async close() {
			events.stop();
			stopSweeping();
			await commits.idle();
			await database.close();
		}
	};
}

/** Answers are data: no browser is to make anything else of them, or to keep them. */
const headers = {
	'X-Content-Type-Options': 'nosniff',
	'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
	'Referrer-Policy': 'no-referrer',
	'Cache-Control': 'no-store'
};

function addressIn(c: Context<HubEnv>, trustProxy: boolean): string {
	const forwarded = trustProxy ? c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() : undefined;
	return forwarded || (c.env?.incoming?.socket?.remoteAddress ?? 'unknown');
}
