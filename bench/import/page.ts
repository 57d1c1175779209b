import Dexie from 'dexie';
import Papa from 'papaparse';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { foundWorkspace } from '../support/bench-workspace';
import { roomsCsv } from '../support/building';
import { importCsv } from '../support/import-csv';

const rows = 100_000;
let file: File;
let workspace: Workspace;

export async function prepare(): Promise<void> {
	file = new File([roomsCsv(rows)], 'rooms.csv', { type: 'text/csv' });
	({ workspace } = await foundWorkspace());
}

export async function work(): Promise<unknown> {
	await importCsv(workspace, file);
	if (workspace.state.accounts.size !== rows) throw new Error(`${workspace.state.accounts.size} accounts`);
	return { accounts: workspace.state.accounts.size };
}

export async function peer(): Promise<unknown> {
	const database = new Dexie('peer');
	database.version(1).stores({ accounts: 'UPN, DisplayName, Site' });
	const { data } = Papa.parse<Record<string, string>>(await file.text(), {
		header: true,
		skipEmptyLines: true
	});
	await database.table('accounts').bulkPut(data);
	return { accounts: await database.table('accounts').count() };
}
