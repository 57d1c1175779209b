import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyAccounts } from './arbitraries';
import { recogniseTable } from './columns';
import { exportAccounts } from './export-accounts';
import { unhurried } from './pace';
import { defaultImportOptions, planImport } from './plan-import';
import { readTable } from './table';

describe('exportAccounts', () => {
	it('changes nothing when it is imported again, and holds no password', async () => {
		await fc.assert(
			fc.asyncProperty(anyAccounts, async (accounts) => {
				const live = accounts.filter(({ deleted }) => !deleted);
				const text = exportAccounts(accounts);
				expect(text).not.toContain('Secret-4711');
				const table = await readTable(text, unhurried);
				fc.pre(live.length > 0);
				if (!table.ok) throw new Error(table.error.type);
				const { format, mapping } = recogniseTable(table.value);
				expect(format).toBe('roompass-accounts');
				const plan = await planImport(table.value, mapping, accounts, defaultImportOptions, unhurried);
				if (!plan.ok) throw new Error(plan.error.type);
				expect(plan.value).toMatchObject({ creates: [], updates: [], bad: [], skipped: [], notes: [] });
				expect(plan.value.unchanged).toHaveLength(live.length);
			})
		);
	});

	it('makes the same accounts where there are none', async () => {
		await fc.assert(
			fc.asyncProperty(anyAccounts, async (accounts) => {
				const live = accounts.filter(({ deleted }) => !deleted);
				fc.pre(live.length > 0);
				const table = await readTable(exportAccounts(live), unhurried);
				if (!table.ok) throw new Error(table.error.type);
				const { mapping } = recogniseTable(table.value);
				const plan = await planImport(table.value, mapping, [], defaultImportOptions, unhurried);
				if (!plan.ok) throw new Error(plan.error.type);
				expect(plan.value.creates.map(({ patch }) => patch.profile)).toEqual(
					live.map(({ profile }) => profile)
				);
			})
		);
	});
});
