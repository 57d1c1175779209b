import { ok, type Result } from '$lib/domain/result';
import type { RoompassDatabase } from '$lib/journal/database';
import { HubClient, type HubError, type HubPorts } from './hub-client';
import { readHubState, type TabletKey } from './hub-state';

/** What a member's tablet works with, in front of its hub. */
export interface MemberPorts extends HubPorts {
	readonly database: RoompassDatabase;
	readonly tablet: TabletKey;
}

/** A client that signs as this tablet, with what is known of the hub's clock. */
export async function memberClient(ports: MemberPorts): Promise<HubClient> {
	return new HubClient(ports, ports.tablet, (await readHubState(ports.database))?.clockOffset);
}

/** Lets a member speak at the hub. Whom the hub has put out it does not let in again. May be repeated. */
export async function addHubMember(
	client: HubClient,
	workspace: string,
	{ id, signingKey }: { readonly id: string; readonly signingKey: string }
): Promise<Result<void, HubError>> {
	const answer = await client.ask({
		method: 'POST',
		target: `/v1/workspaces/${workspace}/members`,
		body: new TextEncoder().encode(JSON.stringify({ member: id, signingKey })),
		bodyType: 'application/json',
		answerType: null
	});
	return answer.ok ? ok(undefined) : answer;
}

/** Puts a member out: the hub takes nothing from it any more, and gives it nothing. May be repeated. */
export async function removeHubMember(
	client: HubClient,
	workspace: string,
	member: string
): Promise<Result<void, HubError>> {
	const target = `/v1/workspaces/${workspace}/members/${member}`;
	const answer = await client.ask({ method: 'DELETE', target, answerType: null });
	return answer.ok ? ok(undefined) : answer;
}
