import {
	emptyExpectedDevice,
	type Account,
	type GroupStamps,
	type ReadinessFacts
} from '$lib/domain/account';
import type { AccountId, BatchId, OtpId } from '$lib/domain/ids';
import type { Otp, OtpFact } from '$lib/domain/otp';
import {
	factsToRow,
	rowToExpected,
	rowToFacts,
	type ExpectedRow,
	type FactsRow,
	type ProfileRow
} from './account-row';
import { offerCurrent } from './fold-otps';
import { resolveMembers } from './members';
import { emptyState, type WorkspaceState } from './state';

/**
 * A checkpoint as text: the state in pages of JSON, so that unlocking does not fold a long journal. Never travels, never
 * trusted from elsewhere, and thrown away when the version differs.
 *
 * Page 0 is the head: everything that is small, and the tables that rows refer to by index (order keys, stamps of
 * groups, readiness facts), since rooms of one site share them. The other pages are rows of accounts, then of OTPs.
 */
export const checkpointVersion = 2;
const rowsPerPage = 2_000;

type StampsRow = [number, number, number, number, number];
/** id or 0 for the sign-in name itself, profile, expected device or 0, facts, password, deleted, stamps. */
type CheckpointAccount = [string | 0, ProfileRow, ExpectedRow | 0, number, string | null, 0 | 1, number];
/** id, account, batch, code, issued at, issued by, order key, facts. */
type CheckpointOtp = [string, string, number, string, number, string, number, readonly OtpFact[] | 0];

interface Head {
	version: number;
	workspace: string;
	small: Omit<WorkspaceState, 'members' | 'lastKeys' | 'accounts' | 'otps' | 'currentOtps' | MapField> &
		Record<MapField | 'lastKeys', [string, unknown][]>;
	pending: readonly number[];
	accountPages: number;
	keys: string[];
	stamps: StampsRow[];
	facts: FactsRow[];
	batchIds: string[];
}
type MapField = 'earlyFacts' | 'batches' | 'earlyNames' | 'waivedChecks' | 'releasedDevices';

/**
 * The state as pages, the rows of accounts in the order given, so that a list shown in that order need not be sorted.
 * A generator, so that its caller can rest between pages; the head, which knows the tables, comes last.
 * @param pending positions of entries that are stored and not applied: they are tried again when it is read
 */
export function* stateToPages(
	state: WorkspaceState,
	pending: readonly number[] = [],
	order: Iterable<Account> = state.accounts.values()
): Generator<{ readonly page: number; readonly json: string }> {
	const keys = new Table<string>();
	const stamps = new Table<GroupStamps>();
	const facts = new Table<ReadinessFacts>(factsIdentity);
	const batchIds = new Table<string>();
	let page = 0;

	for (const rows of chunk(order)) {
		const json = JSON.stringify(
			rows.map((account): CheckpointAccount => {
				const { profile: p, expected: e } = account;
				return [
					account.id === p.signInName ? 0 : account.id,
					[p.signInName, p.displayName, p.site, p.building, p.floor, p.room, p.timeZone, p.notes],
					e.make || e.model || e.serial ? [e.make, e.model, e.serial] : 0,
					facts.indexOf(account.facts),
					account.credential ? account.credential.password : null,
					account.deleted ? 1 : 0,
					stamps.indexOf(account.stamps)
				];
			})
		);
		yield { page: ++page, json };
	}
	const accountPages = page;
	for (const rows of chunk(state.otps.values())) {
		const json = JSON.stringify(
			rows.map((otp): CheckpointOtp => [
				otp.id,
				otp.account,
				batchIds.indexOf(otp.batch),
				otp.code,
				otp.issuedAt,
				otp.issuedBy,
				keys.indexOf(otp.key),
				otp.facts.length === 0 ? 0 : otp.facts
			])
		);
		yield { page: ++page, json };
	}
	const stampRows = stamps.values.map(
		(s): StampsRow =>
			[s.profile, s.expected, s.facts, s.credential, s.existence].map((key) => keys.indexOf(key)) as StampsRow
	);
	const head: Head = {
		version: checkpointVersion,
		workspace: state.workspace,
		small: {
			workspace: state.workspace,
			name: state.name,
			rootKey: state.rootKey,
			memberEntries: state.memberEntries,
			preferences: state.preferences,
			backupMadeAt: state.backupMadeAt,
			recoveryKitMadeAt: state.recoveryKitMadeAt,
			lastStamp: state.lastStamp,
			lastKeys: [...state.lastKeys],
			earlyFacts: [...state.earlyFacts],
			batches: [...state.batches],
			earlyNames: [...state.earlyNames],
			waivedChecks: [...state.waivedChecks],
			releasedDevices: [...state.releasedDevices]
		},
		pending,
		accountPages,
		keys: keys.values,
		stamps: stampRows,
		facts: facts.values.map(factsToRow),
		batchIds: batchIds.values
	};
	yield { page: 0, json: JSON.stringify(head) };
}

/** The state of a checkpoint's pages, head first; `null` where it was written by another version. */
export function pagesToState(
	pages: readonly string[]
): { readonly state: WorkspaceState; readonly pending: readonly number[] } | null {
	const head = JSON.parse(pages[0] ?? 'null') as Head | null;
	if (head?.version !== checkpointVersion) return null;
	const { small } = head;
	const state = emptyState(head.workspace);
	Object.assign(state, {
		...small,
		members: resolveMembers(head.workspace, small.memberEntries),
		lastKeys: new Map(small.lastKeys),
		earlyFacts: new Map(small.earlyFacts),
		batches: new Map(small.batches),
		earlyNames: new Map(small.earlyNames),
		waivedChecks: new Map(small.waivedChecks),
		releasedDevices: new Map(small.releasedDevices)
	});
	const keys = head.keys;
	const facts = head.facts.map(rowToFacts);
	const stamps = head.stamps.map(([profile, expected, fact, credential, existence]): GroupStamps => ({
		profile: keys[profile]!,
		expected: keys[expected]!,
		facts: keys[fact]!,
		credential: keys[credential]!,
		existence: keys[existence]!
	}));
	for (let page = 1; page < pages.length; page++) {
		if (page <= head.accountPages) readAccounts(state, pages[page]!, facts, stamps);
		else readOtps(state, pages[page]!, keys, head.batchIds);
	}
	return { state, pending: head.pending };
}

function readAccounts(
	state: WorkspaceState,
	json: string,
	facts: readonly ReadinessFacts[],
	stamps: readonly GroupStamps[]
): void {
	for (const row of JSON.parse(json) as CheckpointAccount[]) {
		const [signInName, displayName, site, building, floor, room, timeZone, notes] = row[1];
		const id = (row[0] === 0 ? signInName : row[0]) as AccountId;
		state.accounts.set(id, {
			id,
			profile: { signInName, displayName, site, building, floor, room, timeZone, notes },
			expected: row[2] === 0 ? emptyExpectedDevice : rowToExpected(row[2]),
			facts: facts[row[3]]!,
			credential: row[4] === null ? null : { kind: 'password', password: row[4] },
			deleted: row[5] === 1,
			stamps: stamps[row[6]]!
		});
	}
}

const noFacts: readonly OtpFact[] = Object.freeze([]);

function readOtps(
	state: WorkspaceState,
	json: string,
	keys: readonly string[],
	batchIds: readonly string[]
): void {
	for (const [id, account, batch, code, issuedAt, issuedBy, key, facts] of JSON.parse(
		json
	) as CheckpointOtp[]) {
		const otp = {
			id: id as OtpId,
			account: account as AccountId,
			batch: batchIds[batch] as BatchId,
			code,
			issuedAt,
			issuedBy: issuedBy as Otp['issuedBy'],
			key: keys[key]!,
			facts: facts === 0 ? noFacts : facts
		};
		state.otps.set(otp.id, otp);
		offerCurrent(state, otp.account, otp.id);
	}
}

/** Values by number, each once. */
class Table<T> {
	readonly values: T[] = [];
	readonly #indexes = new Map<unknown, number>();

	constructor(private readonly identity: (value: T) => unknown = (value) => value) {}

	indexOf(value: T): number {
		const identity = this.identity(value);
		let index = this.#indexes.get(identity);
		if (index === undefined) {
			index = this.values.push(value) - 1;
			this.#indexes.set(identity, index);
		}
		return index;
	}
}

const factsTexts = new WeakMap<ReadinessFacts, string>();

function factsIdentity(facts: ReadinessFacts): string {
	let text = factsTexts.get(facts);
	if (text === undefined) factsTexts.set(facts, (text = JSON.stringify(factsToRow(facts))));
	return text;
}

function* chunk<T>(items: Iterable<T>): Generator<T[]> {
	let rows: T[] = [];
	for (const item of items) {
		rows.push(item);
		if (rows.length === rowsPerPage) {
			yield rows;
			rows = [];
		}
	}
	if (rows.length > 0) yield rows;
}
