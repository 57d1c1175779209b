import { Hono, type Context } from 'hono';
import { timingSafeEqual } from 'node:crypto';
import {
	answerBodySchema,
	inviteBodySchema,
	inviteLifetime,
	packageBodySchema,
	type InviteState
} from '$lib/protocol/hub/invite';
import { base64UrlToBytes } from '$lib/protocol/bytes';
import { base64Of, bytesOfBase64, bytesOfHex, hashOf, hexOf } from './bytes';
import { idOf, jsonBody, type HubContext, type HubEnv } from './context';
import { withRetries } from './database/retry';
import { bodyUpTo, maxJsonBytes } from './limits';
import type { Members } from './members';
import { Problem } from './problems';

interface InviteRow {
	readonly [column: string]: unknown;
	readonly token_hash: Uint8Array;
	readonly expires_at: number;
	readonly answer: Uint8Array | null;
	readonly package: Uint8Array | null;
}

/** Invitations by which a tablet joins a workspace: protocol/hub/invite. The hub carries sealed bytes between the two. */
export function invites(hub: HubContext, members: Members): Hono<HubEnv> {
	const app = new Hono<HubEnv>();
	const path = '/v1/workspaces/:workspace/invites';
	const query = <R extends Record<string, unknown>>(text: string, parameters: readonly unknown[]) =>
		withRetries(() => hub.database.query<R>(text, parameters));

	app.post(path, bodyUpTo(maxJsonBytes), members.signed, async (c) => {
		const { invite, tokenHash } = await jsonBody(c, inviteBodySchema);
		const expiresAt = hub.now() + inviteLifetime;
		await query(
			`insert into invites (id, workspace, token_hash, expires_at) values ($1, $2, $3, $4::bigint)
			on conflict do nothing`,
			[bytesOfHex(invite), bytesOfHex(c.var.workspace), bytesOfHex(tokenHash), expiresAt]
		);
		return c.json({ state: 'open', expiresAt } satisfies InviteState, 201);
	});

	app.get(`${path}/:invite`, members.signed, async (c) => {
		const [row] = await query<InviteRow>(
			'select * from invites where id = $1 and workspace = $2 and expires_at > $3::bigint',
			[bytesOfHex(idOf(c, 'invite')), bytesOfHex(c.var.workspace), hub.now()]
		);
		return c.json(stateOf(row));
	});

	app.put(`${path}/:invite/package`, bodyUpTo(maxJsonBytes), members.signed, async (c) => {
		const { package: bytes } = await jsonBody(c, packageBodySchema);
		const rows = await query(
			`update invites set package = $4
			where id = $1 and workspace = $2 and expires_at > $3::bigint and answer is not null
				and (package is null or package = $4)
			returning 1`,
			[bytesOfHex(idOf(c, 'invite')), bytesOfHex(c.var.workspace), hub.now(), bytesOfBase64(bytes)]
		);
		if (rows.length === 0) throw unknownInvite();
		return c.body(null, 204);
	});

	app.delete(`${path}/:invite`, members.signed, async (c) => {
		// It stays known for a while: the request that made it, repeated by somebody who has seen it, makes it no more.
		await query(
			`update invites set expires_at = least(expires_at, $3::bigint), answer = null, package = null
			where id = $1 and workspace = $2`,
			[bytesOfHex(idOf(c, 'invite')), bytesOfHex(c.var.workspace), hub.now()]
		);
		return c.body(null, 204);
	});

	app.post('/v1/invites/:invite/answer', bodyUpTo(maxJsonBytes), async (c) => {
		const id = bytesOfHex(idOf(c, 'invite'));
		const { answer } = await jsonBody(c, answerBodySchema);
		await heldInvite(c, id);
		// Answered once: by whoever was first. The same answer again is the same one.
		const rows = await query(
			'update invites set answer = $2 where id = $1 and (answer is null or answer = $2) returning 1',
			[id, bytesOfBase64(answer)]
		);
		if (rows.length === 0) throw unknownInvite();
		return c.body(null, 204);
	});

	app.get('/v1/invites/:invite', async (c) =>
		c.json(stateOf(await heldInvite(c, bytesOfHex(idOf(c, 'invite')))))
	);

	/** The invite, to whoever has its token. */
	async function heldInvite(c: Context, id: Uint8Array): Promise<InviteRow> {
		const match = /^Roompass-Invite ([\w-]{43})$/.exec(c.req.header('Authorization') ?? '');
		if (!match)
			throw new Problem('malformed', 'Authorization: Roompass-Invite … is missing; see /openapi.json.');
		const [row] = await query<InviteRow>('select * from invites where id = $1 and expires_at > $2::bigint', [
			id,
			hub.now()
		]);
		const given = bytesOfHex(hashOf(base64UrlToBytes(match[1]!)));
		if (!row || !timingSafeEqual(bytesOfHex(hexOf(row.token_hash)), given)) throw unknownInvite();
		return row;
	}

	return app;
}

function stateOf(row: InviteRow | undefined): InviteState {
	if (!row) throw unknownInvite();
	const { expires_at: expiresAt } = row;
	if (row.package) return { state: 'packed', expiresAt, package: base64Of(row.package) };
	if (row.answer) return { state: 'answered', expiresAt, answer: base64Of(row.answer) };
	return { state: 'open', expiresAt };
}

function unknownInvite(): Problem {
	return new Problem('invite-unknown', 'Ask for a new invitation on the first tablet.');
}
