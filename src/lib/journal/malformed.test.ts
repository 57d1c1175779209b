import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { randomId } from '$lib/protocol/bytes';
import { sealEntry } from '$lib/protocol/entry-envelope';
import type { EntryDraft } from './entry';
import { canonicalState } from './testing/canonical-state';
import { newWorkspace } from './testing/new-workspace';
import { kinds, oneOfEach, withValueAt } from './testing/one-of-each';
import { Workspace } from './workspace.svelte';

/** What a member's own tablet has sealed and signed, and what nobody can read, among entries that are right. */
it('entries of every kind with malformed content are kept, counted, and change nothing', async () => {
	const { database, keys } = await newWorkspace();
	const encoder = new TextEncoder();
	const said = kinds.filter((kind) => kind !== 'workspace.created' && !kind.startsWith('member.'));
	let position = 0;
	const sealed = async (content: string) => {
		const id = randomId();
		const header = { workspace: keys.workspace, epoch: 1, id, author: keys.member };
		const bytes = await sealEntry(header, encoder.encode(content), keys.epochs.get(1)!, keys.signingKey);
		return { id, sequence: 0, receivedAt: 0, bytes };
	};
	// Later than the founding, and each later than the one before.
	const content = (kind: string, body: unknown) => {
		const stamp = `0fffffff${(position++).toString(16).padStart(8, '0')}`;
		return JSON.stringify({ stamp, kind, body });
	};
	const good = await Promise.all(said.map((kind) => sealed(content(kind, oneOfEach[kind]))));
	const bad: Awaited<ReturnType<typeof sealed>>[] = [];
	for (const kind of kinds) {
		const body: unknown = oneOfEach[kind];
		const [field = 'more'] = Object.keys(body as object);
		for (const broken of [
			null,
			[],
			'text',
			withValueAt(body, [field], 1e300),
			withValueAt(body, ['more'], 'x'),
			withValueAt(body, [field], ['__proto__', { deep: [[[[]]]] }])
		])
			bad.push(await sealed(content(kind, broken)));
	}
	const strange = [
		'',
		'null',
		'{}',
		'[',
		`\ufeff${content('backup.made', oneOfEach['backup.made'])}`,
		`${content('backup.made', oneOfEach['backup.made'])}{}`,
		'['.repeat(100_000),
		content('otps.extended', oneOfEach['otps.extended']).replace('3000', '1e400')
	];
	for (const text of strange) bad.push(await sealed(text));
	expect(bad).toHaveLength(kinds.length * 6 + strange.length);

	await database.entries.bulkAdd(good.slice(0, said.length / 2));
	await database.entries.bulkAdd(bad);
	await database.entries.bulkAdd(good.slice(said.length / 2));
	const workspace = await Workspace.open(database, keys);
	expect(workspace.refused).toBe(bad.length);
	const expected = canonicalState(workspace.state);

	// It goes on from there, with a checkpoint and without one.
	const draft: EntryDraft = { kind: 'workspace.renamed', body: { name: 'Northwind' } };
	expect((await workspace.append([draft])).ok).toBe(true);
	await workspace.checkpoint(async () => {});
	const reopened = await Workspace.open(database, keys);
	expect(reopened.refused).toBe(bad.length);
	expect(canonicalState(reopened.state)).toBe(canonicalState(workspace.state));
	expect(reopened.state.name.value).toBe('Northwind');

	// Without the malformed ones all of it would be the same.
	const stored = await database.entries.toArray();
	await database.checkpoint.clear();
	await database.entries.bulkDelete(
		stored.filter(({ id }) => bad.some((one) => one.id === id)).map((record) => record.position!)
	);
	await database.entries.where('position').above(stored.at(-2)!.position!).delete();
	const without = await Workspace.open(database, keys);
	expect(without.refused).toBe(0);
	expect(canonicalState(without.state)).toBe(expected);
	expect(without.state.otps.size).toBe(1);
});
