import { expect, it } from 'vitest';
import { labelsPerPage, papers, stockById, stocks } from './stock';

it('has one stock of an id', () => {
	expect(new Set(stocks.map(({ id }) => id)).size).toBe(stocks.length);
});

it.each(stocks)('$id lies in the middle of its page', ({ paper, columns, rows, ...stock }) => {
	const { width, height } = papers[paper];
	const right = width - (stock.left + (columns - 1) * stock.pitchX + stock.width);
	const bottom = height - (stock.top + (rows - 1) * stock.pitchY + stock.height);
	expect(Math.abs(right - stock.left)).toBeLessThan(0.2);
	expect(Math.abs(bottom - stock.top)).toBeLessThan(0.2);
	expect(stock.pitchX).toBeGreaterThanOrEqual(stock.width);
	expect(stock.pitchY).toBeGreaterThanOrEqual(stock.height);
});

it('falls back to the first stock', () => {
	expect(stockById('gone')).toBe(stocks[0]);
});

it.each([
	['door-a4', 'door', 'a4', 1, 210, 297, 15, ''],
	['cards-6-a4', 'cards', 'a4', 6, 97, 93.67, 5, ''],
	['cards-8-a4', 'cards', 'a4', 8, 97, 70.25, 5, ''],
	['avery-l7166', 'labels', 'a4', 6, 99.1, 93.1, 4, 'Avery L7166'],
	['avery-l7165', 'labels', 'a4', 8, 99.1, 67.7, 4, 'Avery L7165'],
	['avery-l7173', 'labels', 'a4', 10, 99.1, 57, 3, 'Avery L7173'],
	['avery-l7163', 'labels', 'a4', 14, 99.1, 38.1, 2.5, 'Avery L7163'],
	['avery-l7160', 'labels', 'a4', 21, 63.5, 38.1, 2.5, 'Avery L7160'],
	['avery-3474', 'labels', 'a4', 24, 70, 37, 4.5, 'Avery 3474, HERMA 4464'],
	['door-letter', 'door', 'letter', 1, 215.9, 279.4, 15, ''],
	['cards-6-letter', 'cards', 'letter', 6, 99.95, 87.8, 5, ''],
	['cards-8-letter', 'cards', 'letter', 8, 99.95, 65.85, 5, ''],
	['avery-5168', 'labels', 'letter', 4, 88.9, 127, 4, 'Avery 5168'],
	['avery-5164', 'labels', 'letter', 6, 101.6, 84.67, 4, 'Avery 5164'],
	['avery-5163', 'labels', 'letter', 10, 101.6, 50.8, 3, 'Avery 5163'],
	['avery-5160', 'labels', 'letter', 30, 66.68, 25.4, 1.8, 'Avery 5160']
])('%s: %s on %s, %i of %f × %f mm', (id, kind, paper, count, width, height, inset, product) => {
	const stock = stockById(id);
	expect(stock).toMatchObject({ id, kind, paper, inset, product });
	expect(labelsPerPage(stock)).toBe(count);
	expect(stock.width).toBeCloseTo(width, 1);
	expect(stock.height).toBeCloseTo(height, 1);
});

it('is offered in this order, what needs no special paper first', () => {
	expect(stocks.slice(0, 4).map(({ id }) => id)).toEqual([
		'door-a4',
		'cards-6-a4',
		'cards-8-a4',
		'avery-l7166'
	]);
	expect(stocks).toHaveLength(16);
});

it('knows paper as it is sold', () => {
	expect(papers).toEqual({ a4: { width: 210, height: 297 }, letter: { width: 215.9, height: 279.4 } });
});
