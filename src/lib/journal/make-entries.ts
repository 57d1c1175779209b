import { err, ok, type Result } from '$lib/domain/result';
import { randomId } from '$lib/protocol/bytes';
import { maxContentBytes, maxEnvelopeBytes, sealEntry } from '$lib/protocol/entry-envelope';
import type { EntryRecord } from './database';
import { checkDraft, encodeContent, orderKey, type DraftError, type Entry, type EntryDraft } from './entry';
import type { WorkspaceKeys } from './keys';

/** The browser encrypts and signs on other threads; meanwhile the next entries are made ready. */
const sealsAtOnce = 4;

/** How a long append goes on: `done` of `total` entries sealed. */
export interface AppendOptions {
	readonly onprogress?: (done: number, total: number) => void;
	/** Lets the page draw and answer between two entries; without it a long append is one piece of work. */
	readonly pause?: () => Promise<void>;
	readonly signal?: AbortSignal;
}

/** An entry and its sealed form. */
export interface MadeEntry {
	readonly entry: Entry;
	readonly record: EntryRecord;
}

/** Why drafts have become no entries. */
export type MakeError = DraftError | { readonly type: 'Cancelled' };

/**
 * The entries of drafts, checked by what reads entries, stamped, sealed and signed, not stored.
 * @param tick the next stamp, and what time it is (ms since 1970)
 */
export async function makeEntries(
	{ workspace, epochs, epoch, member, signingKey }: WorkspaceKeys,
	drafts: readonly EntryDraft[],
	{ onprogress, pause, signal }: AppendOptions,
	tick: () => { readonly stamp: string; readonly now: number }
): Promise<Result<readonly MadeEntry[], MakeError>> {
	const sealingKey = epochs.get(epoch)!;
	const sealing: Promise<MadeEntry>[] = [];
	let failure: MakeError | undefined;
	for (const candidate of drafts) {
		const checked = checkDraft(candidate);
		if (!checked.ok) {
			failure = checked.error;
			break;
		}
		const draft = checked.value;
		const { stamp, now } = tick();
		const id = randomId();
		const content = encodeContent(stamp, draft);
		if (content.length > maxContentBytes) {
			failure = { type: 'EntryTooLarge', kind: draft.kind };
			break;
		}
		const header = { workspace, epoch, id, author: member };
		const entry = { ...draft, id, stamp, author: member, key: orderKey(stamp, id) } as Entry;
		const isRandom = draft.kind === 'otps.issued';
		const sealed = sealEntry(header, content, sealingKey, signingKey, isRandom);
		sealing.push(sealed.then((bytes) => ({ entry, record: { id, sequence: 0, receivedAt: now, bytes } })));
		const ready = sealing.length - sealsAtOnce;
		if (ready < 0) continue;
		await sealing[ready];
		onprogress?.(ready + 1, drafts.length);
		await pause?.();
		if (signal?.aborted) break;
	}
	const made = await Promise.all(sealing);
	if (failure) return err(failure);
	const large = made.find(({ record }) => record.bytes.length > maxEnvelopeBytes);
	if (large) return err({ type: 'EntryTooLarge', kind: large.entry.kind });
	onprogress?.(made.length, drafts.length);
	return signal?.aborted ? err({ type: 'Cancelled' }) : ok(made);
}
