import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pagesToState, stateToPages } from './checkpoint-pages';
import { fold, foldAll } from './fold';
import { journal, workspaceId } from './testing/arbitrary-entries';
import { canonicalState } from './testing/canonical-state';

function throughPages(state: ReturnType<typeof foldAll>['state'], pending: number[] = []) {
	const pages: string[] = [];
	for (const { page, json } of stateToPages(state, pending)) pages[page] = json;
	return pagesToState(pages)!;
}

it('gives back the state it was made of', () => {
	fc.assert(
		fc.property(journal, fc.array(fc.nat()), (entries, pending) => {
			const { state } = foldAll(workspaceId, entries);
			const read = throughPages(state, pending);
			expect(canonicalState(read.state)).toBe(canonicalState(state));
			expect(read.pending).toEqual(pending);
		})
	);
});

it('can be folded on as the state could', () => {
	fc.assert(
		fc.property(journal, journal, (before, after) => {
			const { state } = foldAll(workspaceId, before);
			const read = throughPages(state).state;
			for (const entry of after) expect(fold(read, entry)).toBe(fold(state, entry));
			expect(canonicalState(read)).toBe(canonicalState(state));
		})
	);
});

it('of another version is not read', () => {
	expect(pagesToState(['{"version":0}'])).toBeNull();
	expect(pagesToState([])).toBeNull();
});
