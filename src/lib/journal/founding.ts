import { bytesToBase64, randomId } from '$lib/protocol/bytes';
import { sealEntry } from '$lib/protocol/entry-envelope';
import { firstStamp, nextStamp, type Stamp } from '$lib/protocol/stamp';
import type { EntryRecord } from './database';
import { checkDraft, encodeContent, type EntryDraft } from './entry';

/** What the founding key needs to speak. */
export interface FoundingKeys {
	readonly workspace: string;
	readonly epoch: number;
	readonly sealingKey: CryptoKey;
	readonly rootKey: CryptoKey;
}

/** A new member, as its entry names it. Public keys are uncompressed points. */
export interface NewMember {
	readonly id: string;
	readonly name: string;
	readonly signingKey: Uint8Array;
	readonly encryptionKey: Uint8Array;
}

/** The first entries of a workspace: its founding, and this tablet as its owner. Both said by the founding key. */
export function foundingRecords(
	keys: FoundingKeys,
	founding: { readonly name: string; readonly rootPublicKey: Uint8Array; readonly owner: NewMember },
	now: number
): Promise<EntryRecord[]> {
	const created: EntryDraft = {
		kind: 'workspace.created',
		body: { name: founding.name, rootKey: bytesToBase64(founding.rootPublicKey) }
	};
	return sealByFounder(keys, [created, ownerAdded(founding.owner)], firstStamp, now);
}

/** The entry by which the founding key lets a tablet in that was restored from a backup. */
export function ownerRecords(
	keys: FoundingKeys,
	owner: NewMember,
	last: Stamp,
	now: number
): Promise<EntryRecord[]> {
	return sealByFounder(keys, [ownerAdded(owner)], last, now);
}

function ownerAdded({ id, name, signingKey, encryptionKey }: NewMember): EntryDraft {
	return {
		kind: 'member.added',
		body: {
			member: id,
			name,
			role: 'owner',
			signingKey: bytesToBase64(signingKey),
			encryptionKey: bytesToBase64(encryptionKey)
		}
	};
}

/** Throws where a draft could not be read back: names are cut before they come here, and keys are ours. */
async function sealByFounder(
	{ workspace, epoch, sealingKey, rootKey }: FoundingKeys,
	drafts: readonly EntryDraft[],
	last: Stamp,
	now: number
): Promise<EntryRecord[]> {
	const records: EntryRecord[] = [];
	let stamp = last;
	for (const draft of drafts) {
		const checked = checkDraft(draft);
		if (!checked.ok) throw new Error(JSON.stringify(checked.error));
		stamp = nextStamp(stamp, now);
		const id = randomId();
		const bytes = await sealEntry(
			{ workspace, epoch, id, author: workspace },
			encodeContent(stamp, checked.value),
			sealingKey,
			rootKey
		);
		records.push({ id, sequence: 0, receivedAt: now, bytes });
	}
	return records;
}
