import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from './entry';
import { foldAll } from './fold';
import { journal, workspaceId } from './testing/arbitrary-entries';
import { canonicalState } from './testing/canonical-state';
import { foldOneByOne } from './testing/fold-one-by-one';
import { stateModel } from './testing/state-model';

const oneByOne = (entries: readonly Entry[]) => foldOneByOne(workspaceId, entries).state;

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
				expect(canonicalState(oneByOne(other))).toBe(canonicalState(oneByOne(entries)));
			}),
			{ numRuns: 500 }
		);
	});

	it('is idempotent: any repetition gives the same state', () => {
		fc.assert(
			fc.property(shuffled, ([entries, repeated]) => {
				expect(canonicalState(oneByOne(repeated))).toBe(canonicalState(oneByOne(entries)));
			}),
			{ numRuns: 500 }
		);
	});

	it('one by one gives what folding the whole gives', () => {
		fc.assert(
			fc.property(shuffled, ([entries, , other]) => {
				expect(canonicalState(oneByOne(other))).toBe(canonicalState(foldAll(workspaceId, entries).state));
			}),
			{ numRuns: 500 }
		);
	});

	it('gives, whole and one by one, the state that the model defines', () => {
		fc.assert(
			fc.property(shuffled, ([entries, repeated, other]) => {
				const expected = stateModel(workspaceId, entries);
				for (const state of [oneByOne(repeated), oneByOne(other), foldAll(workspaceId, repeated).state])
					expect(JSON.parse(canonicalState(state))).toEqual(expected);
			}),
			{ numRuns: 500 }
		);
	});

	it('reaches every kind of entry', () => {
		const kinds = new Set(fc.sample(journal, 300).flatMap((entries) => entries.map(({ kind }) => kind)));
		expect(kinds.size).toBe(24);
	});
});
