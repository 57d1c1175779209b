import Papa from 'papaparse';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCell } from './arbitraries';
import { unhurried } from './pace';
import { readTable, type Table } from './table';

async function tableOf(text: string): Promise<Table> {
	const result = await readTable(text, unhurried);
	if (!result.ok) throw new Error(result.error.type);
	return result.value;
}

describe('readTable', () => {
	it('finds the delimiter, or takes it from Excel’s line', async () => {
		for (const delimiter of [',', ';', '\t', '|'] as const) {
			const table = await tableOf(`UPN${delimiter}Room\na@b.example${delimiter}Fjord\n`);
			expect(table).toMatchObject({ delimiter, header: ['UPN', 'Room'] });
			expect(table.rows).toEqual([{ line: 2, cells: ['a@b.example', 'Fjord'] }]);
		}
		const named = await tableOf('sep=|\r\nUPN,x|Room\r\na|b\r\n');
		expect(named).toMatchObject({ delimiter: '|', header: ['UPN,x', 'Room'], rows: [{ line: 3 }] });
	});

	it('is not led astray by commas in cells', async () => {
		expect(await tableOf('Name;Licences\nRoom 1, east;A, B\nRoom 2, west;C, D\n')).toMatchObject({
			delimiter: ';'
		});
		expect(await tableOf('a@b.example\tRoom 1, east, 3\na2@b.example\tRoom 2, east, 3\n')).toMatchObject({
			delimiter: '\t'
		});
	});

	it('skips the line of Export-Csv and empty lines, and counts them', async () => {
		const table = await tableOf(
			'#TYPE Some.Type, with a comma\r\n\r\n"UPN","Room"\r\n\r\n,\r\n"a@b.example","1"\r\n'
		);
		expect(table.header).toEqual(['UPN', 'Room']);
		expect(table.rows).toEqual([{ line: 6, cells: ['a@b.example', '1'] }]);
	});

	it('counts lines through line breaks in cells, whichever they are', async () => {
		for (const eol of ['\n', '\r\n', '\r']) {
			const lines = ['UPN,Notes', '"a@b.example","one', 'two', '"', 'b@b.example,x', '', '"c@b.example","y"'];
			const table = await tableOf(lines.join(eol));
			expect(table.rows.map(({ line }) => line)).toEqual([2, 5, 7]);
			expect(table.rows[0]!.cells[1]).toBe(`one${eol}two${eol}`);
		}
	});

	it('reads mixed line ends', async () => {
		const table = await tableOf('UPN,Room\r\na@b.example,1\nb@b.example,2\r\n');
		expect(table.rows).toEqual([
			{ line: 2, cells: ['a@b.example', '1'] },
			{ line: 3, cells: ['b@b.example', '2'] }
		]);
	});

	it.each([
		['"sep=;"\r\nUPN;Room\r\na;b', ';', 2],
		['SEP=,\nUPN,Room\na,b', ',', 2],
		['sep=\t\rUPN\tRoom\ra\tb', '\t', 2],
		['\ufeffsep=|\nUPN|Room\na|b', '|', 2],
		['sep=;\nsep=,\nUPN,Room\na,b', ',', 3],
		['#TYPE A\nsep=;\n\nUPN;Room\na;b', ';', 4],
		['sep=;\n#type B\nUPN;Room\na;b', ';', 3]
	])('passes over what stands before the header: %j', async (text, delimiter, line) => {
		expect(await tableOf(text)).toEqual({
			delimiter,
			header: ['UPN', 'Room'],
			hasHeader: true,
			rows: [{ line: line + 1, cells: ['a', 'b'] }]
		});
	});

	it('takes for the header what only looks like such a line', async () => {
		expect((await tableOf('sep=:;x\n1;2')).header).toEqual(['sep=:', 'x']);
		expect((await tableOf('x sep=,\n1,2')).header).toEqual(['x sep=', '']);
		expect((await tableOf('#TYPED,x\n1,2')).header).toEqual(['#TYPED', 'x']);
	});

	it('trims names of columns, not cells', async () => {
		const table = await tableOf(' UPN , Room \n a , b \n');
		expect(table.header).toEqual(['UPN', 'Room']);
		expect(table.rows[0]!.cells).toEqual([' a ', ' b ']);
	});

	it('has a list without a header whatever its delimiter, and each name where it stands', async () => {
		expect(await tableOf('a@b.example;;b@b.example\n\nc@b.example; ;x')).toMatchObject({
			delimiter: ';',
			header: ['UPN'],
			hasHeader: false,
			rows: [
				{ line: 1, cells: ['a@b.example'] },
				{ line: 1, cells: ['b@b.example'] },
				{ line: 3, cells: ['c@b.example'] },
				{ line: 3, cells: ['x'] }
			]
		});
		expect(await tableOf('Fjord;a@b.example;b@b.example')).toMatchObject({
			header: ['', 'UPN', 'UPN'],
			rows: [{ cells: ['Fjord', 'a@b.example', 'b@b.example'] }]
		});
	});

	it('names the line of a quote that is never closed, also after line breaks in cells', async () => {
		const unclosed = await readTable('UPN,Notes\na,"1\n2"\n\nb,"open\nc,x\n', unhurried);
		expect(unclosed).toEqual({ ok: false, error: { type: 'UnclosedQuote', line: 5 } });
	});

	it('counts lines through slices, with and without line breaks in cells', async () => {
		const row = `"a@b.example","${'x'.repeat(900)}"`;
		const broken = `"a@b.example","${'x'.repeat(450)}\r\n${'x'.repeat(450)}"`;
		const table = await tableOf(
			['UPN,Notes', ...Array(400).fill(row), ...Array(400).fill(broken), row].join('\r\n')
		);
		expect(table.rows).toHaveLength(801);
		expect(table.rows.map(({ line }) => line).filter((_, i) => [0, 399, 400, 401, 800].includes(i))).toEqual([
			2, 401, 402, 404, 1_202
		]);
	});

	it('keeps rows as long as they are', async () => {
		const table = await tableOf('UPN,Room\na@b.example\nb@b.example,1,2\n');
		expect(table.rows.map(({ cells }) => cells.length)).toEqual([1, 3]);
	});

	it('knows a list without a header', async () => {
		const list = await tableOf('a@b.example\nb@b.example\n\nnot a name\n');
		expect(list).toMatchObject({ hasHeader: false, header: ['UPN'] });
		expect(list.rows.map(({ line, cells: [cell] }) => [line, cell])).toEqual([
			[1, 'a@b.example'],
			[2, 'b@b.example'],
			[4, 'not a name']
		]);
		expect(await tableOf('a@b.example; b@b.example; c@b.example')).toMatchObject({
			header: ['UPN'],
			rows: [{ cells: ['a@b.example'] }, { cells: [' b@b.example'] }, { cells: [' c@b.example'] }]
		});
		expect(await tableOf('Fjord\ta@b.example\nSogn\tb@b.example')).toMatchObject({
			hasHeader: false,
			header: ['', 'UPN'],
			rows: [{ line: 1 }, { line: 2 }]
		});
	});

	it('says what is no table', async () => {
		const error = async (text: string) => {
			const result = await readTable(text, unhurried);
			return result.ok ? undefined : result.error;
		};
		expect(await error('')).toEqual({ type: 'EmptyFile' });
		expect(await error('\ufeff\r\n \r\n')).toEqual({ type: 'EmptyFile' });
		expect(await error('UPN,Room\n')).toEqual({ type: 'NoRows' });
		expect(await error('UPN,Notes\na@b.example,ok\nb@b.example,"open\nc@b.example,x\n')).toEqual({
			type: 'UnclosedQuote',
			line: 3
		});
	});

	it('tells how far it is and stops when asked', async () => {
		const text = 'UPN,Notes\n' + `a@b.example,${'x'.repeat(90)}\n`.repeat(20_000);
		const seen: number[] = [];
		const whole = await readTable(text, { pause: async () => {}, progress: (done) => seen.push(done) });
		expect(whole.ok && whole.value.rows.length).toBe(20_000);
		expect(seen.length).toBeGreaterThan(5);
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		expect(seen.at(-1)).toBe(1);

		const stop = new AbortController();
		const stopped = await readTable(text, { pause: async () => stop.abort(), signal: stop.signal });
		expect(stopped).toEqual({ ok: false, error: { type: 'Cancelled' } });
	});

	it('reads a row that is longer than a slice', async () => {
		const long = 'line\n'.repeat(200_000);
		const table = await tableOf(`UPN,Notes\na@b.example,"${long}"\nb@b.example,x\n`);
		expect(table.rows.map(({ line, cells }) => [line, cells[1]!.length])).toEqual([
			[2, 1_000_000],
			[200_003, 1]
		]);
	});

	it('gives the same table for any delimiter, line end and quoting', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 2, max: 5 }).chain((width) =>
					fc.array(fc.array(anyCell, { minLength: width, maxLength: width }), {
						minLength: 1,
						maxLength: 8
					})
				),
				fc.constantFrom(',', ';', '\t', '|'),
				fc.constantFrom('\n', '\r\n'),
				fc.boolean(),
				async (rows, delimiter, newline, quotes) => {
					const header = ['UPN', ...rows[0]!.slice(1).map((_, i) => `Column ${i}`)];
					// A row without any text is skipped, and a carriage return at a row's very end is the line's.
					const data = rows.map((cells) => [...cells.slice(0, -1), cells.at(-1)!.replace(/\r+$/, '') + '.']);
					const text = Papa.unparse([header, ...data], { delimiter, newline, quotes });
					const table = await tableOf(text);
					expect(table.header).toEqual(header);
					expect(table.rows.map(({ cells }) => cells)).toEqual(data);
					const lines = text.split(/\r\n|\n|\r/);
					const starts = table.rows.map(({ line }) => lines[line - 1]!);
					for (const [i, start] of starts.entries()) {
						const [firstPart] = data[i]![0]!.split(/\r\n|\n|\r/);
						expect(start.replaceAll('""', '"')).toContain(firstPart!);
					}
				}
			)
		);
	});
});
