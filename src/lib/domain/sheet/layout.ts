import { labelsPerPage, type Stock } from './stock';

/** A label in its place, mm from the page's top left. */
export interface PlacedLabel<Label> {
	readonly label: Label;
	readonly left: number;
	readonly top: number;
}

/** One page, and what stands on it. `number` counts from 1. */
export interface SheetPage<Label> {
	readonly number: number;
	readonly labels: readonly PlacedLabel<Label>[];
}

/** How many pages a number of labels needs when the first `skip` places of the first page are used up. */
export function pageCount(labels: number, stock: Stock, skip: number): number {
	return labels === 0 ? 0 : Math.ceil((labels + skip) / labelsPerPage(stock));
}

/**
 * One page of a run, row by row from the top left.
 * @param number the page, from 1 to `pageCount`
 * @param skip how many places of the first page are left empty, because its labels are gone
 */
export function layOutPage<Label>(
	labels: readonly Label[],
	stock: Stock,
	skip: number,
	number: number
): SheetPage<Label> {
	const perPage = labelsPerPage(stock);
	if (skip < 0 || skip >= perPage) throw new RangeError(`A page of ${stock.id} has no place ${skip}`);
	const first = (number - 1) * perPage - skip;
	const onPage = labels.slice(Math.max(first, 0), first + perPage);
	return {
		number,
		labels: onPage.map((label, index) => {
			const place = first < 0 ? index + skip : index;
			const column = place % stock.columns;
			const row = (place - column) / stock.columns;
			return { label, left: stock.left + column * stock.pitchX, top: stock.top + row * stock.pitchY };
		})
	};
}

/** All pages of a run, see `layOutPage`. */
export function layOut<Label>(labels: readonly Label[], stock: Stock, skip: number): SheetPage<Label>[] {
	const count = pageCount(labels.length, stock, skip);
	return Array.from({ length: count }, (_, index) => layOutPage(labels, stock, skip, index + 1));
}
