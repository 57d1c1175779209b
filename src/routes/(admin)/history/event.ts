import type { AccountGroup } from '$lib/domain/account';
import type { AccountId, BatchId, OtpId } from '$lib/domain/ids';
import type { Decision } from '$lib/domain/otp';
import { isRepeat } from '$lib/domain/repeats';
import type { AccountRow } from '$lib/journal/account-row';
import { maxRows, type Entry, type EntryKind } from '$lib/journal/entry';
import type { WorkspaceState } from '$lib/journal/state';
import { stampTime } from '$lib/protocol/stamp';

/** What a person may want to see alone. */
export const eventGroups = ['accounts', 'otps', 'secrets', 'workspace'] as const;
export type EventGroup = (typeof eventGroups)[number];

/** What happened, small enough to keep by the thousand: the rows of its entry are counted, not kept. */
export interface HistoryEvent {
	readonly id: string;
	/** The order key of its entry. */
	readonly key: string;
	/** The OTP that its entry is a fact of. */
	readonly otp: OtpId | null;
	/** Ms since 1970, by its author's clock. */
	readonly at: number;
	/** A member id, or the workspace's. */
	readonly author: string;
	readonly group: EventGroup;
	readonly detail: EventDetail;
	/** How many rows its oldest entry had: where it was full, the entry before it may be of the same work. */
	readonly oldestRows: number;
}

/** How many accounts, and which, where it is one. */
interface Touched {
	readonly count: number;
	readonly account: AccountId | null;
}

export type EventDetail =
	| ({
			readonly kind: 'accounts.imported';
			readonly run: string;
			readonly source: string;
			readonly groups: readonly AccountGroup[];
	  } & Touched)
	| ({
			readonly kind: 'accounts.edited';
			readonly groups: readonly AccountGroup[];
			readonly confirmed: boolean;
	  } & Touched)
	| ({ readonly kind: 'accounts.deleted' | 'accounts.restored' } & Touched)
	| { readonly kind: 'check.waived'; readonly check: string; readonly waived: boolean }
	| ({ readonly kind: 'otps.issued'; readonly batch: BatchId; readonly name: string } & Touched)
	| { readonly kind: 'batch.renamed'; readonly batch: BatchId; readonly name: string }
	| ({ readonly kind: 'otps.voided' } & Touched)
	| ({ readonly kind: 'otps.extended'; readonly redeemBy: number } & Touched)
	| ({
			readonly kind: 'otp.requested';
			readonly make: string;
			readonly model: string;
			readonly serial: string;
	  } & Touched)
	| ({ readonly kind: 'otp.decided'; readonly decision: Decision; readonly isAutomatic: boolean } & Touched)
	| ({
			readonly kind: 'otp.decision-withdrawn' | 'otp.handed-over' | 'otp.delivered' | 'otp.signed-in';
	  } & Touched)
	| { readonly kind: 'device.released'; readonly serial: string }
	| ({
			readonly kind: 'secret.accessed';
			readonly what: 'code' | 'password' | 'code-and-password';
			readonly how: 'viewed' | 'copied' | 'printed' | 'downloaded';
	  } & Touched)
	| { readonly kind: 'workspace.created' | 'workspace.renamed' | 'member.added'; readonly name: string }
	| { readonly kind: 'member.removed'; readonly member: string }
	| { readonly kind: 'preferences.set'; readonly autoApproval: boolean }
	| { readonly kind: 'backup.made' | 'recovery-kit.made' };

const groupByKind: Record<EntryKind, EventGroup> = {
	'accounts.imported': 'accounts',
	'accounts.edited': 'accounts',
	'accounts.deleted': 'accounts',
	'accounts.restored': 'accounts',
	'check.waived': 'workspace',
	'otps.issued': 'otps',
	'batch.renamed': 'otps',
	'otps.voided': 'otps',
	'otps.extended': 'otps',
	'otp.requested': 'otps',
	'otp.decided': 'otps',
	'otp.decision-withdrawn': 'otps',
	'otp.handed-over': 'otps',
	'otp.delivered': 'otps',
	'otp.signed-in': 'otps',
	'device.released': 'otps',
	'secret.accessed': 'secrets',
	'workspace.created': 'workspace',
	'workspace.renamed': 'workspace',
	'member.added': 'workspace',
	'member.removed': 'workspace',
	'preferences.set': 'workspace',
	'backup.made': 'workspace',
	'recovery-kit.made': 'workspace'
};

/** The group an entry's kind belongs to. */
export function groupOf(entry: Entry): EventGroup {
	return groupByKind[entry.kind];
}

/**
 * An entry as an event.
 * @param about the account whose history it is for: then it counts as the one it is about
 */
export function toEvent(state: WorkspaceState, entry: Entry, about?: AccountId): HistoryEvent {
	const detail = detailOf(state, entry, about);
	return {
		id: entry.id,
		key: entry.key,
		otp: 'otp' in entry.body ? (entry.body.otp as OtpId) : null,
		at: stampTime(entry.stamp),
		author: entry.author,
		group: groupOf(entry),
		detail,
		oldestRows: 'count' in detail ? detail.count : 1
	};
}

/**
 * Events as they are read: the newest first, bulk work as one, and what several tablets have noted once.
 * @param events in any order
 */
export function toRead(state: WorkspaceState, events: readonly HistoryEvent[]): HistoryEvent[] {
	const shown: HistoryEvent[] = [];
	for (const event of [...events].sort((a, b) => (a.key < b.key ? 1 : -1))) {
		const facts = event.otp === null ? undefined : state.otps.get(event.otp)?.facts;
		if (facts && isRepeat(facts, event.key)) continue;
		const newer = shown.at(-1);
		const one = newer ? merged(newer, event) : null;
		if (one) shown[shown.length - 1] = one;
		else shown.push(event);
	}
	return shown;
}

/**
 * Bulk work is several entries of 1,000 rows; for a reader it is one event.
 * @param older the event right before `newer`
 */
export function merged(newer: HistoryEvent, older: HistoryEvent): HistoryEvent | null {
	const a = newer.detail;
	const b = older.detail;
	if (older.oldestRows !== maxRows || newer.author !== older.author || !('count' in a) || !('count' in b))
		return null;
	if (!isSameWork(a, b)) return null;
	return {
		...newer,
		detail: { ...a, count: a.count + b.count, account: null },
		oldestRows: older.oldestRows
	};
}

function isSameWork(a: EventDetail, b: EventDetail): boolean {
	const essence = (detail: EventDetail) =>
		JSON.stringify({ ...detail, count: 0, account: null, groups: null, confirmed: null });
	return essence(a) === essence(b);
}

function detailOf(state: WorkspaceState, entry: Entry, about?: AccountId): EventDetail {
	const touched = (accounts: readonly (string | undefined)[]): Touched =>
		about
			? { count: 1, account: about }
			: {
					count: accounts.length,
					account: accounts.length === 1 ? ((accounts[0] ?? null) as AccountId | null) : null
				};
	const accountOf = (otp: string) => state.otps.get(otp as never)?.account;
	switch (entry.kind) {
		case 'accounts.imported': {
			const { run, source, rows } = entry.body;
			return {
				kind: entry.kind,
				run,
				source,
				groups: groupsWritten(rows, about),
				...touched(rows.map(([id]) => id))
			};
		}
		case 'accounts.edited': {
			const { rows } = entry.body;
			return {
				kind: entry.kind,
				groups: groupsWritten(rows, about),
				confirmed: ofAccount(rows, about).every(([, , , facts]) => facts?.[5] === true),
				...touched(rows.map(([id]) => id))
			};
		}
		case 'accounts.deleted':
		case 'accounts.restored':
			return { kind: entry.kind, ...touched(entry.body.accounts) };
		case 'check.waived':
			return { kind: entry.kind, ...entry.body };
		case 'otps.issued': {
			const { batch, rows } = entry.body;
			return {
				kind: entry.kind,
				batch: batch.id as BatchId,
				name: batch.name,
				...touched(rows.map(([, account]) => account))
			};
		}
		case 'batch.renamed':
			return { kind: entry.kind, batch: entry.body.batch as BatchId, name: entry.body.name };
		case 'otps.voided':
			return { kind: entry.kind, ...touched(entry.body.otps.map(accountOf)) };
		case 'otps.extended':
			return {
				kind: entry.kind,
				redeemBy: entry.body.redeemBy,
				...touched(entry.body.otps.map(accountOf))
			};
		case 'otp.requested': {
			const { make, model, serial, otp } = entry.body;
			return { kind: entry.kind, make, model, serial, ...touched([accountOf(otp)]) };
		}
		case 'otp.decided':
			return {
				kind: entry.kind,
				decision: entry.body.decision,
				isAutomatic: entry.body.grantedAt !== undefined,
				...touched([accountOf(entry.body.otp)])
			};
		case 'otp.decision-withdrawn':
		case 'otp.handed-over':
		case 'otp.delivered':
		case 'otp.signed-in':
			return { kind: entry.kind, ...touched([accountOf(entry.body.otp)]) };
		case 'device.released':
			return { kind: entry.kind, serial: entry.body.serial };
		case 'secret.accessed': {
			const { what, how, accounts } = entry.body;
			return { kind: entry.kind, what, how, ...touched(accounts) };
		}
		case 'workspace.created':
		case 'workspace.renamed':
		case 'member.added':
			return { kind: entry.kind, name: entry.body.name };
		case 'member.removed':
			return { kind: entry.kind, member: entry.body.member };
		case 'preferences.set':
			return { kind: entry.kind, autoApproval: entry.body.autoApproval };
		case 'backup.made':
		case 'recovery-kit.made':
			return { kind: entry.kind };
	}
}

const groupsInRow: readonly AccountGroup[] = ['profile', 'expected', 'facts', 'credential'];

function groupsWritten(rows: readonly AccountRow[], about?: AccountId): AccountGroup[] {
	const mine = ofAccount(rows, about);
	return groupsInRow.filter((_, index) => mine.some((row) => row[index + 1] !== null));
}

function ofAccount(rows: readonly AccountRow[], about?: AccountId): readonly AccountRow[] {
	return about ? rows.filter(([id]) => id === about) : rows;
}
