import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { removeWorkspace } from './remove-workspace';
import { session } from './session.svelte';
import { database } from './tablet';

beforeEach(async () => {
	vi.restoreAllMocks();
	await database.vault.put({ id: 'passphrase', bytes: new Uint8Array([1]), createdAt: 1 });
	await database.entries.put({ id: 'ab'.repeat(16), sequence: 0, receivedAt: 1, bytes: new Uint8Array([1]) });
	await database.local.put({ key: 'tablet', value: 'here' });
	session.phase = 'open';
});

describe('removing the workspace from this tablet', () => {
	it('leaves nothing, and a database that can be used again', async () => {
		expect(await removeWorkspace()).toEqual({ ok: true, value: undefined });
		expect(session.phase).toBe('none');
		for (const table of database.tables) expect(await table.count(), table.name).toBe(0);
	});

	it('says so where the browser refuses, with the workspace locked and still here', async () => {
		vi.spyOn(database, 'delete').mockRejectedValue(new DOMException('in use', 'UnknownError'));
		expect(await removeWorkspace()).toEqual({
			ok: false,
			error: { type: 'StorageFailed', detail: 'UnknownError' }
		});
		expect(session.phase).toBe('locked');
		expect(await database.vault.count()).toBe(1);
	});
});
