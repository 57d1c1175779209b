import * as v from 'valibot';
import { err, ok, type Result } from '$lib/domain/result';
import { base64ToBytes, bytesToBase64, bytesToHex } from '$lib/protocol/bytes';
import { maxEnvelopeBytes } from '$lib/protocol/entry-envelope';
import { vaultSecretsSchema, type VaultSecrets } from './secrets';

/** What is inside the age file of a backup, version 1: JSON Lines. docs/backup.md is the specification. */
export const backupVersion = 1;

/** An entry of the journal. */
export interface BackupEntry {
	/** The hub's sequence number; `null` where the hub does not have it. */
	readonly sequence: number | null;
	/** The sealed envelope, see protocol/entry-envelope. */
	readonly envelope: Uint8Array<ArrayBuffer>;
}

/** What a backup says of itself. */
export interface BackupHeader {
	readonly workspace: { readonly id: string; readonly name: string };
	/** Ms since 1970. */
	readonly createdAt: number;
	/** Who made it, as the person or tablet is called. */
	readonly createdBy: string;
	readonly secrets: VaultSecrets;
}

/** A workspace as it was when the backup was made. Entries stand in the order of their arrival. */
export interface Backup extends BackupHeader {
	readonly entries: readonly BackupEntry[];
}

/** `NotABackup`: these are no lines of ours. `BackupTooNew`: written by a newer Roompass. */
export type BackupLinesError =
	| { readonly type: 'NotABackup' }
	| { readonly type: 'BackupDamaged' }
	| { readonly type: 'BackupTooNew'; readonly version: number };

const format = 'roompass-backup';
const headerSchema = v.strictObject({
	format: v.literal(format),
	version: v.literal(backupVersion),
	workspace: v.strictObject({ id: v.string(), name: v.string() }),
	createdAt: v.pipe(v.number(), v.safeInteger()),
	createdBy: v.string(),
	entries: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
	secrets: vaultSecretsSchema
});
const anyVersionSchema = v.object({
	format: v.literal(format),
	version: v.pipe(v.number(), v.safeInteger())
});
const entrySchema = v.strictObject({
	sequence: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
	envelope: v.string()
});

/** The last line, for a hash of 64 hex digits: always as long. */
const endLine = (sha256: string) => `${JSON.stringify({ end: true, sha256 })}\n`;
const endLength = endLine('0'.repeat(64)).length;

/** The first line. */
export function headerLine(header: BackupHeader, entryCount: number): Uint8Array<ArrayBuffer> {
	const { workspace, createdAt, createdBy, secrets } = header;
	return line({
		format,
		version: backupVersion,
		workspace,
		createdAt,
		createdBy,
		entries: entryCount,
		secrets
	});
}

/** The line of an entry. */
export function entryLine({ sequence, envelope }: BackupEntry): Uint8Array<ArrayBuffer> {
	return line({ sequence, envelope: bytesToBase64(envelope) });
}

/** All lines in one buffer, followed by the last, with their hash. The lines handed in are cleared. */
export async function joinLines(lines: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
	const bodyLength = lines.reduce((length, line) => length + line.length, 0);
	const bytes = new Uint8Array(bodyLength + endLength);
	let at = 0;
	for (const line of lines) {
		bytes.set(line, at);
		at += line.length;
		line.fill(0);
	}
	bytes.set(new TextEncoder().encode(endLine(await sha256(bytes.subarray(0, bodyLength)))), bodyLength);
	return bytes;
}

/** The backup in these bytes. Refused whole where anything is missing, too much or other than its hash says. */
export async function parseBackupLines(
	bytes: Uint8Array<ArrayBuffer>
): Promise<Result<Backup, BackupLinesError>> {
	const lines = linesOf(bytes);
	const first = lines.next().value;
	const anyVersion = v.safeParse(anyVersionSchema, first);
	if (!anyVersion.success) return err({ type: 'NotABackup' });
	if (anyVersion.output.version > backupVersion)
		return err({ type: 'BackupTooNew', version: anyVersion.output.version });
	const damaged = err({ type: 'BackupDamaged' } as const);

	const end = endLine(await sha256(bytes.subarray(0, -endLength)));
	if (new TextDecoder().decode(bytes.subarray(-endLength)) !== end) return damaged;
	const header = v.safeParse(headerSchema, first);
	if (!header.success || header.output.workspace.id !== header.output.secrets.workspace) return damaged;

	const entries: BackupEntry[] = [];
	for (let i = 0; i < header.output.entries; i++) {
		const entry = parseEntry(lines.next().value);
		if (entry === null) return damaged;
		entries.push(entry);
	}
	lines.next();
	if (!lines.next().done) return damaged;
	const { workspace, createdAt, createdBy, secrets } = header.output;
	return ok({ workspace, createdAt, createdBy, secrets, entries });
}

function parseEntry(value: unknown): BackupEntry | null {
	const entry = v.safeParse(entrySchema, value);
	if (!entry.success) return null;
	try {
		const envelope = base64ToBytes(entry.output.envelope);
		return envelope.length > maxEnvelopeBytes ? null : { sequence: entry.output.sequence, envelope };
	} catch {
		return null;
	}
}

/** The JSON value of each line; `undefined` for a line that is none. */
function* linesOf(bytes: Uint8Array): Generator<unknown, undefined> {
	const decoder = new TextDecoder();
	for (let start = 0; start < bytes.length;) {
		const newline = bytes.indexOf(10, start);
		const end = newline < 0 ? bytes.length : newline;
		yield parseLine(decoder.decode(bytes.subarray(start, end)));
		start = end + 1;
	}
}

function parseLine(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function line(value: unknown): Uint8Array<ArrayBuffer> {
	return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
