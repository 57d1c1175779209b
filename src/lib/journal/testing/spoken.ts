import type { Entry, EntryDraft } from '../entry';

/**
 * An entry as if it had been opened. Stamp, id and order key are written out here, so that they are not made by what is
 * tested.
 * @param ms when it was said, since 1970; no two entries of a test have the same
 */
export function spoken(author: string, ms: number, draft: EntryDraft): Entry {
	const stamp = `${ms.toString(16).padStart(12, '0')}0000`;
	const id = ms.toString(16).padStart(32, '0');
	return { ...draft, id, stamp, author, key: stamp + id } as Entry;
}
