import type { WorkspaceState } from '../state';

/** The state as text that is equal exactly when two states are: maps, fields and entries in one order. */
export function canonicalState(state: WorkspaceState): string {
	return JSON.stringify(
		{ ...state, memberEntries: [...state.memberEntries].sort((a, b) => (a.key < b.key ? -1 : 1)) },
		(_, value: unknown) => {
			if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
			const fields = value instanceof Map ? [...value] : Object.entries(value);
			return Object.fromEntries(fields.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
		}
	);
}
