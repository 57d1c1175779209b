import type { HttpBindings } from '@hono/node-server';
import type { Context, Env } from 'hono';
import * as v from 'valibot';
import type { Commits } from './commits';
import type { Database } from './database/database';
import type { Events } from './events';
import type { Limits } from './limits';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { Problem } from './problems';

/** What the modules of a hub work with. */
export interface HubContext {
	readonly database: Database;
	readonly commits: Commits;
	readonly events: Events;
	readonly limits: Limits;
	readonly metrics: Metrics;
	readonly log: Log;
	/** Ms since 1970. */
	readonly now: () => number;
	/** Address of whoever asks, as limits tell them apart. */
	readonly addressOf: (c: Context) => string;
	/** Where new workspaces need the operator's token. */
	readonly signUpToken: string | null;
}

/** Hono's environment: Node's own request and response, where the hub is served over HTTP. */
export interface HubEnv extends Env {
	Bindings: Partial<HttpBindings> & {
		/** Set by a handler that goes on writing to Node's response itself: called with the headers of its answer. */
		openStream?: (headers: Headers) => void;
	};
	Variables: {
		member: string;
		workspace: string;
		/** Of the signed request, 32 hex digits. */
		nonce: string;
	};
}

/** A JSON body by its schema. Ends the request where it is anything else. */
export async function jsonBody<S extends v.GenericSchema>(c: Context, schema: S): Promise<v.InferOutput<S>> {
	const type = c.req.header('Content-Type') ?? '';
	if (!/^application\/json\b/i.test(type))
		throw new Problem('media-type', 'Send the body as application/json.');
	let value: unknown;
	try {
		value = await c.req.json();
	} catch (thrown) {
		if (thrown instanceof Problem) throw thrown;
		throw new Problem('malformed', 'The body is not JSON.');
	}
	const parsed = v.safeParse(schema, value, { abortEarly: true });
	if (parsed.success) return parsed.output;
	const [issue] = parsed.issues;
	const where = issue.path?.map(({ key }) => String(key)).join('.') ?? '';
	throw new Problem(
		'malformed',
		`The body is not as documented in /openapi.json${where ? `: ${where}` : ''}.`
	);
}

/** An id of the path, 32 hex digits. Ends the request where it is none. */
export function idOf(c: Context, name: string): string {
	const id = c.req.param(name) ?? '';
	if (!/^[0-9a-f]{32}$/.test(id))
		throw new Problem('malformed', `${name} in the path must be 32 hex digits.`);
	return id;
}
