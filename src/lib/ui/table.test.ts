import { describe, expect, it } from 'vitest';
import { nextSort, phonePlaces, rowByKey, tracksOf, visibleColumns, type Column } from './table';

const columns: Column<unknown>[] = [
	{ id: 'name', header: 'Name', width: 'minmax(0,2fr)' },
	{ id: 'site', header: 'Site', hideBelow: 900 },
	{ id: 'status', header: 'Status', width: '9rem', phone: 'side' }
];

describe('columns', () => {
	it('come and go with the width', () => {
		expect(visibleColumns(columns, 899).map(({ id }) => id)).toEqual(['name', 'status']);
		expect(visibleColumns(columns, 900)).toHaveLength(3);
	});
	it('make the tracks, with room for the checkbox and the actions', () => {
		expect(tracksOf(columns, false, false)).toBe('minmax(0,2fr) minmax(0,1fr) 9rem');
		expect(tracksOf([], true, true)).toBe('2.75rem 2.75rem');
	});
	it('have a place on a phone', () => {
		const places = phonePlaces(columns);
		expect([places.title, places.detail, places.side].map((place) => place.map(({ id }) => id))).toEqual([
			['name'],
			['site'],
			['status']
		]);
	});
});

describe('nextSort', () => {
	it('turns round on the same column and starts ascending on another', () => {
		const first = nextSort(null, 'name');
		expect(first).toEqual({ column: 'name', direction: 'ascending' });
		expect(nextSort(first, 'name').direction).toBe('descending');
		expect(nextSort(nextSort(first, 'name'), 'name').direction).toBe('ascending');
		expect(nextSort(first, 'site').direction).toBe('ascending');
	});
});

describe('rowByKey', () => {
	it('stays within the rows', () => {
		expect(rowByKey('ArrowDown', 99, 100, 10)).toBe(99);
		expect(rowByKey('ArrowUp', 0, 100, 10)).toBe(0);
		expect(rowByKey('PageDown', 5, 100, 10)).toBe(15);
		expect(rowByKey('End', 5, 100, 10)).toBe(99);
		expect(rowByKey('Home', 5, 100, 10)).toBe(0);
	});
	it('leaves other keys alone', () => {
		expect(rowByKey('a', 5, 100, 10)).toBeUndefined();
		expect(rowByKey('ArrowDown', 0, 0, 10)).toBeUndefined();
	});
});
