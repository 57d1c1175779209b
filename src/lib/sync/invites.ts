import * as v from 'valibot';
import { err, ok, type Result } from '$lib/domain/result';
import { base64ToBytes, bytesToBase64, bytesToBase64Url, bytesToHex, sha256 } from '$lib/protocol/bytes';
import { inviteStateSchema, type InviteKeys } from '$lib/protocol/hub/invite';
import type { HubClient, HubError, HubRequest } from './hub-client';

/**
 * What tablets ask a hub about an invitation; the table of calls is in protocol/hub/invite. Each call may be repeated, but
 * for a second package, which is refused as `InviteEnded`.
 */
export type InviteCallError =
	| HubError
	/** Unknown, withdrawn, used, or older than ten minutes: the hub does not tell them apart. */
	| { readonly type: 'InviteEnded' };

/** How an invitation stands. */
export type InviteStanding =
	| { readonly type: 'open' }
	| { readonly type: 'answered'; readonly answer: Uint8Array<ArrayBuffer> }
	| { readonly type: 'packed'; readonly package: Uint8Array<ArrayBuffer> };

/** Makes an invitation known. */
export async function postInvite(
	client: HubClient,
	workspace: string,
	{ id, token }: InviteKeys
): Promise<Result<void, HubError>> {
	const body = { invite: id, tokenHash: bytesToHex(await sha256(token)) };
	const answer = await client.askJson({
		method: 'POST',
		target: `/v1/workspaces/${workspace}/invites`,
		...json(body),
		answerType: 'application/json'
	});
	return answer.ok ? ok(undefined) : answer;
}

/** How an invitation stands, as a member asks. */
export function getInvite(
	client: HubClient,
	workspace: string,
	invite: string
): Promise<Result<InviteStanding, InviteCallError>> {
	return stateAt(client, { target: `/v1/workspaces/${workspace}/invites/${invite}` });
}

/** Withdraws an invitation, answered or not. */
export async function deleteInvite(
	client: HubClient,
	workspace: string,
	invite: string
): Promise<Result<void, HubError>> {
	const target = `/v1/workspaces/${workspace}/invites/${invite}`;
	const answer = await client.ask({ method: 'DELETE', target, answerType: null });
	return answer.ok ? ok(undefined) : answer;
}

/** Leaves the sealed package for the tablet that has answered. */
export async function putPackage(
	client: HubClient,
	workspace: string,
	invite: string,
	sealed: Uint8Array
): Promise<Result<void, InviteCallError>> {
	const answer = await client.ask({
		method: 'PUT',
		target: `/v1/workspaces/${workspace}/invites/${invite}/package`,
		...json({ package: bytesToBase64(sealed) }),
		answerType: null
	});
	return answer.ok ? ok(undefined) : err(named(answer.error));
}

/** Answers an invitation: as the first one, or again with the same bytes. */
export async function postAnswer(
	client: HubClient,
	{ id, token }: Pick<InviteKeys, 'id' | 'token'>,
	sealed: Uint8Array
): Promise<Result<void, InviteCallError>> {
	const answer = await client.ask({
		method: 'POST',
		target: `/v1/invites/${id}/answer`,
		...json({ answer: bytesToBase64(sealed) }),
		authorization: authorizationOf(token),
		answerType: null
	});
	return answer.ok ? ok(undefined) : err(named(answer.error));
}

/** How an invitation stands, as the tablet asks that has scanned it. */
export function getAnswered(
	client: HubClient,
	{ id, token }: Pick<InviteKeys, 'id' | 'token'>
): Promise<Result<InviteStanding, InviteCallError>> {
	return stateAt(client, { target: `/v1/invites/${id}`, authorization: authorizationOf(token) });
}

async function stateAt(
	client: HubClient,
	request: Pick<HubRequest, 'target' | 'authorization'>
): Promise<Result<InviteStanding, InviteCallError>> {
	const answer = await client.askJson({ method: 'GET', ...request, answerType: 'application/json' });
	if (!answer.ok) return err(named(answer.error));
	const parsed = v.safeParse(inviteStateSchema, answer.value);
	if (!parsed.success) return err({ type: 'NoHub', status: 200 });
	const { output } = parsed;
	try {
		if (output.state === 'answered') return ok({ type: 'answered', answer: base64ToBytes(output.answer) });
		if (output.state === 'packed') return ok({ type: 'packed', package: base64ToBytes(output.package) });
	} catch {
		return err({ type: 'NoHub', status: 200 });
	}
	return ok({ type: 'open' });
}

function named(error: HubError): InviteCallError {
	return error.type === 'Refused' && error.problem === 'invite-unknown' ? { type: 'InviteEnded' } : error;
}

function authorizationOf(token: Uint8Array): string {
	return `Roompass-Invite ${bytesToBase64Url(token)}`;
}

function json(body: object): Pick<HubRequest, 'body' | 'bodyType'> {
	return { body: new TextEncoder().encode(JSON.stringify(body)), bodyType: 'application/json' };
}
