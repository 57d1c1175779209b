import { describe, expect, it } from 'vitest';
import { emptyExpectedDevice, unknownFacts, type Account, type AccountPatch } from '../account';
import { recogniseTable } from '../csv/columns';
import { unhurried } from '../csv/pace';
import { defaultImportOptions, planImport } from '../csv/plan-import';
import { readTable } from '../csv/table';
import { readinessOf } from '../readiness';
import { sampleBuilding } from './building';

async function importSample() {
	const table = await readTable(sampleBuilding(), unhurried);
	if (!table.ok) throw new Error(table.error.type);
	const { format, mapping } = recogniseTable(table.value);
	const plan = await planImport(table.value, mapping, [], defaultImportOptions, unhurried);
	if (!plan.ok) throw new Error(plan.error.type);
	return { format, plan: plan.value };
}

const readiness = ({ profile, facts = unknownFacts }: AccountPatch) =>
	readinessOf({ profile: profile!, facts } satisfies Pick<Account, 'profile' | 'facts'>, new Set()).status;

describe('sampleBuilding', () => {
	it('imports whole, as our own format', async () => {
		const { format, plan } = await importSample();
		expect(format).toBe('roompass-accounts');
		expect(plan).toMatchObject({ updates: [], unchanged: [], bad: [], skipped: [], notes: [] });
		expect(plan.creates).toHaveLength(40);
	});

	it('has 34 rooms that are ready, 4 that need action and 2 unknown', async () => {
		const { plan } = await importSample();
		const counts: Record<string, number> = {};
		for (const { patch } of plan.creates) counts[readiness(patch)] = (counts[readiness(patch)] ?? 0) + 1;
		expect(counts).toEqual({ 'no-action-needed': 34, 'needs-action': 4, 'not-available': 2 });
	});

	it('expects a device in half of them, no serial number twice', async () => {
		const { plan } = await importSample();
		const serials = plan.creates.map(({ patch }) => (patch.expected ?? emptyExpectedDevice).serial);
		expect(new Set(serials.filter((serial) => serial !== '')).size).toBe(20);
	});
});
