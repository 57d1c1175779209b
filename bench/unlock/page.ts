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

/** The same accounts and OTPs as records of a table each, without what only a journal needs. */
export async function seedTables(): Promise<void> {
	const { workspace, database } = await foundWorkspace();
	await fill(workspace);
	const tables = openTables();
	const { accounts } = workspace.state;
	await tables
		.table('accounts')
		.bulkPut(Array.from(accounts.values(), (account) => ({ ...account, stamps: undefined })));
	await tables.table('otps').bulkPut([...workspace.state.otps.values()]);
	tables.close();
	workspace.close();
	await database.delete();
}

/** Reads the tables back. @returns ms, and how many records */
export async function readTables(): Promise<{ ms: number; records: number }> {
	const start = performance.now();
	const tables = openTables();
	const [accountRows, otpRows] = await Promise.all([
		tables.table('accounts').toArray(),
		tables.table('otps').toArray()
	]);
	return { ms: performance.now() - start, records: accountRows.length + otpRows.length };
}

function openTables(): Dexie {
	const tables = new Dexie('tables');
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
