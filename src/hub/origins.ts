import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { HubContext, HubEnv } from './context';

/** So many origins are named in the log; of the others it is counted that they came. */
const mostNamed = 50;
/** Longer ones are cut in the log. */
const longestOrigin = 200;

/**
 * Lets apps from the allowed origins speak to the hub (CORS). What comes from another origin is answered as well, and its
 * browser keeps the answer from it: so the operator is told, once for each origin, which one ALLOWED_ORIGINS may lack.
 */
export function origins(
	{ log, metrics }: Pick<HubContext, 'log' | 'metrics'>,
	allowed: readonly string[]
): MiddlewareHandler<HubEnv> {
	const named = new Set<string>();
	const answer = cors({
		origin: [...allowed],
		allowHeaders: ['Authorization', 'Content-Type'],
		allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
		exposeHeaders: ['Retry-After'],
		maxAge: 86_400
	});
	return async (c, next) => {
		const origin = c.req.header('Origin');
		if (origin !== undefined && !allowed.includes(origin) && !isOwn(origin, c.req)) {
			metrics.refusedOrigins.inc();
			const name = origin.slice(0, longestOrigin);
			if (!named.has(name) && named.size < mostNamed) {
				named.add(name);
				log('warn', 'origin not allowed: if the app is served from there, add it to ALLOWED_ORIGINS', {
					origin: name
				});
			}
		}
		return allowed.length > 0 ? answer(c, next) : next();
	};
}

/** Whether a request comes from the app that this hub serves: browsers name the origin of these, too, unless they only read. */
function isOwn(origin: string, request: { header(name: string): string | undefined }): boolean {
	if (request.header('Sec-Fetch-Site') === 'same-origin') return true;
	try {
		return new URL(origin).host === (request.header('X-Forwarded-Host') ?? request.header('Host'));
	} catch {
		return false;
	}
}
