import type { MemberId } from '$lib/domain/ids';
import { err, ok, type Result } from '$lib/domain/result';
import { storageError, type RoompassDatabase, type StorageError } from '$lib/journal/database';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { base64ToBytes, bytesToBase64 } from '$lib/protocol/bytes';
import { signMembership, type WorkspaceBody } from '$lib/protocol/hub/workspace';
import { connectHub } from '$lib/sync/connection';
import { HubClient, type HubError, type HubPorts } from '$lib/sync/hub-client';
import { addHubMember, removeHubMember } from '$lib/sync/hub-members';
import type { TabletKey } from '$lib/sync/hub-state';
import { operationsOf } from '$lib/sync/operations';

export type ConnectHubError =
	| HubError
	/** New workspaces need the operator's token: none was given, or another one. */
	| { readonly type: 'SignUpTokenNeeded'; readonly wasGiven: boolean }
	/** This tablet was removed, or it has no founding key and nobody has let it in at this hub. */
	| { readonly type: 'NotLetIn' };

export interface ConnectPorts extends HubPorts {
	readonly database: RoompassDatabase;
	readonly tablet: TabletKey;
	/** The founding key; `null` where this tablet is no owner's. */
	readonly rootKey: CryptoKey | null;
}

/**
 * Connects a workspace to a hub, and tells it who is a member: it may be another hub than before, or one that has forgotten. An
 * owner's tablet makes itself known with the founding key, which makes the workspace there where the hub does not know it;
 * another tablet has been let in by its invitation, or by an owner's tablet that was connected before it.
 * @param signUpToken what the hub's operator gave; empty: none
 */
export async function connectWorkspace(
	workspace: Workspace,
	ports: ConnectPorts,
	signUpToken = ''
): Promise<Result<void, ConnectHubError | StorageError>> {
	const known = ports.rootKey
		? await introduce(workspace, ports, ports.rootKey, signUpToken.trim())
		: await isLetIn(workspace, ports);
	if (!known.ok) return known;
	const told = await tellMembers(workspace, ports);
	if (!told.ok) return told;
	// First, so that nothing is made in between that the hub does not hear of.
	const before = workspace.makeOperations;
	workspace.makeOperations = operationsOf;
	try {
		await connectHub(ports.database, workspace.id, ports.now());
		return ok(undefined);
	} catch (thrown) {
		workspace.makeOperations = before;
		return err(storageError(thrown));
	}
}

/**
 * Tells the hub who is a member and who was removed: to a new connection, and where the hub was set back to an older backup.
 * Whom the hub has put out it does not let in again, so a journal that is not the newest does no harm.
 */
export async function tellMembers(
	workspace: Workspace,
	ports: Omit<ConnectPorts, 'rootKey'>
): Promise<Result<void, ConnectHubError>> {
	const client = new HubClient(ports, ports.tablet);
	for (const member of workspace.state.members.values()) {
		if (member.id === workspace.member) continue;
		const told =
			member.removedKey === ''
				? await addHubMember(client, workspace.id, member)
				: await removeHubMember(client, workspace.id, member.id);
		if (!told.ok) return err(namedForMember(told.error));
	}
	return ok(undefined);
}

async function introduce(
	workspace: Workspace,
	ports: ConnectPorts,
	rootKey: CryptoKey,
	signUpToken: string
): Promise<Result<void, ConnectHubError>> {
	const { signingKey } = workspace.state.members.get(workspace.member as MemberId)!;
	const membership = {
		workspace: workspace.id,
		member: workspace.member,
		signingKey: base64ToBytes(signingKey)
	};
	const body: WorkspaceBody = {
		rootKey: workspace.state.rootKey,
		member: workspace.member,
		signingKey,
		proof: bytesToBase64(await signMembership(rootKey, membership)),
		...(signUpToken && { signUpToken })
	};
	const answer = await new HubClient(ports, null).ask({
		method: 'POST',
		target: '/v1/workspaces',
		body: new TextEncoder().encode(JSON.stringify(body)),
		bodyType: 'application/json',
		answerType: 'application/json'
	});
	if (answer.ok) return ok(undefined);
	const { error } = answer;
	const needsToken = error.type === 'Refused' && error.problem === 'sign-up-refused';
	return err(needsToken ? { type: 'SignUpTokenNeeded', wasGiven: signUpToken !== '' } : error);
}

/** Asks for what comes after everything, which only a member may. */
async function isLetIn(workspace: Workspace, ports: ConnectPorts): Promise<Result<void, ConnectHubError>> {
	const answer = await new HubClient(ports, ports.tablet).ask({
		method: 'GET',
		target: `/v1/workspaces/${workspace.id}/pull?after=${Number.MAX_SAFE_INTEGER}`,
		answerType: 'application/cbor'
	});
	return answer.ok ? ok(undefined) : err(namedForMember(answer.error));
}

function namedForMember(error: HubError): ConnectHubError {
	return error.type === 'Refused' && error.problem === 'not-signed' ? { type: 'NotLetIn' } : error;
}
