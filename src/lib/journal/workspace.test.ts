import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { emptyProfile } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { randomId } from '$lib/protocol/bytes';
import { sealEntry } from '$lib/protocol/entry-envelope';
import { generateSigningKeyPair } from '$lib/protocol/signing';
import { patchToRow } from './account-row';
import type { RoompassDatabase } from './database';
import { encodeContent, type EntryDraft } from './entry';
import type { WorkspaceKeys } from './keys';
import { canonicalState } from './testing/canonical-state';
import { newWorkspace } from './testing/new-workspace';
import { Workspace } from './workspace.svelte';

const account = (n: number) => `room${n}@contoso.com` as AccountId;
const secret = 'Tr0ub4dor-and-3';

function imported(from: number, to: number): EntryDraft {
	const rows = Array.from({ length: to - from }, (_, i) =>
		patchToRow({
			id: account(from + i),
			profile: { ...emptyProfile, signInName: account(from + i), displayName: `Room ${from + i}` },
			credential: { kind: 'password', password: secret }
		})
	);
	return { kind: 'accounts.imported', body: { run: randomId(), source: 'rooms.csv', rows } };
}

/** Makes the second write to the entries table fail as the browser would: half of an append has been written by then. */
function failSecondWrite(name: string): () => void {
	let writes = 0;
	const { add } = IDBObjectStore.prototype;
	IDBObjectStore.prototype.add = function (...args) {
		if (this.name === 'entries' && ++writes === 2) throw new DOMException('no room', name);
		return add.apply(this, args);
	};
	return () => {
		IDBObjectStore.prototype.add = add;
	};
}

const reopened = (database: RoompassDatabase, keys: WorkspaceKeys) => Workspace.open(database, keys);

describe('workspace', () => {
	it('keeps what was appended', async () => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		expect(workspace.state.name.value).toBe('Contoso');
		expect((await workspace.append([imported(0, 3)])).ok).toBe(true);
		expect(workspace.state.accounts.size).toBe(3);
		const again = await reopened(database, keys);
		expect(canonicalState(again.state)).toBe(canonicalState(workspace.state));
	});

	it('opens to the same state with its checkpoint, without it, and with a damaged one', async () => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		await workspace.append([imported(0, 900), imported(900, 1_800), imported(1_800, 2_500)]);
		await workspace.checkpoint(async () => {});
		expect(await database.checkpoint.count()).toBe(3);
		await workspace.append([{ kind: 'accounts.deleted', body: { accounts: [account(7)] } }]);
		const expected = canonicalState(workspace.state);

		expect(canonicalState((await reopened(database, keys)).state)).toBe(expected);

		await database.checkpoint
			.where('page')
			.equals(1)
			.modify((page) => {
				page.ciphertext[0]! ^= 1;
			});
		expect(canonicalState((await reopened(database, keys)).state)).toBe(expected);

		await database.checkpoint.where('page').equals(1).delete();
		expect(canonicalState((await reopened(database, keys)).state)).toBe(expected);

		await database.checkpoint.clear();
		expect(canonicalState((await reopened(database, keys)).state)).toBe(expected);
	});

	it('does not read the entries that are in the checkpoint', async () => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		await workspace.append([imported(0, 10)]);
		await workspace.checkpoint(async () => {});
		await database.entries
			.where('position')
			.below(100)
			.modify((record) => {
				record.bytes = new Uint8Array(3);
			});
		expect((await reopened(database, keys)).state.accounts.size).toBe(10);
	});

	it.each([
		['QuotaExceededError', { type: 'StorageFull' }],
		['UnknownError', { type: 'StorageFailed', detail: 'UnknownError' }]
	])('stores all of an append or nothing: %s', async (name, error) => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		await workspace.append([imported(0, 3)]);
		const before = canonicalState(workspace.state);
		const restore = failSecondWrite(name);
		expect(await workspace.append([imported(3, 6), imported(6, 9)])).toEqual({ ok: false, error });
		restore();
		expect(canonicalState(workspace.state)).toBe(before);
		expect(canonicalState((await reopened(database, keys)).state)).toBe(before);
		expect((await workspace.append([imported(3, 6)])).ok).toBe(true);
		expect(workspace.state.accounts.size).toBe(6);
	});

	it('stores together what is asked for at once, each append all or none', async () => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		const transaction = vi.spyOn(database, 'transaction');
		const cancelled = new AbortController();
		cancelled.abort();
		const first = workspace.append([imported(0, 1)]);
		// These come while the first is being sealed and stored.
		await Promise.resolve();
		const [a, b, c, none] = await Promise.all([
			workspace.append([imported(1, 2), imported(2, 3)]),
			workspace.append([imported(3, 4)], { signal: cancelled.signal }),
			workspace.append([imported(4, 5)]),
			workspace.append([])
		]);
		expect((await first).ok).toBe(true);
		expect(a.ok && a.value.length).toBe(2);
		expect(b).toEqual({ ok: false, error: { type: 'Cancelled' } });
		expect(c.ok && c.value.length).toBe(1);
		expect(none).toEqual({ ok: true, value: [] });
		expect(transaction).toHaveBeenCalledTimes(2);
		expect([...workspace.state.accounts.keys()]).toEqual([0, 1, 2, 4].map(account));
		expect(canonicalState((await reopened(database, keys)).state)).toBe(canonicalState(workspace.state));
	});

	it('tells everybody who waited when nothing could be stored', async () => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		const before = canonicalState(workspace.state);
		const restore = failSecondWrite('QuotaExceededError');
		const results = await Promise.all([
			workspace.append([imported(0, 1)]),
			workspace.append([imported(1, 2)])
		]);
		restore();
		expect(results.map((result) => !result.ok && result.error.type)).toEqual(['StorageFull', 'StorageFull']);
		expect(canonicalState(workspace.state)).toBe(before);
		expect((await workspace.append([imported(0, 1)])).ok).toBe(true);
	});

	it('is as it was after a cancelled append', async () => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		const before = canonicalState(workspace.state);
		const controller = new AbortController();
		const appended = await workspace.append([imported(0, 3), imported(3, 6)], {
			onprogress: () => controller.abort(),
			signal: controller.signal
		});
		expect(appended).toEqual({ ok: false, error: { type: 'Cancelled' } });
		expect(canonicalState((await reopened(database, keys)).state)).toBe(before);
	});

	it('goes on where a checkpoint cannot be written', async () => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		await workspace.append([imported(0, 3)]);
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		const put = vi
			.spyOn(database.checkpoint, 'bulkPut')
			.mockRejectedValue(new DOMException('no room', 'QuotaExceededError'));
		await workspace.checkpoint(async () => {});
		put.mockRestore();
		expect(warn).toHaveBeenCalledOnce();
		warn.mockRestore();
		expect((await reopened(database, keys)).state.accounts.size).toBe(3);
	});

	it('shows another tab what was appended, and takes turns with it', async () => {
		const { database, keys } = await newWorkspace();
		const one = await Workspace.open(database, keys);
		const other = await Workspace.open(database, keys);
		await one.append([imported(0, 3)]);
		await other.append([imported(3, 5)]);
		await one.append([imported(5, 6)]);
		await vi.waitFor(() => expect(other.state.accounts.size).toBe(6));
		expect(canonicalState(other.state)).toBe(canonicalState(one.state));
	});

	it('keeps and counts what it does not believe, and applies none of it', async () => {
		const { database, keys } = await newWorkspace();
		const before = (await Workspace.open(database, keys)).state;
		const stranger = await generateSigningKeyPair(false);
		const seal = (author: string, signingKey: CryptoKey, content: Uint8Array<ArrayBuffer>) =>
			sealEntry(
				{ workspace: keys.workspace, epoch: 1, id: randomId(), author },
				content,
				keys.epochs.get(1)!,
				signingKey
			);
		const content = encodeContent('0199999999990000', imported(0, 1));
		const newer = new TextEncoder().encode(
			JSON.stringify({ stamp: '0199999999990000', kind: 'rooms.dreamt', body: {} })
		);
		const envelopes = [
			await seal(keys.member, stranger.privateKey, content),
			await seal(randomId(), stranger.privateKey, content),
			await seal(keys.member, keys.signingKey, newer),
			await seal(keys.member, keys.signingKey, new TextEncoder().encode('{"stamp":1}')),
			new Uint8Array([1, 2, 3])
		];
		await database.entries.bulkAdd(
			envelopes.map((bytes) => ({ id: randomId(), sequence: 0, receivedAt: 0, bytes }))
		);
		const workspace = await Workspace.open(database, keys);
		expect(workspace.refused).toBe(5);
		expect(canonicalState(workspace.state)).toBe(canonicalState(before));
		expect(await database.entries.count()).toBe(7);
		await workspace.append([imported(0, 3)]);
		await workspace.checkpoint(async () => {});
		expect((await reopened(database, keys)).refused).toBe(5);
	});

	it('leaves nothing readable on disk', async () => {
		const { database, keys } = await newWorkspace();
		const workspace = await Workspace.open(database, keys);
		await workspace.append([imported(0, 3)]);
		await workspace.checkpoint(async () => {});
		const decoder = new TextDecoder('latin1');
		const dump = JSON.stringify(
			[await database.entries.toArray(), await database.checkpoint.toArray()],
			(_, value: unknown) => (value instanceof Uint8Array ? decoder.decode(value) : value)
		);
		for (const plaintext of [secret, 'Contoso', 'room1', 'Room 1', 'rooms.csv', 'accounts.imported'])
			expect(dump).not.toContain(plaintext);
	});

	it('tells how far the clock is behind the journal', async () => {
		const { database, keys } = await newWorkspace();
		let now = Date.now();
		const workspace = await Workspace.open(database, keys, () => now);
		await workspace.append([imported(0, 1)]);
		now -= 3 * 3_600_000;
		expect(workspace.clockBehind).toBe(3 * 3_600_000);
		await workspace.append([imported(1, 2)]);
		expect(workspace.state.accounts.size).toBe(2);
	});
});
