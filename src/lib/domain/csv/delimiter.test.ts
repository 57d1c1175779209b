import { describe, expect, it } from 'vitest';
import { detectDelimiter } from './delimiter';

const rows = (...lines: string[]) => lines.join('\n');

describe('detectDelimiter', () => {
	it.each<[string, string, string]>([
		['commas', rows('a,b', '1,2'), ','],
		['semicolons', rows('a;b', '1;2'), ';'],
		['tabs', rows('a\tb', '1\t2'), '\t'],
		['bars', rows('a|b', '1|2'), '|'],
		['one column', rows('upn', 'fjord@contoso.com'), ','],
		['nothing', '', ','],
		['a header alone', 'a;b;c', ';'],
		['old Mac line ends', 'a;b\r1;2\r', ';'],
		['Windows line ends', 'a;b\r\n1;2\r\n', ';'],
		['blank lines between', rows('a;b', '', '1;2', ''), ';'],
		// German Excel: decimal commas within cells.
		['semicolons, with a comma in most cells', rows('a;b', '1,0;2,0', '3,0;4,0'), ';'],
		['semicolons, with a comma in every row', rows('Room, floor;UPN;Site', 'A, 1;b;c', 'D, 2;e;f'), ';'],
		['commas, with a semicolon in every row', rows('a;b,c,d', '1;2,3,4'), ','],
		['commas, with lists of licences parted by semicolons', rows('upn,licences', 'a,E5;E3', 'b,E5'), ','],
		['semicolons as often as commas: the first of them', rows('a;b,c', '1;2,3'), ';'],
		['a tab in every row, though commas make more columns', rows('a,b\tc,d', '1,2\t3,4'), '\t'],
		['a tab in some rows only', rows('a,b\tc', '1,2', '3,4'), ','],
		['semicolons, with more commas in the header alone', rows('a;b,c,d', '1;2'), ';'],
		['old Mac line ends, with more commas in the header alone', 'a;b,c,d,e\r1;2', ';'],
		['quoted delimiters', rows('a;b', '"1,2,3";4'), ';']
	])('%s', (_, text, delimiter) => {
		expect(detectDelimiter(text)).toBe(delimiter);
	});

	it('looks at twenty rows', () => {
		const tied = ['a;b,c', ...Array<string>(9).fill('1;2'), ...Array<string>(9).fill('1,2')];
		expect(detectDelimiter(rows(...tied, '1,2', '1;2', '1;2'))).toBe(',');
		expect(detectDelimiter(rows(...tied, '1;2', '1,2', '1,2'))).toBe(';');
	});

	it('judges by the last row of a short table', () => {
		expect(detectDelimiter(rows('a;b,c', '1,2'))).toBe(',');
	});

	it('does not judge by a row that its sample cuts, unless that is all there is', () => {
		const long = 'x'.repeat(70_000);
		// The semicolon of the last row lies beyond the sample.
		expect(detectDelimiter(rows('a;b,c', `1,${long};2`))).toBe(';');
		expect(detectDelimiter(rows('a;b,c', '1,2', `1;${long}`))).toBe(',');
		expect(detectDelimiter(`a;b;${long}`)).toBe(';');
	});
});
