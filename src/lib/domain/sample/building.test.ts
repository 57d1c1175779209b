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

	it('says of each room where it is, and names no room, sign-in or serial number twice', async () => {
		const { plan } = await importSample();
		const profiles = plan.creates.map(({ patch }) => patch.profile!);
		for (const { displayName, site, building, floor, room, timeZone } of profiles) {
			expect([site, building, floor, room, timeZone]).not.toContain('');
			expect(displayName).toBe(`${site} ${room}`);
		}
		expect(new Set(profiles.map(({ room }) => room)).size).toBe(40);
		expect(new Set(profiles.map(({ signInName }) => signInName)).size).toBe(40);
		for (const { patch } of plan.creates)
			if (patch.expected) expect(Object.values(patch.expected)).not.toContain('');
	});

	it('has two sites, in time zones and addresses as they are', async () => {
		const { plan } = await importSample();
		const profiles = plan.creates.map(({ patch }) => patch.profile!);
		const floors = profiles.map(({ site, building, floor }) => `${site}, ${building}, ${floor}`);
		expect([...new Set(floors)]).toEqual([
			'Oslo, Harbour House, 1',
			'Oslo, Harbour House, 2',
			'Oslo, Harbour House, 3',
			'Oslo, Harbour House, 4',
			'Bergen, Wharf Office, 1'
		]);
		const named = (room: string) => profiles.find((profile) => profile.room === room)?.signInName;
		expect(named('Nærøy')).toBe('oslo.naeroy@northlight.example');
		expect(named('Lågen')).toBe('bergen.lagen@northlight.example');
		expect(profiles.filter(({ notes }) => notes !== '').map(({ room }) => room)).toEqual(['Boardroom']);
	});

	it('shows each thing that can be amiss', async () => {
		const { plan } = await importSample();
		const failed = plan.creates.flatMap(({ patch: { profile, facts = unknownFacts } }) => {
			const status = readinessOf({ profile: profile!, facts }, new Set());
			return status.status === 'needs-action' ? [[profile!.room, ...status.failed]] : [];
		});
		expect(failed).toEqual([
			['Preikestolen', 'enabled'],
			['Smøla', 'licence'],
			['Boardroom', 'password-never-expires'],
			['Lågen', 'calendar-auto-accept']
		]);
	});

	it('expects devices of four makes, each as often', async () => {
		const { plan } = await importSample();
		const makes = plan.creates.flatMap(({ patch }) => patch.expected?.make ?? []);
		expect(makes.slice(0, 4)).toEqual(['Logitech', 'Yealink', 'Poly', 'Neat']);
		expect(makes.map((make) => makes.filter((other) => other === make).length)).toEqual(Array(20).fill(5));
	});
});
