import { expect, it } from 'vitest';
import { papers, stockById, stocks } from './stock';

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
