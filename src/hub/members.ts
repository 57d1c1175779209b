import type { Context, MiddlewareHandler } from 'hono';
import {
	isRequestSignedBy,
	parseAuthorization,
	requestLifetime,
	type Authorization
} from '$lib/protocol/hub/signed-request';
import { importVerifyingKey } from '$lib/protocol/signing';
import { bytesOfHex } from './bytes';
import { idOf, type HubContext, type HubEnv } from './context';
import { withRetries } from './database/retry';
import { TokenBuckets } from './limits';
import { Nonces } from './nonces';
import { Problem } from './problems';

/** How long a member's key is believed without asking the database again, in ms, should the news of its removal be lost. */
const keyLifetime = 5_000;

/** Who may speak for a workspace. */
export class Members {
	readonly #keys = new Map<string, { key: CryptoKey | null; until: number }>();
	readonly #nonces: Nonces;
	readonly #requests: TokenBuckets;
	/** Of what was signed earlier nobody knows whether it was received. */
	readonly #since: number;

	constructor(private readonly hub: HubContext) {
		this.#nonces = new Nonces(hub.now);
		this.#since = hub.now();
		const { memberRequests } = hub.limits;
		this.#requests = new TokenBuckets(2 * memberRequests, 60_000 / memberRequests, hub.now);
		hub.events.onMemberRemoved((workspace, member) => this.changed(workspace, member));
	}

	/** Lets a request through that says it is of a member: before megabytes are read of somebody whom nobody knows. */
	readonly known: MiddlewareHandler<HubEnv> = async (c, next) => {
		await this.#signer(c);
		await next();
	};

	/** Lets a request through that a member of the workspace in its path has signed. */
	readonly signed: MiddlewareHandler<HubEnv> = async (c, next) => {
		const { workspace, authorization, key } = await this.#signer(c);
		const { member } = authorization;
		const { pathname, search } = new URL(c.req.url);
		const body = new Uint8Array(await c.req.arrayBuffer());
		const request = { method: c.req.method, target: pathname + search, body };
		if (!(await isRequestSignedBy(authorization, key, request))) throw notSigned();
		if (!this.#nonces.take(authorization.nonce)) throw new Problem('replayed', 'Sign each request anew.');
		const bucket = workspace + member;
		if (!this.#requests.take(bucket))
			throw new Problem('too-many', 'Ask again later.', {}, this.#requests.retryAfter(bucket));
		c.set('workspace', workspace);
		c.set('member', member);
		c.set('nonce', authorization.nonce);
		await next();
	};

	/** Forgets a member's key, so that what was changed counts at once. */
	changed(workspace: string, member: string): void {
		this.#keys.delete(workspace + member);
	}

	/** Who says to have signed a request, and the key by which that is seen. */
	async #signer(c: Context<HubEnv>): Promise<Signer> {
		const workspace = idOf(c, 'workspace');
		const authorization = parseAuthorization(c.req.header('Authorization'));
		if (!authorization)
			throw new Problem(
				'not-signed',
				'Sign the request as described in /openapi.json (Authorization: Roompass …).'
			);
		const now = this.hub.now();
		// A clock that was set back meanwhile gives nobody a time that would do.
		const isOfBefore = authorization.time < this.#since && this.#since <= now;
		if (Math.abs(authorization.time - now) > requestLifetime || isOfBefore)
			throw new Problem('clock-off', 'Sign the request again with the hub’s time, which is in `now`.', {
				now
			});
		const key = await this.#keyOf(workspace, authorization.member);
		if (!key) throw notSigned();
		return { workspace, authorization, key };
	}

	async #keyOf(workspace: string, member: string): Promise<CryptoKey | null> {
		const known = this.#keys.get(workspace + member);
		if (known && known.until > this.hub.now()) return known.key;
		const [row] = await withRetries(() =>
			this.hub.database.query<{ signing_key: Uint8Array }>(
				'select signing_key from members where workspace = $1 and id = $2 and removed_at is null',
				[bytesOfHex(workspace), bytesOfHex(member)]
			)
		);
		const key = row ? await importVerifyingKey(new Uint8Array(row.signing_key)) : null;
		// Who is not known is asked for again: the next moment may let him in.
		if (key) this.#keys.set(workspace + member, { key, until: this.hub.now() + keyLifetime });
		if (this.#keys.size > 10_000) this.#keys.clear();
		return key;
	}
}

interface Signer {
	readonly workspace: string;
	readonly authorization: Authorization;
	readonly key: CryptoKey;
}

function notSigned(): Problem {
	return new Problem('not-signed', 'This tablet is no member here, or the request was changed on the way.');
}
