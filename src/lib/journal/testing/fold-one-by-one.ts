import type { Entry } from '../entry';
import { fold, foldAll } from '../fold';
import { isMemberEntry } from '../members';
import { emptyState, type WorkspaceState } from '../state';

/**
 * Folds entries in the order in which they arrive, as a workspace does: deferred ones are tried again when members change, a
 * rebuild folds everything so far anew.
 */
export function foldOneByOne(
	workspace: string,
	arrived: readonly Entry[]
): { readonly state: WorkspaceState; readonly deferred: Entry[] } {
	let state = emptyState(workspace);
	let deferred: Entry[] = [];
	const soFar: Entry[] = [];
	for (const entry of arrived) {
		soFar.push(entry);
		const outcome = fold(state, entry);
		if (outcome === 'deferred') deferred.push(entry);
		if (outcome === 'rebuild') ({ state, deferred } = foldAll(workspace, soFar));
		else if (isMemberEntry(entry))
			deferred = deferred.filter((waiting) => fold(state, waiting) === 'deferred');
	}
	return { state, deferred };
}
