import type { MemberId } from '$lib/domain/ids';
import { base64ToBytes } from '$lib/protocol/bytes';
import {
	isSignedBy,
	openEntryEnvelope,
	parseEntryEnvelope,
	type EntryEnvelope
} from '$lib/protocol/entry-envelope';
import { importVerifyingKey } from '$lib/protocol/signing';
import { workspaceIdOf } from '$lib/protocol/workspace-id';
import { decodeContent, type Entry } from './entry';
import type { WorkspaceKeys } from './keys';
import type { WorkspaceState } from './state';

/** Why an envelope is not believed. It is kept for inspection, and nothing else is touched. */
export type Refusal = 'malformed' | 'other-workspace' | 'unknown-epoch' | 'not-authentic' | 'forged';

export type Opening =
	| { readonly type: 'opened'; readonly entry: Entry; readonly envelope: EntryEnvelope }
	| { readonly type: 'unknown-kind'; readonly kind: string }
	| { readonly type: 'refused'; readonly refusal: Refusal };

const refused = (refusal: Refusal): Opening => ({ type: 'refused', refusal });

/** Opens a sealed entry: parsed and unsealed, its author's signature not yet looked at. */
export async function openEntry(
	bytes: Uint8Array,
	keys: Pick<WorkspaceKeys, 'workspace' | 'epochs'>
): Promise<Opening> {
	const envelope = parseEntryEnvelope(bytes);
	if (!envelope) return refused('malformed');
	if (envelope.workspace !== keys.workspace) return refused('other-workspace');
	const sealingKey = keys.epochs.get(envelope.epoch);
	if (!sealingKey) return refused('unknown-epoch');
	const content = await openEntryEnvelope(envelope, sealingKey);
	if (!content) return refused('not-authentic');
	const entry = decodeContent(envelope.id, envelope.author, content);
	if (!entry) return refused('malformed');
	if ('unknownKind' in entry) return { type: 'unknown-kind', kind: entry.unknownKind };
	return { type: 'opened', entry, envelope };
}

const importedKeys = new Map<string, Promise<CryptoKey>>();

/**
 * Whether an opened entry is its author's.
 * @returns `unknown` while the author is not known: its key comes with an entry that is still to be read
 */
export async function verifyEntry(
	{ entry, envelope }: { entry: Entry; envelope: EntryEnvelope },
	state: Pick<WorkspaceState, 'workspace' | 'rootKey' | 'members'>
): Promise<'authentic' | 'forged' | 'unknown'> {
	const publicKey = await authorKey(entry, state);
	if (publicKey === null) return 'unknown';
	let key = importedKeys.get(publicKey);
	if (!key) importedKeys.set(publicKey, (key = importVerifyingKey(base64ToBytes(publicKey))));
	try {
		return (await isSignedBy(envelope, await key)) ? 'authentic' : 'forged';
	} catch {
		return 'forged';
	}
}

async function authorKey(
	entry: Entry,
	state: Pick<WorkspaceState, 'workspace' | 'rootKey' | 'members'>
): Promise<string | null> {
	if (entry.author !== state.workspace)
		return state.members.get(entry.author as MemberId)?.signingKey ?? null;
	if (entry.kind !== 'workspace.created') return state.rootKey || null;
	// The founding entry brings its own key, which is believed because the workspace id is its hash.
	const rootKey = entry.body.rootKey;
	return (await workspaceIdOf(base64ToBytes(rootKey))) === state.workspace ? rootKey : '';
}
