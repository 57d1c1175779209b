import { expect } from 'vitest';
import type { Entry } from '../entry';
import { foldAll } from '../fold';
import type { WorkspaceState } from '../state';
import { tablets, workspaceId } from './arbitrary-entries';
import { canonicalState } from './canonical-state';
import { foldOneByOne } from './fold-one-by-one';
import { spoken } from './spoken';

/** Two tablets that are members from the third millisecond on, and one that never is. */
export const [a, b, stranger] = tablets as [string, string, string];

const letIn = (member: string, ms: number) =>
	spoken(workspaceId, ms, {
		kind: 'member.added',
		body: { member, name: 'Tablet', role: 'owner', signingKey: 'AAAA', encryptionKey: 'BBBB' }
	});
const founding = [
	spoken(workspaceId, 1, { kind: 'workspace.created', body: { name: 'Contoso', rootKey: 'AAAA' } }),
	letIn(a, 2),
	letIn(b, 3)
];

/**
 * The state after entries of a founded workspace. They arrive in every order, also twice, before and after the founding; it
 * fails where any of that gives another state than the rest.
 * @param entries at most five, later than the third millisecond
 */
export function afterAnyArrival(...entries: readonly Entry[]): WorkspaceState {
	if (entries.length > 5) throw new Error('too many orders');
	const { state } = foldAll(workspaceId, [...founding, ...entries]);
	const expected = canonicalState(state);
	for (const order of permutations(entries))
		for (const arrived of [
			[...founding, ...order],
			[...founding, ...order, ...order.toReversed()],
			[...founding, ...order.flatMap((entry) => [entry, entry])],
			[...order, ...founding]
		])
			expect(canonicalState(foldOneByOne(workspaceId, arrived).state)).toBe(expected);
	return state;
}

/** The same entry as if it had been said in the same tick of the clock as another: its id alone tells which is later. */
export function inTheSameTick(entry: Entry, as: Entry): Entry {
	return { ...entry, stamp: as.stamp, key: as.stamp + entry.id } as Entry;
}

function permutations<T>(items: readonly T[]): T[][] {
	if (items.length === 0) return [[]];
	return items.flatMap((first, i) =>
		permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [first, ...rest])
	);
}
