import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, layOutPage, pageCount } from './layout';
import { labelsPerPage, papers, stockById, stocks } from './stock';

/** A stock, some labels, and how many places of the first page are used up. */
const runs = fc.tuple(fc.constantFrom(...stocks), fc.integer({ min: 0, max: 200 })).chain(([stock, count]) =>
	fc.integer({ min: 0, max: labelsPerPage(stock) - 1 }).map((skip) => ({
		stock,
		skip,
		labels: Array.from({ length: count }, (_, index) => index)
	}))
);
/** What is lost in adding up millimetres. */
const rounding = 1e-9;

describe('layOut', () => {
	it('places every label once, in order', () => {
		fc.assert(
			fc.property(runs, ({ stock, skip, labels }) => {
				const placed = layOut(labels, stock, skip).flatMap((page) => page.labels.map(({ label }) => label));
				expect(placed).toEqual(labels);
			})
		);
	});

	it('makes as many pages as it says, and none is empty', () => {
		fc.assert(
			fc.property(runs, ({ stock, skip, labels }) => {
				const pages = layOut(labels, stock, skip);
				expect(pages).toHaveLength(pageCount(labels.length, stock, skip));
				expect(pages.map(({ number }) => number)).toEqual(pages.map((_, index) => index + 1));
				for (const page of pages) {
					expect(page.labels.length).toBeGreaterThan(0);
					expect(page.labels.length).toBeLessThanOrEqual(labelsPerPage(stock));
				}
			})
		);
	});

	it('keeps labels on the page and apart from one another', () => {
		fc.assert(
			fc.property(runs, ({ stock, skip, labels }) => {
				const { width, height } = papers[stock.paper];
				for (const page of layOut(labels, stock, skip))
					for (const [index, a] of page.labels.entries()) {
						expect(a.left).toBeGreaterThanOrEqual(0);
						expect(a.top).toBeGreaterThanOrEqual(0);
						expect(a.left + stock.width).toBeLessThanOrEqual(width + rounding);
						expect(a.top + stock.height).toBeLessThanOrEqual(height + rounding);
						for (const b of page.labels.slice(index + 1)) {
							const isBeside = Math.abs(a.left - b.left) >= stock.width - rounding;
							const isBelow = Math.abs(a.top - b.top) >= stock.height - rounding;
							expect(isBeside || isBelow).toBe(true);
						}
					}
			}),
			{ numRuns: 60 }
		);
	});

	it('leaves the used places of the first page empty, and only there', () => {
		const stock = stockById('avery-l7160');
		const [first, second] = layOut([...Array(21).keys()], stock, 4);
		expect(first!.labels).toHaveLength(17);
		expect(first!.labels[0]).toEqual({
			label: 0,
			left: stock.left + stock.pitchX,
			top: stock.top + stock.pitchY
		});
		expect(second!.labels[0]).toEqual({ label: 17, left: stock.left, top: stock.top });
	});

	it('refuses a first place that the page has not', () => {
		const place = (skip: number) => () => layOutPage(['x'], stockById('cards-8-a4'), skip, 1);
		expect(place(8)).toThrow(new RangeError('A page of cards-8-a4 has no place 8'));
		expect(place(-1)).toThrow(RangeError);
		expect(place(7)().labels).toMatchObject([{ label: 'x' }]);
	});

	it('needs a page for each that is begun, and none for nothing', () => {
		const stock = stockById('cards-8-a4');
		const counts = [0, 1, 8, 9, 16].map((labels) => pageCount(labels, stock, 0));
		expect(counts).toEqual([0, 1, 1, 2, 2]);
		expect([0, 1, 2].map((labels) => pageCount(labels, stock, 7))).toEqual([0, 1, 2]);
	});

	it('places labels row by row', () => {
		const { labels } = layOutPage(['a', 'b', 'c', 'd', 'e'], stockById('avery-3474'), 0, 1);
		expect(labels).toEqual([
			{ label: 'a', left: 0, top: 0.5 },
			{ label: 'b', left: 70, top: 0.5 },
			{ label: 'c', left: 140, top: 0.5 },
			{ label: 'd', left: 0, top: 37.5 },
			{ label: 'e', left: 70, top: 37.5 }
		]);
	});
});
