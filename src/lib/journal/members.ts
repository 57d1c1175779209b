import type { MemberId } from '$lib/domain/ids';
import type { Entry } from './entry';

/** A tablet that speaks in this workspace. */
export interface Member {
	readonly id: MemberId;
	readonly name: string;
	readonly role: 'owner' | 'admin';
	/** Base64 of the uncompressed P-256 point its entries are verified with. */
	readonly signingKey: string;
	/** Base64 of the uncompressed P-256 point that workspace keys are wrapped to. */
	readonly encryptionKey: string;
	/** Order key from which its entries count. */
	readonly addedKey: string;
	/** Order key from which they no longer do; empty while it is a member. */
	readonly removedKey: string;
}

/** Whether an entry is about who is a member. */
export function isMemberEntry(
	entry: Entry
): entry is Extract<Entry, { kind: 'member.added' | 'member.removed' }> {
	return entry.kind === 'member.added' || entry.kind === 'member.removed';
}

/**
 * Who is a member, decided over all entries about it in journal order, so that the order in which they arrived does
 * not matter. The founding key may always speak; a member from its addition to its removal.
 */
export function resolveMembers(workspace: string, entries: readonly Entry[]): ReadonlyMap<MemberId, Member> {
	const members = new Map<MemberId, Member>();
	for (const entry of [...entries].filter(isMemberEntry).sort((a, b) => (a.key < b.key ? -1 : 1))) {
		if (!mayAuthor(workspace, members, entry.author, entry.key)) continue;
		const id = entry.body.member as MemberId;
		if (entry.kind === 'member.added') {
			if (members.has(id)) continue;
			const { name, role, signingKey, encryptionKey } = entry.body;
			members.set(id, { id, name, role, signingKey, encryptionKey, addedKey: entry.key, removedKey: '' });
		} else {
			const member = members.get(id);
			if (member && member.removedKey === '') members.set(id, { ...member, removedKey: entry.key });
		}
	}
	return members;
}

/** The members that are not removed, by when they came. */
export function currentMembers(members: ReadonlyMap<MemberId, Member>): Member[] {
	return [...members.values()]
		.filter(({ removedKey }) => removedKey === '')
		.sort((a, b) => (a.addedKey < b.addedKey ? -1 : 1));
}

/** Those of them that hold the founding key. */
export function currentOwners(members: ReadonlyMap<MemberId, Member>): Member[] {
	return currentMembers(members).filter(({ role }) => role === 'owner');
}

/** Whether an author was allowed to speak at this place of the journal. */
export function mayAuthor(
	workspace: string,
	members: ReadonlyMap<MemberId, Member>,
	author: string,
	key: string
): boolean {
	if (author === workspace) return true;
	const member = members.get(author as MemberId);
	return (
		member !== undefined && key > member.addedKey && (member.removedKey === '' || key < member.removedKey)
	);
}
