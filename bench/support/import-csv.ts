import { importAccounts } from '$lib/commands/import-accounts';
import { decodeText } from '$lib/domain/csv/encoding';
import { defaultImportOptions, planImport, planPatches } from '$lib/domain/csv/plan-import';
import { recogniseTable } from '$lib/domain/csv/columns';
import { readTable } from '$lib/domain/csv/table';
import type { Workspace } from '$lib/journal/workspace.svelte';

/** Imports a CSV file as the import page does, from its bytes to durable accounts. */
export async function importCsv(workspace: Workspace, file: Blob): Promise<number> {
	const pace = { pause: letOthersRun };
	const { text } = decodeText(new Uint8Array(await file.arrayBuffer()));
	const table = await readTable(text, pace);
	if (!table.ok) throw new Error(table.error.type);
	const { mapping } = recogniseTable(table.value);
	const plan = await planImport(
		table.value,
		mapping,
		workspace.state.accounts.values(),
		defaultImportOptions,
		pace
	);
	if (!plan.ok) throw new Error(plan.error.type);
	const imported = await importAccounts(workspace, planPatches(plan.value), 'rooms.csv');
	if (!imported.ok) throw new Error(imported.error.type);
	return plan.value.creates.length;
}

function letOthersRun(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => resolve();
		port2.postMessage(null);
	});
}
