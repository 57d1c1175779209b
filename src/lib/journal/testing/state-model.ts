import { defaultPreferences } from '$lib/domain/preferences';
import type { Entry, EntryBody, EntryKind } from '../entry';
import { MembershipModel } from './membership-model';

type Of<K extends EntryKind> = Extract<Entry, { kind: K }>;
type Json = Record<string, unknown>;

const profileFields = ['signInName', 'displayName', 'site', 'building', 'floor', 'room', 'timeZone', 'notes'];
const expectedFields = ['make', 'model', 'serial'];
const factsFields = [
	'enabled',
	'licences',
	'passwordNeverExpires',
	'calendarProcessing',
	'mailboxType',
	'confirmed'
];
const named = (fields: readonly string[], values: readonly unknown[]) =>
	Object.fromEntries(fields.map((field, i) => [field, values[i]]));

/** Ms since 1970, from the first 12 hex digits. */
const timeOf = ({ stamp }: Entry) => Number(`0x${stamp.slice(0, 12)}`);
const byKey = (a: Entry, b: Entry) => (a.key < b.key ? -1 : 1);

/** Everything that could write one field: with its entry, in the order of keys, and within an entry as it is said. */
interface Write {
	readonly key: string;
	readonly value: unknown;
}
/** The write that holds: of the entry with the greatest key; where that says it several times, the first. */
const holding = (writes: readonly Write[]): Write | undefined => {
	const last = writes.at(-1)?.key;
	return writes.find(({ key }) => key === last);
};

/**
 * The state of a journal as a definition, field by field, from all entries at once: who wrote it last in the order of keys. Slow,
 * of the form that `canonicalState` writes, and without a line in common with the fold.
 */
export function stateModel(workspace: string, journal: readonly Entry[]): Json {
	const distinct = [...new Map(journal.map((entry) => [entry.id, entry])).values()].sort(byKey);
	const membership = new MembershipModel(workspace, distinct);
	const isAboutMembers = ({ kind }: Entry) => kind === 'member.added' || kind === 'member.removed';
	const counts = distinct.filter((entry) => {
		if (isAboutMembers(entry)) return false;
		// The founding key founds, and says nothing else; nobody else founds.
		if (entry.kind === 'workspace.created' || entry.author === workspace)
			return entry.kind === 'workspace.created' && entry.author === workspace;
		return membership.maySpeak(entry.author, entry.key);
	});
	const of = <K extends EntryKind>(...kinds: K[]) =>
		counts.filter(({ kind }) => (kinds as string[]).includes(kind)) as Of<K>[];
	const last = <K extends EntryKind>(kind: K, where: (body: EntryBody<K>) => boolean = () => true) =>
		of(kind).findLast((entry) => where(entry.body as EntryBody<K>));
	const times = (kind: EntryKind) => Math.max(0, ...of(kind).map(timeOf));
	const each = <T>(names: readonly T[], make: (name: T) => unknown): Json =>
		Object.fromEntries([...new Set(names)].map((name) => [name, make(name)]));

	const name = of('workspace.created', 'workspace.renamed').at(-1);
	const preferences = last('preferences.set');
	const heard = [...counts, ...distinct.filter(isAboutMembers)].map(({ stamp }) => stamp).sort();
	const issued = of('otps.issued');
	const headers = new Set(issued.map(({ body }) => body.batch.id));
	const codes = new Set(issued.flatMap(({ body }) => body.rows.map(([otp]) => otp)));
	const facts = factsOf(counts);
	const otps = each([...codes], (id) => ({ ...issuance(id, issued), facts: facts[id as string] ?? [] }));
	return {
		workspace,
		name: name ? { value: name.body.name, key: name.key } : { value: '', key: '' },
		rootKey: last('workspace.created')?.body.rootKey ?? '',
		memberEntries: distinct.filter(isAboutMembers),
		members: membership.members(),
		lastKeys: each(
			counts.map(({ author }) => author),
			(author) => counts.findLast((entry) => entry.author === author)!.key
		),
		accounts: accountsOf(counts),
		otps,
		currentOtps: currentOtpsOf(otps as Record<string, Json>),
		earlyFacts: Object.fromEntries(Object.entries(facts).filter(([otp]) => !codes.has(otp))),
		batches: each([...headers], (id) => {
			const first = issued.find(({ body }) => body.batch.id === id)!;
			const renamed = last('batch.renamed', ({ batch }) => batch === id);
			return {
				...first.body.batch,
				name: renamed?.body.name ?? first.body.batch.name,
				nameKey: renamed?.key ?? '',
				createdAt: timeOf(first),
				createdBy: first.author,
				key: first.key
			};
		}),
		earlyNames: each(
			of('batch.renamed')
				.map(({ body }) => body.batch)
				.filter((id) => !headers.has(id)),
			(id) => {
				const renamed = last('batch.renamed', ({ batch }) => batch === id)!;
				return { value: renamed.body.name, key: renamed.key };
			}
		),
		waivedChecks: each(
			of('check.waived').map(({ body }) => body.check),
			(id) => {
				const waived = last('check.waived', ({ check }) => check === id)!;
				return { value: waived.body.waived, key: waived.key };
			}
		),
		releasedDevices: each(
			of('device.released').map(({ body }) => body.serial),
			(id) => {
				const released = last('device.released', ({ serial }) => serial === id)!;
				return { value: timeOf(released), key: released.key };
			}
		),
		preferences: preferences
			? { value: preferences.body, key: preferences.key }
			: { value: defaultPreferences, key: '' },
		backupMadeAt: times('backup.made'),
		recoveryKitMadeAt: times('recovery-kit.made'),
		lastStamp: heard.at(-1) ?? '0000000000000000'
	};
}

/** Each account that anything was written of: its five groups, each by its own last writer. */
function accountsOf(counts: readonly Entry[]): Json {
	const writes: Record<string, Record<string, Write[]>> = {};
	const write = (account: string, group: string, key: string, value: unknown) =>
		((writes[account] ??= {})[group] ??= []).push({ key, value });
	for (const { kind, body, key } of counts) {
		if (kind === 'accounts.imported' || kind === 'accounts.edited')
			for (const [id, profile, expected, facts, password] of body.rows) {
				if (profile) write(id, 'profile', key, named(profileFields, profile));
				// Who is described is there.
				if (profile) write(id, 'existence', key, false);
				if (expected) write(id, 'expected', key, named(expectedFields, expected));
				if (facts) write(id, 'facts', key, named(factsFields, facts));
				if (password !== null) write(id, 'credential', key, password);
			}
		if (kind === 'otps.issued')
			for (const [, id, , password] of body.rows)
				if (password !== null) write(id, 'credential', key, password);
		if (kind === 'accounts.deleted') for (const id of body.accounts) write(id, 'existence', key, true);
		if (kind === 'accounts.restored') for (const id of body.accounts) write(id, 'existence', key, false);
	}
	return Object.fromEntries(
		Object.entries(writes).map(([id, groups]) => {
			const held = (group: string) => holding(groups[group] ?? []);
			const password = (held('credential')?.value ?? '') as string;
			const stamp = (group: string) => held(group)?.key ?? '';
			return [
				id,
				{
					id,
					profile: held('profile')?.value ?? named(profileFields, Array(8).fill('')),
					expected: held('expected')?.value ?? named(expectedFields, Array(3).fill('')),
					facts: held('facts')?.value ?? named(factsFields, Array(6).fill(null)),
					credential: password === '' ? null : { kind: 'password', password },
					deleted: held('existence')?.value ?? false,
					stamps: {
						profile: stamp('profile'),
						expected: stamp('expected'),
						facts: stamp('facts'),
						credential: stamp('credential'),
						existence: stamp('existence')
					}
				}
			];
		})
	);
}

/** How a code came into the world: by the first entry that has it, and the first of its rows there. */
function issuance(id: string, issued: readonly Of<'otps.issued'>[]): Json {
	const entry = issued.find(({ body }) => body.rows.some(([otp]) => otp === id))!;
	const [, account, code] = entry.body.rows.find(([otp]) => otp === id)!;
	const { key, author } = entry;
	return { id, account, batch: entry.body.batch.id, code, issuedAt: timeOf(entry), issuedBy: author, key };
}

/** Of each account's OTPs the one that was issued last; of two in one entry, the one with the greater id. */
function currentOtpsOf(otps: Record<string, Json>): Json {
	const order = Object.values(otps).sort((a, b) => (`${a.key}${a.id}` < `${b.key}${b.id}` ? -1 : 1));
	return Object.fromEntries(order.map(({ account, id }) => [account, id]));
}

/** What was said of each OTP, in the order of keys, each entry once. */
function factsOf(counts: readonly Entry[]): Record<string, Json[]> {
	const facts: Record<string, Json[]> = {};
	for (const entry of counts) {
		for (const { otp, ...fact } of factsSaidBy(entry)) {
			const list = (facts[otp] ??= []);
			if (list.at(-1)?.key !== entry.key)
				list.push({ at: timeOf(entry), by: entry.author, key: entry.key, ...fact });
		}
	}
	return facts;
}

function factsSaidBy(entry: Entry): (Json & { otp: string })[] {
	switch (entry.kind) {
		case 'otps.voided':
			return entry.body.otps.map((otp) => ({ otp, type: 'voided' }));
		case 'otps.extended': {
			const { redeemBy } = entry.body;
			return entry.body.otps.map((otp) => ({ otp, type: 'extended', redeemBy }));
		}
		case 'otp.requested':
			return [{ ...entry.body, type: 'requested' }];
		case 'otp.decided':
			return [{ handedOver: false, grantedAt: null, ...entry.body, type: 'decided' }];
		case 'otp.decision-withdrawn':
			return [{ ...entry.body, type: 'decision-withdrawn' }];
		case 'otp.handed-over':
			return [{ ...entry.body, type: 'handed-over' }];
		case 'otp.delivered':
			return [{ decision: null, ...entry.body, type: 'delivered' }];
		case 'otp.signed-in':
			return [{ ...entry.body, type: 'signed-in' }];
		default:
			return [];
	}
}
