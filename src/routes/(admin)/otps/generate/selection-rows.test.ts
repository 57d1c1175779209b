import { expect, it } from 'vitest';
import { emptyExpectedDevice, emptyProfile, unknownFacts, type Account } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { emptyState } from '$lib/journal/state';
import { filteredRows, isReady, selectionRows } from './selection-rows';

function stateWith(rooms: Record<string, Partial<Account>>) {
	const state = emptyState('w');
	for (const [name, over] of Object.entries(rooms)) {
		const id = `${name.toLowerCase()}@contoso.com` as AccountId;
		state.accounts.set(id, {
			id,
			profile: { ...emptyProfile, signInName: id, displayName: name, site: 'Oslo', room: name },
			expected: emptyExpectedDevice,
			facts: { ...unknownFacts, enabled: true },
			credential: null,
			deleted: false,
			stamps: { profile: '1', expected: '', facts: '', credential: '', existence: '' },
			...over
		});
	}
	return state;
}

const compare = (a: string, b: string) => (a < b ? -1 : 1);
const state = stateWith({
	Fjord: {},
	Birch: { facts: { ...unknownFacts, enabled: false } },
	Attic: { facts: unknownFacts },
	Gone: { deleted: true }
});
const rows = selectionRows(state, compare);
const titles = (found: typeof rows) => found.map(({ title }) => title);

it('lists every account that is there, by name, and knows which are ready', () => {
	expect(titles(rows)).toEqual(['Attic', 'Birch', 'Fjord']);
	expect(rows.map(isReady)).toEqual([false, false, true]);
	expect(rows[2]!.place).toBe('Oslo');
});

it('finds every word of a search, in any order', () => {
	expect(titles(filteredRows(rows, '  OSLO fj ', 'all', new Set()))).toEqual(['Fjord']);
	expect(titles(filteredRows(rows, 'fj bergen', 'all', new Set()))).toEqual([]);
});

it('filters by readiness and by what is selected', () => {
	expect(titles(filteredRows(rows, '', 'ready', new Set()))).toEqual(['Fjord']);
	expect(titles(filteredRows(rows, '', 'not-ready', new Set()))).toEqual(['Attic', 'Birch']);
	expect(titles(filteredRows(rows, '', 'selected', new Set([rows[1]!.id])))).toEqual(['Birch']);
});
