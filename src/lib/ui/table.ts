import type { Snippet } from 'svelte';

/** A column of a DataTable. `text` alone is enough; `cell` draws the cell where text is not. */
export interface Column<T> {
	id: string;
	header: string;
	/** The cell as text: shown unless there is a `cell`, and the accessible name of the row when the column is the first. */
	text?: (row: T) => string;
	cell?: Snippet<[T]>;
	/** A CSS grid track, e.g. `minmax(0,2fr)` or `9rem`; `minmax(0,1fr)` unless given. */
	width?: string;
	sortable?: boolean;
	/** Left out while the table is narrower than this many px. */
	hideBelow?: number;
	align?: 'end';
	/** Its place in the two-line row of a phone. The first column is the title, others are details unless they say. */
	phone?: 'title' | 'side' | 'detail' | 'hide';
}

/** Which column the rows are ordered by. The page orders them; the table shows it. */
export interface Sort {
	column: string;
	direction: 'ascending' | 'descending';
}

/** Below this width in px a table shows two-line rows instead of columns. */
export const compactBelow = 640;

/** Height of a row in px: it holds a 44 px target. */
export const rowHeight = { wide: 48, compact: 68 };

/** The columns that a table `width` px wide shows. */
export function visibleColumns<T>(columns: readonly Column<T>[], width: number): Column<T>[] {
	return columns.filter((column) => column.hideBelow === undefined || width >= column.hideBelow);
}

/** The grid tracks of a row: the checkbox, the columns, the row's actions. */
export function tracksOf<T>(columns: readonly Column<T>[], selectable: boolean, actions: boolean): string {
	return [
		selectable && '2.75rem',
		...columns.map((column) => column.width ?? 'minmax(0,1fr)'),
		actions && '2.75rem'
	]
		.filter(Boolean)
		.join(' ');
}

/** The columns by their place in the two-line row of a phone. */
export function phonePlaces<T>(
	columns: readonly Column<T>[]
): Record<'title' | 'side' | 'detail', Column<T>[]> {
	const placed = (place: string) =>
		columns.filter((column, index) => (column.phone ?? (index === 0 ? 'title' : 'detail')) === place);
	return { title: placed('title'), side: placed('side'), detail: placed('detail') };
}

/** The order asked for by a press on a column's header: ascending first, then the other way round. */
export function nextSort(sort: Sort | null | undefined, column: string): Sort {
	const again = sort?.column === column && sort.direction === 'ascending';
	return { column, direction: again ? 'descending' : 'ascending' };
}

/** The row that a key leads to from row `from` of `count`, `page` rows being in sight; undefined for other keys. */
export function rowByKey(key: string, from: number, count: number, page: number): number | undefined {
	const to: Record<string, number> = {
		ArrowDown: from + 1,
		ArrowUp: from - 1,
		PageDown: from + page,
		PageUp: from - page,
		Home: 0,
		End: count - 1
	};
	const wanted = to[key];
	return wanted === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, wanted));
}
