/** Paper sizes in mm, upright: ISO 216 A4 and ANSI/ASME Y14.1 A (US Letter, 8½ × 11 in). */
export const papers = {
	a4: { width: 210, height: 297 },
	letter: { width: 215.9, height: 279.4 }
} as const;
export type Paper = keyof typeof papers;

/** `door`: one label fills the page. `cards`: plain paper with cut lines. `labels`: self-adhesive sheets. */
export type StockKind = 'door' | 'cards' | 'labels';

/** What labels are printed on: a grid of equal labels on a page. All lengths in mm, from the page's top left. */
export interface Stock {
	readonly id: string;
	readonly kind: StockKind;
	readonly paper: Paper;
	/** What it is sold as, e.g. `Avery L7165`; empty for plain paper. */
	readonly product: string;
	readonly columns: number;
	readonly rows: number;
	readonly width: number;
	readonly height: number;
	/** Where the first label begins. */
	readonly left: number;
	readonly top: number;
	/** From one label's edge to the next label's same edge. */
	readonly pitchX: number;
	readonly pitchY: number;
	/** How far ink stays from a label's edge: what printers cannot reach, and sheets that are fed askew. */
	readonly inset: number;
}

/** Plain paper cut into equal parts, with the margin that every printer can print within. */
function plain(
	id: string,
	paper: Paper,
	columns: number,
	rows: number,
	margin: number,
	inset: number
): Stock {
	const width = (papers[paper].width - 2 * margin) / columns;
	const height = (papers[paper].height - 2 * margin) / rows;
	const kind = columns * rows === 1 ? 'door' : 'cards';
	const grid = { columns, rows, width, height, left: margin, top: margin, pitchX: width, pitchY: height };
	return { id, kind, paper, product: '', ...grid, inset };
}

type Grid = Pick<Stock, 'columns' | 'rows' | 'width' | 'height' | 'left' | 'top' | 'pitchX' | 'pitchY'>;

const mm = 1;
const inch = 25.4;

/** A grid in the order of a label's data sheet; lengths in `unit`, given in mm. */
function grid(
	unit: number,
	[columns, rows]: readonly [number, number],
	[width, height]: readonly [number, number],
	[left, top]: readonly [number, number],
	[pitchX, pitchY]: readonly [number, number]
): Grid {
	return {
		columns,
		rows,
		width: width * unit,
		height: height * unit,
		left: left * unit,
		top: top * unit,
		pitchX: pitchX * unit,
		pitchY: pitchY * unit
	};
}

function sheet(id: string, paper: Paper, product: string, measures: Grid, inset: number): Stock {
	return { id, kind: 'labels', paper, product, ...measures, inset };
}

/**
 * Everything that can be printed on, in the order in which it is offered.
 *
 * The A4 label sheets have the measures printed on their packs, as also recorded in the templates of gLabels
 * (avery-iso-templates.xml) and of Inkscape's Label Guides extension; the US sheets those of gLabels
 * (avery-us-templates.xml), which are given in inches. They differ from one publication to the next by up to
 * 0.1 mm, a tenth of what a printer's feed may be off.
 */
export const stocks: readonly Stock[] = [
	plain('door-a4', 'a4', 1, 1, 0, 15),
	plain('cards-6-a4', 'a4', 2, 3, 8, 5),
	plain('cards-8-a4', 'a4', 2, 4, 8, 5),
	sheet('avery-l7166', 'a4', 'Avery L7166', grid(mm, [2, 3], [99.1, 93.1], [4.65, 8.85], [101.6, 93.1]), 4),
	sheet('avery-l7165', 'a4', 'Avery L7165', grid(mm, [2, 4], [99.1, 67.7], [4.65, 13.1], [101.6, 67.7]), 4),
	sheet('avery-l7173', 'a4', 'Avery L7173', grid(mm, [2, 5], [99.1, 57], [4.65, 6], [101.6, 57]), 3),
	sheet(
		'avery-l7163',
		'a4',
		'Avery L7163',
		grid(mm, [2, 7], [99.1, 38.1], [4.65, 15.15], [101.6, 38.1]),
		2.5
	),
	sheet('avery-l7160', 'a4', 'Avery L7160', grid(mm, [3, 7], [63.5, 38.1], [7.25, 15.15], [66, 38.1]), 2.5),
	sheet('avery-3474', 'a4', 'Avery 3474, HERMA 4464', grid(mm, [3, 8], [70, 37], [0, 0.5], [70, 37]), 4.5),
	plain('door-letter', 'letter', 1, 1, 0, 15),
	plain('cards-6-letter', 'letter', 2, 3, 8, 5),
	plain('cards-8-letter', 'letter', 2, 4, 8, 5),
	sheet('avery-5168', 'letter', 'Avery 5168', grid(inch, [2, 2], [3.5, 5], [0.5, 0.5], [4, 5]), 4),
	sheet(
		'avery-5164',
		'letter',
		'Avery 5164',
		grid(inch, [2, 3], [4, 10 / 3], [0.15625, 0.5], [4.1875, 10 / 3]),
		4
	),
	sheet('avery-5163', 'letter', 'Avery 5163', grid(inch, [2, 5], [4, 2], [0.15625, 0.5], [4.1875, 2]), 3),
	sheet('avery-5160', 'letter', 'Avery 5160', grid(inch, [3, 10], [2.625, 1], [0.1875, 0.5], [2.75, 1]), 1.8)
];

/** The stock of an id, or the first where an id is not known (any more). */
export function stockById(id: string): Stock {
	return stocks.find((stock) => stock.id === id) ?? stocks[0]!;
}

/** How many labels a full page has. */
export function labelsPerPage(stock: Stock): number {
	return stock.columns * stock.rows;
}
