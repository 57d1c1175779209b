import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bytesToHex, randomBytes, randomId } from '$lib/protocol/bytes';
import { sealEntry } from '$lib/protocol/entry-envelope';
import { generateSigningKeyPair } from '$lib/protocol/signing';
import { ageInThread as age, type AgeKey, type AgeLock } from './age';
import {
	backupLock,
	readBackup,
	writeBackup,
	type BackupEntry,
	type BackupLock,
	type BackupSecret
} from './backup';
import { generateSecrets, openKeys } from './keys';
import { newRecoveryKit, type RecoveryCode } from './recovery-kit';
import type { VaultSecrets } from './secrets';

// Hundreds of files are opened here: on a busy machine that takes longer than a test's usual 5 s.
vi.setConfig({ testTimeout: 60_000 });

const lock: BackupLock & AgeLock = { type: 'passphrase', passphrase: 'correct horse battery', workFactor: 2 };
const secret: BackupSecret & AgeKey = { type: 'passphrase', passphrase: 'correct horse battery' };
/** The last is long enough to be compressed. */
const rooms = ['Room één', 'Room two', 'Room three'.padEnd(2_000, '.')];
let secrets: VaultSecrets;
let entries: BackupEntry[];
let kit: { code: RecoveryCode; recipient: string };

beforeAll(async () => {
	secrets = { ...(await generateSecrets()).secrets };
	secrets = { ...secrets, epochs: [...secrets.epochs, { ...secrets.epochs[0]!, epoch: 70_000 }] };
	kit = await newRecoveryKit(age);
	const keys = await openKeys(secrets);
	const { privateKey } = await generateSigningKeyPair(false);
	entries = await Promise.all(
		rooms.map(async (room, i) => {
			const epoch = i === 0 ? 1 : 70_000;
			const header = { workspace: secrets.workspace, epoch, id: randomId(), author: randomId() };
			const content = new TextEncoder().encode(
				JSON.stringify({ stamp: '0'.repeat(16), kind: 'test', body: { room } })
			);
			const envelope = await sealEntry(header, content, keys.epochs.get(epoch)!, privateKey);
			return { sequence: i === 2 ? null : i + 1, envelope };
		})
	);
});

const header = () => ({
	workspace: { id: secrets.workspace, name: 'Kéizersgracht' },
	createdAt: 1_735_689_600_000,
	createdBy: 'Tablet 1',
	secrets
});
const source = (some = entries) => ({ ...header(), entryCount: some.length, entries: some });
const refused = (type: string) => ({ ok: false, error: { type } });

/** A backup whose lines are as given, whatever they are. */
async function fileOf(plaintext: string): Promise<Uint8Array<ArrayBuffer>> {
	return age.encrypt(new TextEncoder().encode(plaintext), lock);
}
async function plaintextOf(file: Uint8Array<ArrayBuffer>): Promise<string> {
	const opened = await age.decrypt(file, secret);
	if (!opened.ok) throw new Error(opened.error.type);
	return new TextDecoder().decode(opened.value);
}
async function withRightHash(lines: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
	const body = lines.map((line) => `${line}\n`).join('');
	const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
	return fileOf(`${body}{"end":true,"sha256":"${bytesToHex(new Uint8Array(hash))}"}\n`);
}

describe('a backup', () => {
	it('gives back the workspace, by passphrase and by recovery kit', async () => {
		const restored = { ok: true, value: { ...header(), entries } };
		const byPassphrase = await writeBackup(age, source(), lock);
		expect(backupLock(byPassphrase)).toBe('passphrase');
		expect(await readBackup(age, byPassphrase, secret)).toEqual(restored);
		const byKit = await writeBackup(age, source(), { type: 'recovery-kit', recipient: kit.recipient });
		expect(backupLock(byKit)).toBe('recovery-kit');
		expect(await readBackup(age, byKit, { type: 'recovery-code', code: kit.code })).toEqual(restored);
	});

	it('keeps any entries in their order', async () => {
		const entry = fc.record({
			sequence: fc.option(fc.integer({ min: 1, max: 2 ** 40 })),
			envelope: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes))
		});
		await fc.assert(
			fc.asyncProperty(fc.array(entry, { maxLength: 20 }), async (some) => {
				const read = await readBackup(age, await writeBackup(age, source(some), lock), secret);
				expect(read.ok && read.value.entries).toEqual(some);
			}),
			{ numRuns: 30 }
		);
	});

	it('takes entries as they come, tells its progress, and can be called off', async () => {
		async function* slowly() {
			for (const entry of entries) {
				await new Promise((resolve) => setTimeout(resolve, 40));
				yield entry;
			}
		}
		const shares: number[] = [];
		const file = await writeBackup(age, { ...source(), entries: slowly() }, lock, (share) =>
			shares.push(share)
		);
		expect((await readBackup(age, file, secret)).ok).toBe(true);
		expect(shares).toEqual([1 / 3, 2 / 3, 1, 1]);

		const controller = new AbortController();
		const called = writeBackup(
			age,
			{ ...source(), entries: slowly() },
			lock,
			() => controller.abort(),
			controller.signal
		);
		await expect(called).rejects.toThrow('aborted');
	});
});

describe('a backup is refused', () => {
	let file: Uint8Array<ArrayBuffer>;
	beforeAll(async () => {
		file = await writeBackup(age, source(), lock);
	});

	it('with another secret, of either kind', async () => {
		const wrong: BackupSecret = { type: 'passphrase', passphrase: 'wrong horse battery' };
		expect(await readBackup(age, file, wrong)).toEqual(refused('WrongSecret'));
		expect(await readBackup(age, file, { type: 'recovery-code', code: kit.code })).toEqual(
			refused('WrongSecret')
		);
		const byKit = await writeBackup(age, source(), { type: 'recovery-kit', recipient: kit.recipient });
		const { code } = await newRecoveryKit(age);
		expect(await readBackup(age, byKit, { type: 'recovery-code', code })).toEqual(refused('WrongSecret'));
		expect(await readBackup(age, byKit, secret)).toEqual(refused('WrongSecret'));
	});

	it('wherever one bit is flipped', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (at, bit) => {
				const flipped = file.slice();
				flipped[at]! ^= 1 << bit;
				expect((await readBackup(age, flipped, secret)).ok).toBe(false);
			}),
			{ numRuns: 200 }
		);
	});

	it('wherever it is cut off, or goes on', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(file.length - 1), async (length) => {
				expect((await readBackup(age, file.slice(0, length), secret)).ok).toBe(false);
			})
		);
		const longer = new Uint8Array([...file, 10]);
		expect(await readBackup(age, longer, secret)).toEqual(refused('BackupDamaged'));
	});

	it('where it is something else', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
				expect(await readBackup(age, new Uint8Array(bytes), secret)).toEqual(refused('NotABackup'));
			})
		);
		expect(await readBackup(age, await fileOf('my diary\n'), secret)).toEqual(refused('NotABackup'));
		expect(await readBackup(age, await fileOf(''), secret)).toEqual(refused('NotABackup'));
		expect(await readBackup(age, await fileOf('{"format":"other","version":1}\n'), secret)).toEqual(
			refused('NotABackup')
		);
		const foreign = new TextEncoder().encode('age-encryption.org/v1\n-> ssh-ed25519 abc def\nxyz\n--- mac\n');
		expect(backupLock(foreign)).toBeNull();
		expect(await readBackup(age, foreign, secret)).toEqual(refused('NotABackup'));
	});

	it('where a newer version wrote it', async () => {
		const newer = await fileOf('{"format":"roompass-backup","version":2,"all":"new"}\n{"whatever":1}\n');
		expect(await readBackup(age, newer, secret)).toEqual({
			ok: false,
			error: { type: 'BackupTooNew', version: 2 }
		});
	});

	it('where its lines are not those that were hashed', async () => {
		const plaintext = await plaintextOf(file);
		const damaged = refused('BackupDamaged');
		expect(await readBackup(age, await fileOf(plaintext.replace('Tablet 1', 'Tablet 2')), secret)).toEqual(
			damaged
		);
		const lines = plaintext.trimEnd().split('\n');
		const without = (i: number) => lines.filter((_, at) => at !== i).join('\n') + '\n';
		for (let i = 1; i < lines.length; i++)
			expect(await readBackup(age, await fileOf(without(i)), secret)).toEqual(damaged);
		expect(await readBackup(age, await fileOf(plaintext.trimEnd()), secret)).toEqual(damaged);
	});

	it('where its lines are hashed rightly and still wrong', async () => {
		const [first, ...rest] = (await plaintextOf(file)).trimEnd().split('\n').slice(0, -1);
		const changed = (change: object) => JSON.stringify({ ...JSON.parse(first!), ...change });
		const damaged = refused('BackupDamaged');
		for (const lines of [
			[first!, ...rest.slice(1)],
			[first!, ...rest, rest[0]!],
			[first!, ...rest.slice(1), '{"sequence":1,"envelope":"?"}'],
			[first!, ...rest.slice(1), '{"sequence":0,"envelope":"AA=="}'],
			[first!, ...rest.slice(1), '{"sequence":1,"envelope":"AA==","more":1}'],
			[first!, ...rest.slice(1), 'no JSON'],
			[changed({ more: 1 }), ...rest],
			[changed({ workspace: { id: randomId(), name: 'Another' } }), ...rest],
			[changed({ secrets: {} }), ...rest]
		])
			expect(await readBackup(age, await withRightHash(lines), secret)).toEqual(damaged);
		expect((await readBackup(age, await withRightHash([first!, ...rest]), secret)).ok).toBe(true);
	});

	it('where the writer was promised another number of entries', async () => {
		await expect(writeBackup(age, { ...source(), entryCount: 2 }, lock)).rejects.toThrow('as many entries');
	});
});

describe('docs/backup.md', () => {
	const hasAge = (() => {
		try {
			return execFileSync('age', ['--version']).length > 0;
		} catch {
			return false;
		}
	})();

	/** The lines of a backup, by the age command line where it is installed. */
	async function linesByHand(file: Uint8Array<ArrayBuffer>, folder: string): Promise<Uint8Array> {
		if (!hasAge) {
			const opened = await age.decrypt(file, { type: 'identity', identity: kit.code });
			return opened.ok ? opened.value : new Uint8Array(0);
		}
		writeFileSync(join(folder, 'backup.age'), file);
		writeFileSync(join(folder, 'key.txt'), `${kit.code}\n`);
		return execFileSync('age', ['-d', '-i', join(folder, 'key.txt'), join(folder, 'backup.age')]);
	}

	it(`opens a backup without Roompass, by ${hasAge ? 'the age command line' : 'an age library'}`, async () => {
		const folder = mkdtempSync(join(tmpdir(), 'backup-'));
		try {
			const file = await writeBackup(age, source(), { type: 'recovery-kit', recipient: kit.recipient });
			writeFileSync(join(folder, 'backup.jsonl'), await linesByHand(file, folder));
			const doc = readFileSync(new URL('../../../docs/backup.md', import.meta.url), 'utf8');
			writeFileSync(join(folder, 'entries.mjs'), /```js\n([\s\S]*?)```/.exec(doc)![1]!);
			const printed = execFileSync(process.execPath, [
				join(folder, 'entries.mjs'),
				join(folder, 'backup.jsonl')
			]);
			const printedRooms = printed
				.toString()
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line).body.room);
			expect(printedRooms).toEqual(rooms);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

it('a large backup holds more than one chunk of age', async () => {
	const large = [{ sequence: 1, envelope: randomBytes(300_000) }];
	const read = await readBackup(age, await writeBackup(age, source(large), lock), secret);
	expect(read.ok && bytesToHex(read.value.entries[0]!.envelope)).toBe(bytesToHex(large[0]!.envelope));
});
