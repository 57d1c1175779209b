import { describe, expect, it } from 'vitest';
import { recogniseTable } from './columns';
import { exportBadRows } from './export-bad-rows';
import { unhurried } from './pace';
import { defaultImportOptions, planImport } from './plan-import';
import { readTable } from './table';

async function read(text: string) {
	const table = await readTable(text, unhurried);
	if (!table.ok) throw new Error(table.error.type);
	const plan = await planImport(
		table.value,
		recogniseTable(table.value).mapping,
		[],
		defaultImportOptions,
		unhurried
	);
	if (!plan.ok) throw new Error(plan.error.type);
	return { header: table.value.header, bad: plan.value.bad };
}

describe('exportBadRows', () => {
	it('adds the line and the reason, and reads the same again', async () => {
		const first = await read("UPN,Room\nnobody,'=1\na@b.example,1,surplus\n");
		const once = exportBadRows(first.header, first.bad, ({ reason }) => reason.type);
		expect(once).toBe(
			`Line,Reason,UPN,Room\r\n2,BadSignInName,nobody,"'=1"\r\n3,RowTooLong,a@b.example,1,surplus`
		);
		const second = await read(once);
		expect(second.bad.map(({ reason }) => reason.type)).toEqual(['BadSignInName', 'RowTooLong']);
		expect(exportBadRows(second.header, second.bad, ({ reason }) => reason.type)).toBe(once);
	});

	it('takes for its own only what has both of its columns, in their order', async () => {
		const bad = [
			{ line: 7, cells: ['one', 'two', 'x'], signInName: 'x', reason: { type: 'UnknownAccount' } }
		] as const;
		for (const header of [
			['Line', 'Room', 'UPN'],
			['Room', 'Reason', 'UPN'],
			['Reason', 'Line', 'UPN']
		])
			expect(exportBadRows(header, bad, () => 'why')).toBe(
				`Line,Reason,${header.join(',')}\r\n7,why,one,two,x`
			);
	});
});
