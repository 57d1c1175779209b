import { describe, expect, it } from 'vitest';
import { allToggled, rangeSelected, shownState, toggled } from './selection';

const ids = ['a', 'b', 'c', 'd', 'e'];
const all = () => true;

describe('toggled', () => {
	it('adds, takes out, and leaves the given set alone', () => {
		const before = new Set(['a']);
		expect([...toggled(before, 'b')]).toEqual(['a', 'b']);
		expect([...toggled(before, 'a')]).toEqual([]);
		expect([...before]).toEqual(['a']);
	});
});

describe('rangeSelected', () => {
	it('extends the state of the anchor in both directions', () => {
		expect([...rangeSelected(new Set(['b']), ids, 1, 3, all)]).toEqual(['b', 'c', 'd']);
		expect([...rangeSelected(new Set(['d']), ids, 3, 1, all)].sort()).toEqual(['b', 'c', 'd']);
		expect([...rangeSelected(new Set(['a', 'c', 'e']), ids, 1, 4, all)]).toEqual(['a']);
	});
	it('skips rows that cannot be selected', () => {
		expect([...rangeSelected(new Set(['a']), ids, 0, 4, (id) => id !== 'c')]).toEqual(['a', 'b', 'd', 'e']);
	});
});

describe('allToggled', () => {
	it('keeps what is selected and not shown', () => {
		expect([...allToggled(new Set(['z', 'a']), ['a', 'b'])]).toEqual(['z', 'a', 'b']);
		expect([...allToggled(new Set(['z', 'a', 'b']), ['a', 'b'])]).toEqual(['z']);
	});
});

describe('shownState', () => {
	it('tells none, some and all of the shown rows', () => {
		expect(shownState(new Set(), ids)).toBe('none');
		expect(shownState(new Set(['z']), ids)).toBe('none');
		expect(shownState(new Set(['a', 'z']), ids)).toBe('some');
		expect(shownState(new Set(ids), ids)).toBe('all');
		expect(shownState(new Set(['a']), [])).toBe('none');
	});
});
