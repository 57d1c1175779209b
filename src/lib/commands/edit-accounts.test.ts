import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyProfile, unknownFacts } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { addAccount, confirmReadiness, deleteAccounts, editAccount, restoreAccounts } from './edit-accounts';
import { importAccounts } from './import-accounts';
import { emptyWorkspace, readyRoom } from './testing/ready-rooms';
import { must, roomId } from './testing/test-tablet';

let tablet: Awaited<ReturnType<typeof emptyWorkspace>>;
let workspace: Workspace;
beforeEach(async () => {
	tablet = await emptyWorkspace();
	({ workspace } = tablet);
});

const named = (signInName: string) => ({ ...emptyProfile, signInName });
const add = (signInName: string) => addAccount(workspace, { profile: named(signInName) });
const nameOf = (id: string) => workspace.state.accounts.get(id as AccountId)!.profile.signInName;
const refused = (error: object) => ({ ok: false, error });
const done = { ok: true, value: undefined };

describe('adding', () => {
	it('refuses what is no sign-in name, and one that is taken, however it is written', async () => {
		expect(await add('fjord')).toEqual(refused({ type: 'BadSignInName' }));
		must(await add('fjord@contoso.com'));
		const entries = await tablet.entries();
		expect(await add('FJORD@contoso.com')).toEqual(
			refused({ type: 'SignInNameTaken', by: 'fjord@contoso.com' })
		);
		expect(await tablet.entries()).toBe(entries);
	});

	it('takes the next id that is free where renamed accounts have those before', async () => {
		must(await add('fjord@contoso.com'));
		for (const [id, next] of [
			['fjord@contoso.com', 'one@contoso.com'],
			['fjord@contoso.com#2', 'two@contoso.com']
		] as const) {
			must(await editAccount(workspace, { id: id as AccountId, profile: named(next) }));
			expect(await add('fjord@contoso.com')).toMatchObject({ ok: true });
		}
		expect([...workspace.state.accounts.keys()]).toEqual([
			'fjord@contoso.com',
			'fjord@contoso.com#2',
			'fjord@contoso.com#3'
		]);
		expect(nameOf('fjord@contoso.com#3')).toBe('fjord@contoso.com');
	});

	it('brings a deleted account of that name back, with what is new', async () => {
		must(await add('fjord@contoso.com'));
		must(await deleteAccounts(workspace, ['fjord@contoso.com' as AccountId]));
		const profile = { ...named('fjord@contoso.com'), displayName: 'Fjord' };
		expect(await addAccount(workspace, { profile })).toEqual({ ok: true, value: 'fjord@contoso.com' });
		expect(workspace.state.accounts.size).toBe(1);
		expect(workspace.state.accounts.get('fjord@contoso.com' as AccountId)).toMatchObject({
			deleted: false,
			profile: { displayName: 'Fjord' }
		});
	});
});

describe('editing', () => {
	beforeEach(async () => {
		must(await importAccounts(workspace, [readyRoom(1), readyRoom(2)], 'rooms.csv'));
	});

	it('keeps or changes its own name, and takes no other’s', async () => {
		expect(await editAccount(workspace, { id: roomId(1), profile: named('ROOM1@contoso.com') })).toEqual(
			done
		);
		expect(nameOf(roomId(1))).toBe('ROOM1@contoso.com');
		expect(await editAccount(workspace, { id: roomId(1), profile: named(roomId(2)) })).toEqual(
			refused({ type: 'SignInNameTaken', by: roomId(2) })
		);
		expect(await editAccount(workspace, { id: roomId(1), profile: named('nobody') })).toEqual(
			refused({ type: 'BadSignInName' })
		);
		must(await deleteAccounts(workspace, [roomId(2)]));
		expect(await editAccount(workspace, { id: roomId(1), profile: named(roomId(2)) })).toEqual(done);
	});

	it('of another group asks for no name', async () => {
		const credential = { kind: 'password', password: 'new' } as const;
		expect(await editAccount(workspace, { id: roomId(1), credential })).toEqual(done);
		expect(workspace.state.accounts.get(roomId(1))!.credential).toEqual(credential);
		expect(nameOf(roomId(1))).toBe(roomId(1));
	});
});

describe('confirming', () => {
	it('notes it beside the other facts, takes it back, and passes over accounts that are not here', async () => {
		must(await importAccounts(workspace, [readyRoom(1)], 'rooms.csv'));
		const facts = { ...unknownFacts, enabled: true, licences: ['Teams Rooms Pro'] };
		expect(await confirmReadiness(workspace, [roomId(1), roomId(9)], true)).toEqual(done);
		expect(workspace.state.accounts.get(roomId(1))!.facts).toEqual({ ...facts, confirmed: true });
		expect(workspace.state.accounts.size).toBe(1);
		expect(await confirmReadiness(workspace, [roomId(1)], false)).toEqual(done);
		expect(workspace.state.accounts.get(roomId(1))!.facts).toEqual({ ...facts, confirmed: null });
	});
});

describe('deleting and restoring', () => {
	it('name the accounts', async () => {
		must(await importAccounts(workspace, [readyRoom(1), readyRoom(2)], 'rooms.csv'));
		const accounts = [roomId(1), roomId(2)];
		expect(await deleteAccounts(workspace, accounts)).toEqual(done);
		expect(await tablet.newest()).toEqual({ kind: 'accounts.deleted', body: { accounts } });
		expect(await restoreAccounts(workspace, accounts)).toEqual(done);
		expect(await tablet.newest()).toEqual({ kind: 'accounts.restored', body: { accounts } });
	});
});
