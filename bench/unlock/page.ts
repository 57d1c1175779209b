import Dexie from 'dexie';
import { generateOtps } from '$lib/commands/generate-otps';
import { vaultPorts } from '$lib/commands/tablet';
import type { AccountId } from '$lib/domain/ids';
import { ageInThread } from '$lib/vault/age';
import { createVault } from '$lib/vault/vault';
import { foundWorkspace } from '../support/bench-workspace';
import { roomsCsv } from '../support/building';
import { importCsv } from '../support/import-csv';

const accountCount = 100_000;
const otpCount = 20_000;

/** A workspace as the app leaves it on a tablet, its checkpoint written; the passphrase takes scrypt next to nothing. */
export async function seedApp(passphrase: string): Promise<void> {
	const { workspace, database, secrets, tablet } = await foundWorkspace();
	await fill(workspace);
	await workspace.checkpoint();
	await database.local.put({ key: 'tablet', value: tablet });
	const ports = { ...vaultPorts, age: ageInThread, workFactor: 1 };
	const vault = await createVault(ports, secrets, passphrase);
	if (!vault.ok) throw new Error(vault.error.type);
	workspace.close();
	database.close();
}

/** The accounts and OTPs as records of a table each: `bare` without the stamps that only the merging of two tablets needs. */
export type Tables = 'whole' | 'bare';

/** The same accounts and OTPs as records of a table each. */
export async function seedTables(): Promise<void> {
	const { workspace, database } = await foundWorkspace('roompass-to-be-read');
	await fill(workspace);
	const accounts = [...workspace.state.accounts.values()];
	const otps = [...workspace.state.otps.values()];
	await fillTables('whole', accounts, otps);
	const bare = accounts.map((account) => ({ ...account, stamps: undefined }));
	await fillTables('bare', bare, otps);
	workspace.close();
	await database.delete();
}

async function fillTables(name: Tables, accounts: readonly object[], otps: readonly object[]): Promise<void> {
	const tables = openTables(name);
	await tables.table('accounts').bulkPut(accounts);
	await tables.table('otps').bulkPut(otps);
	tables.close();
}

/** Reads the tables back. @returns ms, and how many records */
export async function readTables(name: Tables): Promise<{ ms: number; records: number }> {
	const start = performance.now();
	const tables = openTables(name);
	const [accountRows, otpRows] = await Promise.all([
		tables.table('accounts').toArray(),
		tables.table('otps').toArray()
	]);
	return { ms: performance.now() - start, records: accountRows.length + otpRows.length };
}

function openTables(name: Tables): Dexie {
	const tables = new Dexie(`tables, ${name}`);
	tables.version(1).stores({ accounts: 'id', otps: 'id' });
	return tables;
}

async function fill(workspace: Awaited<ReturnType<typeof foundWorkspace>>['workspace']): Promise<void> {
	await importCsv(workspace, new Blob([roomsCsv(accountCount)]));
	const issued = await generateOtps(workspace, {
		accounts: [...workspace.state.accounts.keys()].slice(0, otpCount) as AccountId[],
		batchName: 'Everything',
		notBefore: 0,
		expirationHours: 72,
		passwords: 'generate'
	});
	if (!issued.ok) throw new Error(issued.error.type);
}
