import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalState } from '$lib/journal/testing/canonical-state';
import { bytesToBase64, randomBytes } from '$lib/protocol/bytes';
import { newHubState, hubRow } from '$lib/sync/hub-state';
import { operationsOf } from '$lib/sync/operations';
import type { VaultSecrets } from '$lib/vault/secrets';
import { createWorkspace, storeNewWorkspace } from './create-workspace';
import { importAccounts } from './import-accounts';
import { backupLock, makeBackup, type BackupFile } from './make-backup';
import { renameWorkspace } from './rename-workspace';
import { openBackup, restoreBackup } from './restore-backup';
import { session } from './session.svelte';
import { ageHere } from './testing/age-here';
import { fillDisk } from './testing/full-disk';
import { readyRoom } from './testing/ready-rooms';
import { must } from './testing/test-tablet';
import { database, readTablet, vaultPorts } from './tablet';
import {
	addPasskey,
	canUsePasskeys,
	changePassphrase,
	keepRecoveryKit,
	proposeRecoveryKit,
	removePasskey,
	unlockMethods,
	unlockWait
} from './unlock-methods';

// Workers do not exist here.
vi.mock('$lib/vault/age-in-worker', async () => ({
	ageInWorker: (await import('./testing/age-here')).ageHere
}));

const passphrase = 'correct horse battery';
const proof = { type: 'passphrase', passphrase } as const;
const whole = { type: 'passphrase', passphrase: 'tall giraffe bicycle' } as const;
const done = { ok: true, value: undefined };
const refused = (type: string) => ({ ok: false, error: { type } });

let makeRoom = () => {};
beforeEach(async () => {
	session.lock();
	for (const table of database.tables) await table.clear();
	session.phase = 'starting';
});
afterEach(() => {
	makeRoom();
	vi.restoreAllMocks();
	vi.useRealTimers();
});

const found = async (name = 'Contoso') => must(await createWorkspace(name, 'Tablet 1', passphrase));
const members = () => [...session.workspace.state.members.values()].map(({ name, role }) => [name, role]);

/** Kinds of all entries, the oldest first. */
async function kinds() {
	const all: string[] = [];
	for await (const { kind } of session.workspace.history()) all.unshift(kind);
	return all;
}

/** The tablet, emptied as another one is. */
async function another() {
	session.lock();
	for (const table of database.tables) await table.clear();
}

describe('founding a workspace', () => {
	it('opens it, with this tablet as its owner, and what is on disk opens again', async () => {
		await found();
		expect(session.phase).toBe('open');
		expect(session.workspace.state.name.value).toBe('Contoso');
		expect(members()).toEqual([['Tablet 1', 'owner']]);
		expect(await readTablet()).toMatchObject({ id: session.workspace.member, name: 'Tablet 1' });
		expect((await readTablet())!.signingKey.extractable).toBe(false);
		const state = canonicalState(session.workspace.state);
		session.lock();
		expect(await session.unlock(proof)).toEqual(done);
		expect(session.workspace.refused).toBe(0);
		expect(canonicalState(session.workspace.state)).toBe(state);
	});

	it('cuts names to what an entry takes, so that everybody believes it', async () => {
		must(await createWorkspace('n'.repeat(201), 't'.repeat(201), passphrase));
		session.lock();
		must(await session.unlock(proof));
		expect(session.workspace.refused).toBe(0);
		expect(session.workspace.state.name.value).toBe('n'.repeat(200));
		expect(members()).toEqual([['t'.repeat(200), 'owner']]);
		expect((await readTablet())!.name).toBe('t'.repeat(200));
		const backup = must(await openBackup(must(await makeBackup(whole)).bytes, whole));
		await another();
		must(await restoreBackup(backup, 'r'.repeat(201), passphrase));
		expect(session.workspace.refused).toBe(0);
		expect(members()).toContainEqual(['r'.repeat(200), 'owner']);
	});

	it('needs a passphrase of eight characters, and leaves nothing without', async () => {
		expect(await createWorkspace('Contoso', 'Tablet 1', '1234567')).toEqual(refused('PassphraseTooShort'));
		expect(await database.entries.count()).toBe(0);
	});

	it('where there is one says so and leaves it as it is', async () => {
		await found();
		const before = await database.entries.toArray();
		const tablet = await readTablet();
		expect(await createWorkspace('Fabrikam', 'Tablet 2', passphrase)).toEqual(refused('VaultExists'));
		expect(await database.entries.toArray()).toEqual(before);
		expect((await readTablet())!.id).toBe(tablet!.id);
		expect(session.workspace.state.name.value).toBe('Contoso');
	});

	it.each([0, 2, 3])(
		'that finds no room after %d writes leaves no workspace, and works later',
		async (after) => {
			makeRoom = fillDisk(after);
			expect(await createWorkspace('Contoso', 'Tablet 1', passphrase)).toEqual(refused('StorageFull'));
			makeRoom();
			expect(session.phase).not.toBe('open');
			expect(await unlockMethods()).toBeNull();
			await found();
			expect(members()).toEqual([['Tablet 1', 'owner']]);
			expect(session.workspace.refused).toBe(0);
		}
	);

	it('clears what an attempt that broke off has left, and the hub of it', async () => {
		const bytes = randomBytes(8);
		await database.entries.add({ id: 'ab'.repeat(16), sequence: 0, receivedAt: 1, bytes });
		await database.checkpoint.add({ page: 0, position: 1, pages: 1, nonce: bytes, ciphertext: bytes });
		await database.inbox.add({ sequence: 1, kind: 'request', at: 1, bytes });
		await database.operations.add({ entry: '', operation: {} as never, sending: 0 });
		await database.local.put(hubRow(newHubState('ab'.repeat(16), 1)));
		await database.local.put({ key: 'auto-lock', value: 5 });
		expect(await storeNewWorkspace([], [{ key: 'tablet', value: 'new' }])).toEqual(done);
		for (const table of [database.entries, database.checkpoint, database.inbox, database.operations])
			expect(await table.count(), table.name).toBe(0);
		expect((await database.local.toArray()).map(({ key }) => key)).toEqual(['auto-lock', 'tablet']);
	});
});

describe('the session', () => {
	it('looks whether there is a workspace, once', async () => {
		await session.start();
		expect(session.phase).toBe('none');
		await found();
		await session.start();
		expect(session.phase).toBe('open');
		session.phase = 'starting';
		await session.start();
		expect(session.phase).toBe('locked');
	});

	it('says where there is no database, and looks again', async () => {
		const all = vi.spyOn(vaultPorts.store, 'all').mockRejectedValue(new Error('private window'));
		await session.start();
		expect(session.phase).toBe('unavailable');
		all.mockRestore();
		await session.start();
		expect(session.phase).toBe('none');
	});

	it('forgets everything when it locks', async () => {
		await found();
		const { workspace } = session;
		const close = vi.spyOn(workspace, 'close');
		session.lock();
		expect(session.phase).toBe('locked');
		expect(close).toHaveBeenCalledOnce();
		expect(workspace.state.members.size).toBe(0);
		expect(() => session.workspace).toThrow('the workspace is locked');
		expect(() => session.vault).toThrow('the vault is locked');
		session.lock();
		expect(close).toHaveBeenCalledOnce();
	});

	it('locks where another tab does, and tells the others; it heeds no other word', async () => {
		const other = new BroadcastChannel('roompass session');
		const heard: unknown[] = [];
		other.onmessage = ({ data }) => heard.push(data);
		await found();
		session.lock();
		await vi.waitFor(() => expect(heard.at(-1)).toBe('lock'));
		must(await session.unlock(proof));
		const told = new Promise((resolve) => {
			const probe = new BroadcastChannel('roompass session');
			probe.onmessage = ({ data }) => {
				if (data !== 'hello') return;
				probe.close();
				resolve(undefined);
			};
		});
		other.postMessage('hello');
		await told;
		expect(session.phase).toBe('open');
		other.postMessage('lock');
		await vi.waitFor(() => expect(session.phase).toBe('locked'));
		other.close();
	});

	it('stays locked with another passphrase, and where the tablet is not known', async () => {
		await found();
		session.lock();
		expect(await session.unlock({ type: 'passphrase', passphrase: 'wrong horse battery' })).toEqual(
			refused('WrongSecret')
		);
		expect(session.phase).toBe('locked');
		await database.local.delete('tablet');
		expect(await session.unlock(proof)).toEqual(refused('TabletUnknown'));
		expect(session.phase).toBe('locked');
	});

	it('reads the checkpoint ahead, once, and does without where it cannot be read', async () => {
		await found();
		await session.workspace.checkpoint();
		session.lock();
		const read = vi.spyOn(database.checkpoint, 'toArray');
		session.makeReady();
		session.makeReady();
		expect(ageHere.warmUp).toHaveBeenCalled();
		must(await session.unlock(proof));
		expect(session.workspace.state.name.value).toBe('Contoso');
		expect(read.mock.calls.length).toBeLessThanOrEqual(1);
		session.lock();
		read.mockRejectedValueOnce(new Error('gone'));
		session.makeReady();
		must(await session.unlock(proof));
		expect(session.workspace.state.name.value).toBe('Contoso');
	});

	it('tells a hub of what is done where one is connected', async () => {
		await found();
		expect(session.workspace.makeOperations).toBeNull();
		session.lock();
		await database.local.put(hubRow(newHubState('ab'.repeat(16), 1)));
		must(await session.unlock(proof));
		expect(session.workspace.makeOperations).toBe(operationsOf);
	});
});

describe('a backup', () => {
	const read = async ({ bytes }: BackupFile) => must(await openBackup(bytes, whole));

	it('is noted in the history, named after workspace and day, and holds every entry', async () => {
		vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 24, 23, 59) });
		await found('Contoso, Oslo & Bergen!');
		must(await importAccounts(session.workspace, [readyRoom(1)], 'rooms.csv'));
		const shares: number[] = [];
		const file = must(await makeBackup(whole, (share) => shares.push(share)));
		expect(file.name).toBe('roompass-contoso-oslo-bergen-2026-11-24.age');
		expect(backupLock(file.bytes)).toBe('passphrase');
		expect(shares.at(-1)).toBe(1);
		expect((await kinds()).at(-1)).toBe('backup.made');
		const backup = await read(file);
		expect(backup).toMatchObject({
			workspace: { id: session.workspace.id, name: 'Contoso, Oslo & Bergen!' },
			createdAt: Date.now(),
			createdBy: 'Tablet 1',
			secrets: session.vault.secrets
		});
		const stored = await database.entries.orderBy('position').toArray();
		expect(backup.entries).toEqual(stored.map(({ bytes }) => ({ sequence: null, envelope: bytes })));
	});

	it.each([
		['', 'workspace'],
		['!?', 'workspace'],
		['-Åre 2-', 'åre-2']
	])('of a workspace called "%s" is named roompass-%s', async (name, part) => {
		await found();
		must(await renameWorkspace(session.workspace, name));
		const file = must(await makeBackup(whole));
		expect(file.name).toBe(`roompass-${part}-${new Date().toISOString().slice(0, 10)}.age`);
	});

	it('keeps the hub’s numbers, also those of a hub before', async () => {
		await found();
		must(await renameWorkspace(session.workspace, 'Fabrikam'));
		const positions = (await database.entries.orderBy('position').primaryKeys()) as number[];
		await database.entries.update(positions[0]!, { sequence: 7 });
		await database.entries.update(positions[1]!, { sequence: -8 });
		await database.sent.add({ position: positions[2]!, count: 1, sequence: 9 });
		const backup = await read(must(await makeBackup(whole)));
		expect(backup.entries.map(({ sequence }) => sequence)).toEqual([
			7,
			8,
			...positions.slice(2).map((_, n) => (n === 0 ? 9 : null)),
			null
		]);
	});

	it('is locked with the recovery kit where that is asked, and there is one', async () => {
		await found();
		const kit = await proposeRecoveryKit();
		const before = await kinds();
		expect(await makeBackup({ type: 'recovery-kit' })).toEqual(refused('NoRecoveryKit'));
		expect(await kinds()).toEqual(before);
		must(await keepRecoveryKit(proof, kit.recipient));
		const { bytes } = must(await makeBackup({ type: 'recovery-kit' }));
		expect(backupLock(bytes)).toBe('recovery-kit');
		expect(await openBackup(bytes, { type: 'recovery-code', code: kit.code })).toMatchObject({ ok: true });
		for await (const { kind, body } of session.workspace.history()) {
			expect({ kind, body }).toEqual({ kind: 'backup.made', body: { protection: 'recovery-kit' } });
			break;
		}
	});

	it('is not made by a tablet without the founding key', async () => {
		await found();
		const { vault } = session;
		session.vaultChanged({ ...vault, secrets: { ...vault.secrets, rootKey: null } });
		const before = await kinds();
		expect(await makeBackup(whole)).toEqual(refused('NotOwner'));
		expect(await kinds()).toEqual(before);
	});

	it('is not made where it cannot be noted, or is called off', async () => {
		await found();
		makeRoom = fillDisk();
		expect(await makeBackup(whole)).toEqual(refused('StorageFull'));
		makeRoom();
		const called = new AbortController();
		called.abort();
		expect(await makeBackup(whole, undefined, called.signal)).toEqual(refused('Cancelled'));
		vi.spyOn(vaultPorts.age, 'encrypt').mockRejectedValue(new RangeError('out of memory'));
		await expect(makeBackup(whole)).rejects.toThrow('out of memory');
	});

	it('restored on an empty tablet opens there, which joins as a new owner', async () => {
		await found();
		must(await importAccounts(session.workspace, [readyRoom(1)], 'rooms.csv'));
		const first = session.workspace.member;
		const backup = await read(must(await makeBackup(whole)));
		await another();
		expect(await restoreBackup(backup, 'Tablet 2', '1234567')).toEqual(refused('PassphraseTooShort'));
		expect(await restoreBackup(backup, 'Tablet 2', passphrase)).toEqual(done);
		expect(session.phase).toBe('open');
		expect(members()).toEqual([
			['Tablet 1', 'owner'],
			['Tablet 2', 'owner']
		]);
		expect(session.workspace.member).not.toBe(first);
		expect(session.workspace.refused).toBe(0);
		expect(session.workspace.state.accounts.size).toBe(1);
		// Its key is its own.
		expect(session.vault.secrets.encryptionKey).not.toBe(backup.secrets.encryptionKey);
		expect({ ...session.vault.secrets, encryptionKey: '' }).toEqual({ ...backup.secrets, encryptionKey: '' });
		must(await renameWorkspace(session.workspace, 'Fabrikam'));
		session.lock();
		must(await session.unlock(proof));
		expect(session.workspace.state.name.value).toBe('Fabrikam');
		const records = await database.entries.orderBy('position').toArray();
		expect(records.slice(0, backup.entries.length).map(({ sequence }) => sequence)).toEqual(
			backup.entries.map(({ sequence }) => sequence ?? 0)
		);
	});

	it('from a tablet whose clock was ahead joins after what is in it', async () => {
		const ahead = Date.now() + 40 * 86_400_000;
		vi.useFakeTimers({ toFake: ['Date'], now: ahead });
		await found();
		const backup = await read(must(await makeBackup(whole)));
		const { lastStamp } = session.workspace.state;
		await another();
		vi.useRealTimers();
		must(await restoreBackup(backup, 'Tablet 2', passphrase));
		expect(session.workspace.refused).toBe(0);
		expect(session.workspace.state.lastStamp > lastStamp).toBe(true);
	});

	it.each([
		['holds no founding key', 'BackupNotByOwner', (s: VaultSecrets) => ({ ...s, rootKey: null })],
		[
			'holds another workspace key',
			'BackupDamaged',
			(s: VaultSecrets) => ({ ...s, epochs: [{ epoch: 1, key: bytesToBase64(randomBytes(32)) }] })
		]
	])('that %s is refused, and nothing is stored', async (_, type, change) => {
		await found();
		const backup = await read(must(await makeBackup(whole)));
		await another();
		const changed = { ...backup, secrets: change(backup.secrets) };
		expect(await restoreBackup(changed, 'Tablet 2', passphrase)).toEqual(refused(type));
		expect(await database.entries.count()).toBe(0);
	});

	it('with an entry that is none is refused', async () => {
		await found();
		const backup = await read(must(await makeBackup(whole)));
		await another();
		const entries = [...backup.entries, { sequence: null, envelope: randomBytes(40) }];
		expect(await restoreBackup({ ...backup, entries }, 'Tablet 2', passphrase)).toEqual(
			refused('BackupDamaged')
		);
	});

	it('is not restored over a workspace, and not without room', async () => {
		await found();
		const backup = await read(must(await makeBackup(whole)));
		const before = await database.entries.count();
		expect(await restoreBackup(backup, 'Tablet 2', passphrase)).toEqual(refused('VaultExists'));
		expect(await database.entries.count()).toBe(before);
		await another();
		makeRoom = fillDisk();
		expect(await restoreBackup(backup, 'Tablet 2', passphrase)).toEqual(refused('StorageFull'));
		makeRoom();
		expect(await unlockMethods()).toBeNull();
		expect(await restoreBackup(backup, 'Tablet 2', passphrase)).toEqual(done);
	});
});

describe('ways to unlock', () => {
	it('change by a proof, and say when to try again', async () => {
		await found();
		expect(await changePassphrase(proof, 'tall giraffe bicycle')).toEqual(done);
		session.lock();
		expect(await unlockWait()).toBeNull();
		for (let i = 0; i < 3; i++) expect(await session.unlock(proof)).toEqual(refused('WrongSecret'));
		expect(await unlockWait()).not.toBeNull();
		await database.local.delete('attempts');
		expect(await session.unlock({ type: 'passphrase', passphrase: 'tall giraffe bicycle' })).toEqual(done);
	});

	it('by a passkey are not there in a browser without', async () => {
		await found();
		expect(await canUsePasskeys()).toBe(false);
		expect(await addPasskey(proof, 'Tablet')).toEqual(refused('PasskeyUnavailable'));
		await removePasskey('passkey:AQID');
		expect((await unlockMethods())!.passkeys).toEqual([]);
	});

	it('say why one of them could not be removed', async () => {
		await found();
		vi.spyOn(vaultPorts.store, 'put').mockRejectedValueOnce(new DOMException('', 'QuotaExceededError'));
		expect(await removePasskey('passkey:AQID')).toEqual(refused('StorageFull'));
		expect(await removePasskey('passkey:AQID')).toEqual(done);
	});

	it('by a recovery kit hold once it is kept, which is noted', async () => {
		await found();
		const { code, recipient } = await proposeRecoveryKit();
		expect(await keepRecoveryKit({ type: 'passphrase', passphrase: 'wrong one' }, recipient)).toEqual(
			refused('WrongSecret')
		);
		expect(session.vault.secrets.recoveryRecipient).toBeNull();
		expect(await keepRecoveryKit(proof, recipient)).toEqual(done);
		expect(session.vault.secrets.recoveryRecipient).toBe(recipient);
		expect((await kinds()).at(-1)).toBe('recovery-kit.made');
		session.lock();
		expect(await session.unlock({ type: 'recovery-code', code })).toEqual(done);
	});

	it('by a recovery kit hold though the note of it found no room', async () => {
		await found();
		const { code, recipient } = await proposeRecoveryKit();
		vi.spyOn(session.workspace, 'append').mockResolvedValue({ ok: false, error: { type: 'StorageFull' } });
		expect(await keepRecoveryKit(proof, recipient)).toEqual(refused('StorageFull'));
		session.lock();
		expect(await session.unlock({ type: 'recovery-code', code })).toEqual(done);
	});
});
