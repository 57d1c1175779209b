import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyProfile, unknownFacts, type AccountPatch } from '$lib/domain/account';
import { isListed } from '$lib/journal/state';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { deleteAccounts, editAccount } from './edit-accounts';
import { importAccounts } from './import-accounts';
import { emptyWorkspace, readyRoom } from './testing/ready-rooms';
import { must, roomId } from './testing/test-tablet';
import { undoImport } from './undo-import';

let tablet: Awaited<ReturnType<typeof emptyWorkspace>>;
let workspace: Workspace;
beforeEach(async () => {
	tablet = await emptyWorkspace();
	({ workspace } = tablet);
});

const imported = async (...patches: AccountPatch[]) =>
	must(await importAccounts(workspace, patches, 'rooms.csv')).run;
const room = (n: number) => workspace.state.accounts.get(roomId(n))!;
const listed = () => [...workspace.state.accounts.values()].filter(isListed).map(({ id }) => id);
const undone = (changed: number) => ({ ok: true, value: { changed } });

/** Every group of an account, named after whoever wrote it. */
const all = (n: number, by: string): AccountPatch => ({
	id: roomId(n),
	profile: { ...emptyProfile, signInName: roomId(n), displayName: by },
	expected: { make: by, model: by, serial: by },
	facts: { ...unknownFacts, licences: [by] },
	credential: { kind: 'password', password: by }
});
const { profile, expected, facts, credential } = all(1, 'first');
const groups = { profile, expected, facts, credential };

describe('undoing an import', () => {
	it.each(['profile', 'expected', 'facts', 'credential'] as const)(
		'gives back the %s that it wrote, and leaves the other groups as they are',
		async (group) => {
			await imported(all(1, 'first'));
			const run = await imported({ id: roomId(1), [group]: all(1, 'second')[group] });
			expect(room(1)[group]).toEqual(all(1, 'second')[group]);
			const stamps = { ...room(1).stamps };
			expect(await undoImport(workspace, run)).toEqual(undone(1));
			expect(room(1)).toMatchObject(groups);
			const rewritten = Object.keys(groups).filter(
				(name) => room(1).stamps[name as never] !== stamps[name as never]
			);
			expect(rewritten).toEqual([group]);
			expect(await undoImport(workspace, run)).toEqual(undone(0));
		}
	);

	it.each(['profile', 'expected', 'facts', 'credential'] as const)(
		'keeps the %s that somebody has changed since',
		async (group) => {
			await imported(all(1, 'first'));
			const run = await imported(all(1, 'second'));
			must(await editAccount(workspace, { id: roomId(1), [group]: all(1, 'third')[group] }));
			expect(await undoImport(workspace, run)).toEqual(undone(1));
			expect(room(1)).toMatchObject({ ...groups, [group]: all(1, 'third')[group] });
		}
	);

	it('deletes what it brought, and what it brought back', async () => {
		await imported(readyRoom(1));
		must(await deleteAccounts(workspace, [roomId(1)]));
		const run = await imported(readyRoom(1), readyRoom(2));
		expect(listed()).toEqual([roomId(1), roomId(2)]);
		expect(await undoImport(workspace, run)).toEqual(undone(2));
		expect(listed()).toEqual([]);
	});

	it('keeps an account that another import has brought, too', async () => {
		await imported(readyRoom(1));
		const run = await imported(readyRoom(1));
		expect(await undoImport(workspace, run)).toEqual(undone(1));
		expect(listed()).toEqual([roomId(1)]);
	});

	it('undoes its own run alone, and nothing where there is no such run', async () => {
		const first = await imported(all(1, 'first'));
		await imported(all(2, 'second'));
		const before = await tablet.entries();
		expect(await undoImport(workspace, 'ab'.repeat(16))).toEqual(undone(0));
		expect(await tablet.entries()).toBe(before);
		expect(await undoImport(workspace, first)).toEqual(undone(1));
		expect(listed()).toEqual([roomId(2)]);
	});

	it('can be called off, and nothing is changed then', async () => {
		const run = await imported(all(1, 'first'));
		const controller = new AbortController();
		controller.abort();
		expect(await undoImport(workspace, run, { signal: controller.signal })).toEqual({
			ok: false,
			error: { type: 'Cancelled' }
		});
		expect(listed()).toEqual([roomId(1)]);
	});
});
