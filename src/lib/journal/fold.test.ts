import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from './entry';
import { fold, foldAll } from './fold';
import { isMemberEntry } from './members';
import { emptyState, type WorkspaceState } from './state';
import { journal, workspaceId } from './testing/arbitrary-entries';
import { canonicalState } from './testing/canonical-state';

/** Folds one by one as a workspace does: deferred entries are tried again, a rebuild folds everything so far anew. */
function foldOneByOne(entries: readonly Entry[]): WorkspaceState {
	let state = emptyState(workspaceId);
	let deferred: Entry[] = [];
	const soFar: Entry[] = [];
	for (const entry of entries) {
		soFar.push(entry);
		const outcome = fold(state, entry);
		if (outcome === 'deferred') deferred.push(entry);
		if (outcome === 'rebuild') ({ state, deferred } = foldAll(workspaceId, soFar));
		else if (isMemberEntry(entry))
			deferred = deferred.filter((waiting) => fold(state, waiting) === 'deferred');
	}
	return state;
}

const shuffled = journal.chain((entries) =>
	fc.tuple(
		fc.constant(entries),
		fc.shuffledSubarray([...entries, ...entries], { minLength: 0 }).map((some) => [...some, ...entries]),
		fc.shuffledSubarray([...entries], { minLength: entries.length })
	)
);

describe('fold', () => {
	it('is commutative: any order gives the same state', () => {
		fc.assert(
			fc.property(shuffled, ([entries, , other]) => {
				expect(canonicalState(foldOneByOne(other))).toBe(canonicalState(foldOneByOne(entries)));
			}),
			{ numRuns: 500 }
		);
	});

	it('is idempotent: any repetition gives the same state', () => {
		fc.assert(
			fc.property(shuffled, ([entries, repeated]) => {
				expect(canonicalState(foldOneByOne(repeated))).toBe(canonicalState(foldOneByOne(entries)));
			}),
			{ numRuns: 500 }
		);
	});

	it('one by one gives what folding the whole gives', () => {
		fc.assert(
			fc.property(shuffled, ([entries, , other]) => {
				expect(canonicalState(foldOneByOne(other))).toBe(canonicalState(foldAll(workspaceId, entries).state));
			}),
			{ numRuns: 500 }
		);
	});

	it('reaches every kind of entry', () => {
		const kinds = new Set(fc.sample(journal, 300).flatMap((entries) => entries.map(({ kind }) => kind)));
		expect(kinds.size).toBe(24);
	});
});
