import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCell } from './arbitraries';
import { readPassword } from './cells';
import { unhurried } from './pace';
import { readTable } from './table';
import { writeCsv } from './write';

describe('writeCsv', () => {
	it('guards what a spreadsheet takes for a formula', () => {
		const cells = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', "'=x", 'a=b', "it's", ''];
		const [, row] = writeCsv(['H'], [cells]).split('\r\n');
		expect(row).toBe(`"'=1+1","'+1","'-1","'@x","'\tx","'\rx","''=x",a=b,it's,`);
	});

	it('gives every cell back, read by our own reader', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.array(anyCell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
				async (rows) => {
					// The dot keeps rows from being empty and a carriage return from being the line's.
					const data = rows.map((cells) => [...cells, '.']);
					const table = await readTable(writeCsv(['A', 'B', 'C', 'D'], data), unhurried);
					if (!table.ok) throw new Error(table.error.type);
					expect(table.value.rows.map(({ cells }) => cells.map(readPassword))).toEqual(data);
				}
			)
		);
	});

	it('leaves no cell that begins like a formula', () => {
		fc.assert(
			fc.property(anyCell, (cell) => {
				expect(
					writeCsv(['H'], [[cell, 'x']])
						.split('\r\n')
						.slice(1)
						.join('\r\n')
				).not.toMatch(/^"?[=+\-@\t\r]/);
			})
		);
	});
});
