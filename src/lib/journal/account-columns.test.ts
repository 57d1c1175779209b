import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsToRows, rowsToColumns } from './account-columns';
import type { AccountRow } from './account-row';
import { decodeContent, encodeContent, type EntryDraft } from './entry';

const text = fc.string({ maxLength: 8, unit: 'grapheme' });
const few = fc.constantFrom('', 'Oslo', 'a\nb', '0');
const id = fc.string({ minLength: 1, maxLength: 8 });
const fact = fc.option(fc.boolean());
const facts = fc.tuple(
	fact,
	fc.option(fc.array(few, { maxLength: 3 })),
	fact,
	fc.option(few),
	fc.option(few),
	fact
);

/** Rows that all write the same groups. */
const uniform = fc
	.record({ profile: fc.boolean(), expected: fc.boolean(), facts: fc.boolean(), password: fc.boolean() })
	.chain((has) =>
		fc.array(
			fc.tuple(
				id,
				has.profile ? fc.tuple(text, text, few, few, few, text, few, few) : fc.constant(null),
				has.expected ? fc.tuple(few, few, text) : fc.constant(null),
				has.facts ? facts : fc.constant(null),
				has.password ? text : fc.constant(null)
			),
			{ minLength: 1, maxLength: 20 }
		)
	)
	.map((rows) => rows as AccountRow[]);

const run = '0'.repeat(32);
const stamp = '0'.repeat(16);
const author = '1'.repeat(32);
const imported = (rows: AccountRow[]): EntryDraft => ({
	kind: 'accounts.imported',
	body: { run, source: 'rooms.csv', rows }
});

it('gives back the rows', () => {
	fc.assert(
		fc.property(uniform, (rows) => {
			const columns = rowsToColumns(rows);
			expect(columns).not.toBeNull();
			expect(columnsToRows(JSON.parse(JSON.stringify(columns)))).toEqual(rows);
		})
	);
});

it('makes the same entry of them, whether or not they fit', () => {
	fc.assert(
		fc.property(uniform, uniform, (some, others) => {
			for (const rows of [some, [...some, ...others]])
				expect(decodeContent(run, author, encodeContent(stamp, imported(rows)))).toMatchObject(
					imported(rows)
				);
		})
	);
});

it('refuses columns that are too short, point nowhere, or are something else', () => {
	const rows: AccountRow[] = [
		['a@b.example', ['a@b.example', 'A', 'Oslo', '', '', '1', '', ''], ['x', 'y', 'z'], null, 'secret']
	];
	const columns = rowsToColumns(rows)!;
	const open = (broken: unknown) => {
		const body = { run, source: 'rooms.csv', columns: broken };
		const bytes = new TextEncoder().encode(JSON.stringify({ stamp, kind: 'accounts.imported', body }));
		return decodeContent(run, author, bytes);
	};
	expect(open(columns)).not.toBeNull();
	for (const broken of [
		null,
		7,
		[],
		{},
		{ ...columns, ids: 'a@b.example' },
		{ ...columns, ids: [...columns.ids, 'c@d.example'] },
		{ ...columns, ids: [] },
		{ ...columns, texts: [] },
		{ ...columns, texts: null },
		{ ...columns, profile: [] },
		{ ...columns, profile: [[7], ...columns.profile!.slice(1)] },
		{ ...columns, expected: [[99], [0], ['z']] },
		{ ...columns, facts: { values: [], numbers: [0] } },
		{ ...columns, passwords: [] },
		// Of more rows than there are ids, or of a type that could be taken for them.
		{ ...columns, passwords: ['secret', 'other'] },
		{ ...columns, passwords: '' },
		{ ...columns, passwords: 's' },
		{ ...columns, passwords: { 0: 'secret' } },
		{ ...columns, passwords: false },
		{ ...columns, expected: '' },
		{ ...columns, expected: [...columns.expected!, ['more']] },
		{ ...columns, expected: [[0], [0], 'z'] },
		{ ...columns, expected: [[0], [0], ['z', 'y']] },
		{ ...columns, profile: 0 },
		{ ...columns, profile: [...columns.profile!, ['more']] },
		{ ...columns, profile: columns.profile!.map((column) => [...column, column[0]]) },
		{ ...columns, facts: 0 },
		{ ...columns, facts: { values: [[null, null, null, null, null, null]], numbers: [0], more: 1 } },
		{ ...columns, facts: { values: [[null, null, null, null, null, null]], numbers: [0, 0] } },
		{ ...columns, facts: { values: { 0: [null, null, null, null, null, null] }, numbers: [0] } },
		{ ...columns, more: [] },
		Object.fromEntries(Object.entries(columns).filter(([name]) => name !== 'passwords')),
		Object.fromEntries(Object.entries(columns).filter(([name]) => name !== 'facts')),
		{ ...columns, ids: Array.from({ length: 1_001 }, (_, n) => `${n}@b.example`) }
	])
		expect(open(broken), JSON.stringify(broken)?.slice(0, 80)).toBeNull();
});

it('refuses an entry that has its rows twice, as rows and by columns', () => {
	const rows: AccountRow[] = [['a@b.example', null, null, null, 'secret']];
	const open = (body: object) =>
		decodeContent(
			run,
			author,
			new TextEncoder().encode(JSON.stringify({ stamp, kind: 'accounts.edited', body }))
		);
	const columns = rowsToColumns(rows);
	expect(open({ rows })).toMatchObject({ body: { rows } });
	expect(open({ columns })).toMatchObject({ body: { rows } });
	expect(open({ rows, columns })).toBeNull();
	expect(open({ rows: [], columns })).toBeNull();
});
