import type { EntryDraft } from '$lib/journal/entry';
import { maxRows } from '$lib/journal/entry';

/** Splits bulk work into entries of at most 1,000 rows each. */
export function inRuns<T>(rows: readonly T[], draft: (rows: T[]) => EntryDraft): EntryDraft[] {
	const drafts: EntryDraft[] = [];
	for (let i = 0; i < rows.length; i += maxRows) drafts.push(draft(rows.slice(i, i + maxRows)));
	return drafts;
}
