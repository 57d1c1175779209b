import type { MemberId } from '$lib/domain/ids';
import { err, ok, type Result } from '$lib/domain/result';
import { storageError } from '$lib/journal/database';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { bytesToBase64 } from '$lib/protocol/bytes';
import { comparisonWords } from '$lib/protocol/comparison-words';
import {
	encodeInvite,
	inviteKeysOf,
	inviteLifetime,
	newInvite,
	openAnswer,
	sealPackage,
	type InviteKeys,
	type InvitePackage,
	type Joiner
} from '$lib/protocol/hub/invite';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { importVerifyingKey } from '$lib/protocol/signing';
import { syncWithHub, type SyncError, type SyncPorts } from '$lib/sync/engine';
import type { HubError } from '$lib/sync/hub-client';
import { addHubMember, memberClient, type MemberPorts } from '$lib/sync/hub-members';
import { deleteInvite, getInvite, postInvite, putPackage, type InviteCallError } from '$lib/sync/invites';
import { removeTablet, type RemoveTabletError } from './remove-tablet';

/** The first tablet's side of an invitation; protocol/hub/invite draws both. */
export interface InvitePorts extends SyncPorts, MemberPorts {}

/** An invitation that the hub knows. */
export interface IssuedInvite {
	readonly keys: InviteKeys;
	/** Text of its QR. */
	readonly text: string;
	/** Ms since 1970, by this tablet's clock. */
	readonly endsAt: number;
}

/** Who has answered. */
export interface InviteAnswer {
	readonly joiner: Joiner;
	/** What the other tablet shows, too, if it is the one. */
	readonly words: readonly [string, string, string];
}

export type LookForAnswerError =
	| InviteCallError
	/** Not made with this invitation, or in the name of another tablet. */
	| { readonly type: 'AnswerStrange' };

export type LetTabletInError = InviteCallError | SyncError | AppendError;

/** Makes an invitation. */
export async function issueInvite(
	workspace: Workspace,
	ports: InvitePorts
): Promise<Result<IssuedInvite, HubError>> {
	const invite = newInvite(workspace.id);
	const keys = await inviteKeysOf(invite);
	const endsAt = ports.now() + inviteLifetime;
	const posted = await postInvite(await memberClient(ports), workspace.id, keys);
	if (!posted.ok) return posted;
	return ok({ keys, text: envelopeToQrText('invite', encodeInvite(invite)), endsAt });
}

/** Looks whether somebody has answered; `null`: not yet. */
export async function lookForAnswer(
	workspace: Workspace,
	ports: InvitePorts,
	{ keys }: IssuedInvite
): Promise<Result<InviteAnswer | null, LookForAnswerError>> {
	const standing = await getInvite(await memberClient(ports), workspace.id, keys.id);
	if (!standing.ok) return standing;
	if (standing.value.type !== 'answered') return ok(null);
	const sealed = standing.value.answer;
	const joiner = await openAnswer(sealed, keys);
	if (!joiner || !(await canJoin(workspace, joiner))) return err({ type: 'AnswerStrange' });
	return ok({ joiner, words: await comparisonWords(sealed) });
}

/**
 * Lets in the tablet that has answered. Whatever fails, doing it again goes on where it was, since each step may be repeated
 * and comes before what relies on it:
 * 1. it is asked whether the invitation still holds, so that nothing is begun that cannot be finished;
 * 2. the journal says that the tablet is a member, on this tablet's disk and then at the hub. Until the next steps it has no
 *    keys, and nobody listens to it;
 * 3. the hub listens to it. What it will say is believed, as step 2 is where everybody reads it;
 * 4. it is given the keys, last: with them it can read and write all at once, and is never there by half.
 * An invitation that ends between 2 and 4 leaves a member without keys: {@link callOffInvite} removes it.
 */
export async function letTabletIn(
	workspace: Workspace,
	ports: InvitePorts,
	{ keys }: IssuedInvite,
	{ member, name, signingKey, encryptionKey }: Joiner,
	secrets: Pick<InvitePackage, 'epochs' | 'recoveryRecipient'>
): Promise<Result<void, LetTabletInError>> {
	const client = await memberClient(ports);
	const standing = await getInvite(client, workspace.id, keys.id);
	if (!standing.ok) return standing;
	// The last try did it, and its answer was lost.
	if (standing.value.type === 'packed') return ok(undefined);
	const publicKeys = {
		signingKey: bytesToBase64(signingKey),
		encryptionKey: bytesToBase64(encryptionKey)
	};
	if (!workspace.state.members.has(member as MemberId)) {
		const body = { member, name, role: 'admin', ...publicKeys } as const;
		const added = await workspace.append([{ kind: 'member.added', body }]);
		if (!added.ok) return added;
	}
	try {
		const synced = await syncWithHub(ports);
		if (!synced.ok) return synced;
	} catch (thrown) {
		return err(storageError(thrown));
	}
	const listened = await addHubMember(client, workspace.id, {
		id: member,
		signingKey: publicKeys.signingKey
	});
	if (!listened.ok) return listened;
	const { epochs, recoveryRecipient } = secrets;
	const sealed = await sealPackage(keys, encryptionKey, {
		workspace: workspace.id,
		epochs,
		recoveryRecipient
	});
	return putPackage(client, workspace.id, keys.id, sealed);
}

/**
 * Ends an invitation: the words do not match, or nobody wants it any more.
 * @param joiner who has answered: where letting it in was begun, it is removed again
 */
export async function callOffInvite(
	workspace: Workspace,
	ports: InvitePorts,
	{ keys }: IssuedInvite,
	joiner: Joiner | null
): Promise<Result<void, RemoveTabletError>> {
	const member = joiner?.member as MemberId | undefined;
	if (member && workspace.state.members.has(member)) {
		const removed = await removeTablet(workspace, ports, member);
		if (!removed.ok) return removed;
	}
	return deleteInvite(await memberClient(ports), workspace.id, keys.id);
}

/** Whether the journal can take the tablet in: with a name, keys that are keys, and an id that is no other tablet's. */
async function canJoin(
	workspace: Workspace,
	{ member, name, signingKey, encryptionKey }: Joiner
): Promise<boolean> {
	if (name.trim() === '' || member === workspace.id) return false;
	const known = workspace.state.members.get(member as MemberId);
	if (known)
		return (
			known.removedKey === '' &&
			known.signingKey === bytesToBase64(signingKey) &&
			known.encryptionKey === bytesToBase64(encryptionKey)
		);
	try {
		// Both are points on the same curve.
		await Promise.all([signingKey, encryptionKey].map(importVerifyingKey));
		return true;
	} catch {
		return false;
	}
}
