import { Hono } from 'hono';
import { timingSafeEqual } from 'node:crypto';
import { isMembershipSignedBy, memberBodySchema, workspaceBodySchema } from '$lib/protocol/hub/workspace';
import { importVerifyingKey } from '$lib/protocol/signing';
import { workspaceIdOf } from '$lib/protocol/workspace-id';
import { bytesOfBase64, bytesOfHex, hashOf } from './bytes';
import { idOf, jsonBody, type HubContext, type HubEnv } from './context';
import { withRetries } from './database/retry';
import { bodyUpTo, maxJsonBytes, TokenBuckets } from './limits';
import type { Members } from './members';
import { Problem } from './problems';

/** Workspaces and who may speak for them: protocol/hub/workspace. */
export function workspaces(hub: HubContext, members: Members): Hono<HubEnv> {
	const app = new Hono<HubEnv>();
	const { newWorkspaces, newWorkspaceEvery } = hub.limits;
	const founded = new TokenBuckets(newWorkspaces, newWorkspaceEvery, hub.now);

	const memberRow = ({ workspace, member, signingKey }: Membership) => [
		bytesOfHex(workspace),
		bytesOfHex(member),
		signingKey,
		hub.now()
	];

	app.post('/v1/workspaces', bodyUpTo(maxJsonBytes), async (c) => {
		const { rootKey, member, signingKey, proof, signUpToken } = await jsonBody(c, workspaceBodySchema);
		const root = bytesOfBase64(rootKey);
		const workspace = await workspaceIdOf(root);
		const membership = { workspace, member, signingKey: bytesOfBase64(signingKey) };
		if (!(await isFounded(root, membership, bytesOfBase64(proof))))
			throw new Problem('not-signed', 'The proof is not the founding key’s signature.');
		await assertPoint(membership.signingKey);
		const known = await withRetries(() =>
			hub.database.query('select from workspaces where id = $1', [bytesOfHex(workspace)])
		);
		const isNew = known.length === 0;
		if (isNew && hub.signUpToken !== null && !isSameToken(hub.signUpToken, signUpToken))
			throw new Problem('sign-up-refused', 'Ask the operator of this hub for its sign-up token.');
		const address = hub.addressOf(c);
		if (isNew && hub.signUpToken === null && !founded.take(address))
			throw new Problem(
				'too-many',
				'Too many new workspaces came from this address.',
				{},
				founded.retryAfter(address)
			);
		await withRetries(() =>
			hub.database.query(
				`with made as (
					insert into workspaces (id, created_at) values ($1, $4::bigint) on conflict do nothing
				) ${letIn}`,
				memberRow(membership)
			)
		);
		members.changed(workspace, member);
		return c.json({}, isNew ? 201 : 200);
	});

	app.post('/v1/workspaces/:workspace/members', bodyUpTo(maxJsonBytes), members.signed, async (c) => {
		const { member, signingKey } = await jsonBody(c, memberBodySchema);
		const membership = { workspace: c.var.workspace, member, signingKey: bytesOfBase64(signingKey) };
		await assertPoint(membership.signingKey);
		await withRetries(() => hub.database.query(letIn, memberRow(membership)));
		members.changed(membership.workspace, member);
		return c.body(null, 204);
	});

	app.delete('/v1/workspaces/:workspace/members/:member', members.signed, async (c) => {
		const member = idOf(c, 'member');
		await withRetries(() =>
			hub.database.query(
				`with removed as (
					update members set removed_at = $3::bigint
					where workspace = $1 and id = $2 and removed_at is null returning workspace, id
				)
				select pg_notify('roompass', 'm ' || hex(workspace) || ' ' || hex(id)) from removed`,
				[bytesOfHex(c.var.workspace), bytesOfHex(member), hub.now()]
			)
		);
		hub.events.memberRemoved(c.var.workspace, member);
		return c.body(null, 204);
	});

	return app;
}

type Membership = Parameters<typeof isMembershipSignedBy>[1];

/** A member is let in once: who was removed, or has another key, comes back under another id. */
const letIn =
	'insert into members (workspace, id, signing_key, added_at) values ($1, $2, $3, $4::bigint) on conflict do nothing';

async function isFounded(
	root: Uint8Array<ArrayBuffer>,
	membership: Membership,
	proof: Uint8Array<ArrayBuffer>
): Promise<boolean> {
	try {
		return await isMembershipSignedBy(await importVerifyingKey(root), membership, proof);
	} catch {
		return false;
	}
}

async function assertPoint(key: Uint8Array<ArrayBuffer>): Promise<void> {
	try {
		await importVerifyingKey(key);
	} catch {
		throw new Problem('malformed', 'signingKey is no point on P-256.');
	}
}

function isSameToken(expected: string, given: string | undefined): boolean {
	return timingSafeEqual(bytesOfHex(hashOf(expected)), bytesOfHex(hashOf(given ?? '')));
}
