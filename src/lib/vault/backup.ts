import { err, type Result } from '$lib/domain/result';
import type { Age, AgeLock } from './age';
import {
	entryLine,
	headerLine,
	joinLines,
	parseBackupLines,
	type Backup,
	type BackupEntry,
	type BackupHeader,
	type BackupLinesError
} from './backup-lines';
import type { RecoveryCode } from './recovery-kit';

export type { Backup, BackupEntry, BackupHeader } from './backup-lines';

/** A backup to be made; its entries may come one by one. */
export interface BackupSource extends BackupHeader {
	readonly entryCount: number;
	readonly entries: Iterable<BackupEntry> | AsyncIterable<BackupEntry>;
}

/** What a backup is locked with: a passphrase, or the public half of the recovery kit (`age1…`). */
export type BackupLock =
	| {
			readonly type: 'passphrase';
			readonly passphrase: string;
			/** Base-2 logarithm of scrypt's N; age's own where it is not given. */
			readonly workFactor?: number;
	  }
	| { readonly type: 'recovery-kit'; readonly recipient: string };

/** What opens a backup. */
export type BackupSecret =
	| { readonly type: 'passphrase'; readonly passphrase: string }
	| { readonly type: 'recovery-code'; readonly code: RecoveryCode };

/** Why a backup is refused, whole. `NotABackup`: no age file, or one that holds something else. */
export type ReadBackupError = BackupLinesError | { readonly type: 'WrongSecret' };

/** How long the writing may keep the screen waiting, ms. */
const breath = 30;

/**
 * Makes the bytes of a backup file.
 * @param onProgress told the share of entries that are in, 0 to 1, from time to time
 * @param signal where it is aborted, the promise rejects with its reason and nothing was made
 */
export async function writeBackup(
	age: Age,
	source: BackupSource,
	lock: BackupLock,
	onProgress?: (share: number) => void,
	signal?: AbortSignal
): Promise<Uint8Array<ArrayBuffer>> {
	const lines = [headerLine(source, source.entryCount)];
	let lastBreath = performance.now();
	for await (const entry of source.entries) {
		lines.push(entryLine(entry));
		if (performance.now() - lastBreath < breath) continue;
		onProgress?.((lines.length - 1) / source.entryCount);
		await new Promise((resolve) => setTimeout(resolve));
		signal?.throwIfAborted();
		lastBreath = performance.now();
	}
	if (lines.length - 1 !== source.entryCount)
		throw new Error('a backup has to have as many entries as it says');
	const plaintext = await joinLines(lines);
	signal?.throwIfAborted();
	onProgress?.(1);
	return age.encrypt(plaintext, ageLock(lock));
}

/** Which secret a backup asks for; `null` where it is no age file, or one locked otherwise. */
export function backupLock(file: Uint8Array): 'passphrase' | 'recovery-kit' | null {
	const header = new TextDecoder().decode(file.subarray(0, 4096)).split('\n---')[0]!;
	if (!header.startsWith('age-encryption.org/v1\n')) return null;
	if (header.includes('\n-> scrypt ')) return 'passphrase';
	return header.includes('\n-> X25519 ') ? 'recovery-kit' : null;
}

/** Opens a backup file. Nothing of it is believed before all of it is read and its hash is right. */
export async function readBackup(
	age: Age,
	file: Uint8Array<ArrayBuffer>,
	secret: BackupSecret
): Promise<Result<Backup, ReadBackupError>> {
	if (backupLock(file) === null) return err({ type: 'NotABackup' });
	const key = secret.type === 'passphrase' ? secret : ({ type: 'identity', identity: secret.code } as const);
	const opened = await age.decrypt(file, key);
	if (!opened.ok) return err({ type: opened.error.type === 'WrongKey' ? 'WrongSecret' : 'BackupDamaged' });
	const backup = await parseBackupLines(opened.value);
	opened.value.fill(0);
	return backup;
}

function ageLock(lock: BackupLock): AgeLock {
	return lock.type === 'passphrase' ? lock : { type: 'recipient', recipient: lock.recipient };
}
