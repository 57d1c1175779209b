import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pagesToState, stateToPages } from './checkpoint-pages';
import { fold, foldAll } from './fold';
import { journal, workspaceId } from './testing/arbitrary-entries';
import { canonicalState } from './testing/canonical-state';

async function throughPages(state: ReturnType<typeof foldAll>['state'], pending: number[] = []) {
	const pages: string[] = [];
	for (const { page, json } of stateToPages(state, pending)) pages[page] = json;
	return (await pagesToState(pages.map((page) => Promise.resolve(page))))!;
}

it('gives back the state it was made of', async () => {
	await fc.assert(
		fc.asyncProperty(journal, fc.array(fc.nat()), async (entries, pending) => {
			const { state } = foldAll(workspaceId, entries);
			const read = await throughPages(state, pending);
			expect(canonicalState(read.state)).toBe(canonicalState(state));
			expect(read.pending).toEqual(pending);
		})
	);
});

it('can be folded on as the state could', async () => {
	await fc.assert(
		fc.asyncProperty(journal, journal, async (before, after) => {
			const { state } = foldAll(workspaceId, before);
			const { state: read } = await throughPages(state);
			for (const entry of after) expect(fold(read, entry)).toBe(fold(state, entry));
			expect(canonicalState(read)).toBe(canonicalState(state));
		})
	);
});

it('of another version, or with a page that does not open, is not read', async () => {
	expect(await pagesToState(['{"version":0}'])).toBeNull();
	expect(await pagesToState([])).toBeNull();
	const { state } = foldAll(workspaceId, []);
	const pages = [...stateToPages(state)].map(({ json }) => json);
	expect(await pagesToState(pages)).not.toBeNull();
	expect(await pagesToState([...pages, null])).toBeNull();
});
