import type { Account, GroupStamps, ReadinessFacts } from '$lib/domain/account';
import type { AccountId, BatchId, OtpId } from '$lib/domain/ids';
import type { Otp, OtpFact } from '$lib/domain/otp';
import { factsIdentity, factsToRow, rowToFacts, type FactsRow } from './account-row';
import { accountsToJson, jsonToAccounts } from './checkpoint-accounts';
import { offerCurrent } from './fold-otps';
import { resolveMembers } from './members';
import { Numbered } from './numbered';
import { emptyState, type WorkspaceState } from './state';

/**
 * A checkpoint as text: the state in pages of JSON, so that unlocking does not fold a long journal. Never travels, never
 * trusted from elsewhere, and thrown away when the version differs.
 *
 * Page 0 is the head: everything that is small, and the tables that rows refer to by index (order keys, stamps of
 * groups, readiness facts, names of places), since rooms of one site share them. The other pages are columns of accounts,
 * then rows of OTPs.
 */
export const checkpointVersion = 5;
const rowsPerPage = 2_000;

type StampsRow = [number, number, number, number, number];
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
	texts: string[];
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
	const keys = new Numbered<string>();
	const tables = {
		texts: new Numbered<string>(),
		facts: new Numbered<ReadinessFacts>((facts) => factsIdentity(factsToRow(facts))),
		stamps: new Numbered<GroupStamps>()
	};
	const batchIds = new Numbered<string>();
	let page = 0;

	for (const accounts of chunk(order)) yield { page: ++page, json: accountsToJson(accounts, tables) };
	const accountPages = page;
	for (const rows of chunk(state.otps.values())) {
		const json = JSON.stringify(
			rows.map((otp): CheckpointOtp => [
				otp.id,
				otp.account,
				batchIds.numberOf(otp.batch),
				otp.code,
				otp.issuedAt,
				otp.issuedBy,
				keys.numberOf(otp.key),
				otp.facts.length === 0 ? 0 : otp.facts
			])
		);
		yield { page: ++page, json };
	}
	const stampRows = tables.stamps.values.map(
		(s): StampsRow =>
			[s.profile, s.expected, s.facts, s.credential, s.existence].map((key) =>
				keys.numberOf(key)
			) as StampsRow
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
		texts: tables.texts.values,
		stamps: stampRows,
		facts: tables.facts.values.map(factsToRow),
		batchIds: batchIds.values
	};
	yield { page: 0, json: JSON.stringify(head) };
}

/**
 * The state of a checkpoint's pages, head first; `null` where one is missing or was written by another version. A page is
 * read as soon as it is there, while the next ones are being decrypted.
 */
export async function pagesToState(
	pages: Iterable<string | null | Promise<string | null>>
): Promise<{ readonly state: WorkspaceState; readonly pending: readonly number[] } | null> {
	const [headPage, ...rowPages] = pages;
	const head = JSON.parse((await headPage) ?? 'null') as Head | null;
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
	const tables = {
		texts: head.texts,
		facts: head.facts.map(rowToFacts),
		stamps: head.stamps.map(([profile, expected, facts, credential, existence]): GroupStamps => ({
			profile: keys[profile]!,
			expected: keys[expected]!,
			facts: keys[facts]!,
			credential: keys[credential]!,
			existence: keys[existence]!
		}))
	};
	for (const [i, rowPage] of rowPages.entries()) {
		const json = await rowPage;
		if (json === null) return null;
		if (i >= head.accountPages) readOtps(state, json, keys, head.batchIds);
		else for (const account of jsonToAccounts(json, tables)) state.accounts.set(account.id, account);
	}
	return { state, pending: head.pending };
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
