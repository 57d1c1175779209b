import * as v from 'valibot';
import { err, ok, type Result } from '$lib/domain/result';
import { storageError, type RoompassDatabase, type StorageError } from '$lib/journal/database';
import { comparisonWords } from '$lib/protocol/comparison-words';
import {
	inviteKeysOf,
	inviteLifetime,
	openPackage,
	parseInvite,
	sealAnswer,
	type Invite,
	type InviteKeys
} from '$lib/protocol/hub/invite';
import { readQrText, type HandOffKind } from '$lib/protocol/qr-text';
import { HubClient, type HubPorts } from '$lib/sync/hub-client';
import { hubRow, newHubState } from '$lib/sync/hub-state';
import { getAnswered, postAnswer, type InviteCallError } from '$lib/sync/invites';
import { generateEncryptionKey, type NewEncryptionKey } from '$lib/vault/keys';
import type { VaultPorts } from '$lib/vault/ports';
import { vaultSecretsSchema, type VaultSecrets } from '$lib/vault/secrets';
import { createVault, type OpenVault } from '$lib/vault/vault';
import { storeNewWorkspace } from './create-workspace';
import { refusalOf, type TextRefusal } from './scan-refusal';
import { newTabletMember, tabletRow, type TabletMember } from './tablet';

/** The second tablet's side of an invitation; protocol/hub/invite draws both. */
export interface JoinPorts extends HubPorts {
	readonly database: RoompassDatabase;
	readonly vault: VaultPorts;
}

/** Why scanned text is no invitation: named for what it is. */
export type InviteRefusal =
	| TextRefusal
	/** What passes between a device and a tablet. */
	| { readonly type: 'HandOffInstead'; readonly kind: Exclude<HandOffKind, 'invite'> };

/** This tablet as it asks to be let in. Its keys are in memory alone until it is. */
export interface Applicant {
	readonly invite: Invite;
	readonly keys: InviteKeys;
	readonly tablet: TabletMember;
	readonly encryption: NewEncryptionKey;
	/** Sealed; sent again, it is the same one. */
	readonly answer: Uint8Array<ArrayBuffer>;
	/** What the other tablet shows, too, if it was this answer that it got. */
	readonly words: readonly [string, string, string];
	/** Ms since 1970, by this tablet's clock: the invitation has ended by then. */
	readonly until: number;
}

export type LookForPackageError =
	| InviteCallError
	/** Not sealed to this tablet, or with content that makes no sense. */
	| { readonly type: 'PackageStrange' };

export type StoreJoinedError =
	{ readonly type: 'PassphraseTooShort' } | { readonly type: 'VaultExists' } | StorageError;

/** Takes what was scanned, pasted or typed. */
export function readInvite(text: string): Result<Invite, InviteRefusal> {
	const scanned = readQrText(text.trim());
	if (!('envelope' in scanned)) return err(refusalOf(scanned, text));
	if (scanned.type !== 'invite') return err({ type: 'HandOffInstead', kind: scanned.type });
	const invite = parseInvite(scanned.envelope);
	return invite ? ok(invite) : err({ type: 'Damaged' });
}

/** Makes this tablet's keys and seals its answer. Nothing has left the tablet then, and nothing is stored. */
export async function prepareAnswer(invite: Invite, name: string, now: number): Promise<Applicant> {
	const [keys, { tablet, publicKey }, encryption] = await Promise.all([
		inviteKeysOf(invite),
		newTabletMember(name),
		generateEncryptionKey()
	]);
	const answer = await sealAnswer(keys, {
		member: tablet.id,
		name: tablet.name,
		signingKey: publicKey,
		encryptionKey: encryption.publicKey
	});
	const words = await comparisonWords(answer);
	return { invite, keys, tablet, encryption, answer, words, until: now + inviteLifetime };
}

/** Sends the answer. May be repeated. */
export function sendAnswer(
	ports: HubPorts,
	{ keys, answer }: Applicant
): Promise<Result<void, InviteCallError>> {
	return postAnswer(new HubClient(ports, null), keys, answer);
}

/**
 * Looks whether the other tablet has let this one in; `null`: not yet. A hub that has lost the answer, as after a restore
 * from an older backup, gets it again.
 */
export async function lookForPackage(
	ports: HubPorts,
	{ invite, keys, encryption, answer }: Applicant
): Promise<Result<VaultSecrets | null, LookForPackageError>> {
	const client = new HubClient(ports, null);
	const standing = await getAnswered(client, keys);
	if (!standing.ok) return standing;
	if (standing.value.type === 'open') {
		const sent = await postAnswer(client, keys, answer);
		return sent.ok ? ok(null) : sent;
	}
	if (standing.value.type !== 'packed') return ok(null);
	const content = await openPackage(standing.value.package, invite, keys, encryption.pair);
	// Without the founding key: whoever has it could come back by himself after being removed.
	const { privateKey: encryptionKey } = encryption;
	const secrets = v.safeParse(vaultSecretsSchema, { version: 1, ...content, rootKey: null, encryptionKey });
	return content && secrets.success ? ok(secrets.output) : err({ type: 'PackageStrange' });
}

/**
 * Stores the workspace on this empty tablet, connected to the hub and with nothing in it yet: from here on a tablet that is
 * switched off has lost nothing, and pulls the rest when it is unlocked.
 * @param passphrase what this tablet will be unlocked with
 */
export async function storeJoined(
	{ database, vault: ports, now }: JoinPorts,
	{ tablet }: Applicant,
	secrets: VaultSecrets,
	passphrase: string
): Promise<Result<OpenVault, StoreJoinedError>> {
	try {
		const hub = newHubState(secrets.workspace, now());
		const stored = await storeNewWorkspace([], [tabletRow(tablet), hubRow(hub)], database);
		return stored.ok ? await createVault(ports, secrets, passphrase) : stored;
	} catch (thrown) {
		return err(storageError(thrown));
	}
}
