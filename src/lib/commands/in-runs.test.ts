import { expect, it } from 'vitest';
import { inRuns } from './in-runs';

it.each([
	[0, []],
	[1, [1]],
	[999, [999]],
	[1_000, [1_000]],
	[1_001, [1_000, 1]],
	[2_500, [1_000, 1_000, 500]]
])('%d rows become entries of %j', (count, sizes) => {
	const rows = Array.from({ length: count }, (_, n) => `${n}`);
	const drafts = inRuns(rows, (accounts) => ({ kind: 'accounts.deleted', body: { accounts } }));
	const parts = drafts.map(({ body }) => (body as { accounts: string[] }).accounts);
	expect(parts.map((part) => part.length)).toEqual(sizes);
	expect(parts.flat()).toEqual(rows);
	expect(drafts.every(({ kind }) => kind === 'accounts.deleted')).toBe(true);
});
