import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { expect, it } from 'vitest';
import { RoompassDatabase } from './database';
import { newWorkspace } from './testing/new-workspace';
import { canonicalState } from './testing/canonical-state';
import { Workspace } from './workspace.svelte';

it('a database of version 1 opens with everything there, and more room', async () => {
	const { database, keys } = await newWorkspace();
	const before = await Workspace.open(database, keys);
	await before.append([{ kind: 'workspace.renamed', body: { name: 'Fabrikam' } }]);
	const entries = await database.entries.toArray();

	const old = new Dexie('version 1');
	old.version(1).stores({
		entries: '++position, &id, sequence',
		checkpoint: 'page',
		vault: 'id',
		local: 'key'
	});
	await old.table('entries').bulkAdd(entries);
	await old.table('vault').add({ id: 'passphrase', bytes: new Uint8Array([1]), createdAt: 1 });
	await old.table('local').add({ key: 'auto-lock', value: 30 });
	old.close();

	const upgraded = new RoompassDatabase('version 1');
	const workspace = await Workspace.open(upgraded, keys);
	expect(canonicalState(workspace.state)).toBe(canonicalState(before.state));
	expect(await upgraded.entries.toArray()).toEqual(entries);
	expect(await upgraded.vault.count()).toBe(1);
	expect((await upgraded.local.get('auto-lock'))?.value).toBe(30);
	expect([await upgraded.operations.count(), await upgraded.inbox.count()]).toEqual([0, 0]);
	expect((await workspace.append([{ kind: 'workspace.renamed', body: { name: 'Contoso' } }])).ok).toBe(true);
});
