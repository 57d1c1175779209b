import type { MemberId, RequestId } from '$lib/domain/ids';
import type { Preferences } from '$lib/domain/preferences';
import type { CheckId } from '$lib/domain/readiness';
import { laterStamp, stampTime, type Stamp } from '$lib/protocol/stamp';
import type { Entry, EntryBody } from './entry';
import { foldExistence, foldPatches } from './fold-accounts';
import { foldBatchName, foldFact, foldIssued } from './fold-otps';
import { isMemberEntry, mayAuthor, resolveMembers, type Member } from './members';
import { emptyState, type Register, type WorkspaceState } from './state';

/**
 * - `applied`: the state now holds what the entry says (or did already).
 * - `deferred`: its author may not speak here, as far as is known: keep it and try again when members change.
 * - `rebuild`: it takes back something that was applied: fold everything anew.
 */
export type FoldOutcome = 'applied' | 'deferred' | 'rebuild';

/**
 * Folds an entry into the state, in place. Commutative and idempotent: any order and any repetition of the same
 * entries gives the same state, where a `rebuild` is answered with {@link foldAll} and deferred entries are tried
 * again after an entry about members.
 *
 * Fields are registers, last writer wins by order key; OTP facts are a set; membership is decided over all entries
 * about it.
 */
export function fold(state: WorkspaceState, entry: Entry): FoldOutcome {
	if (isMemberEntry(entry)) return foldMembers(state, entry);
	if (entry.kind === 'workspace.created') {
		if (entry.author !== state.workspace) return 'deferred';
	} else if (
		entry.author === state.workspace ||
		!mayAuthor(state.workspace, state.members, entry.author, entry.key)
	) {
		return 'deferred';
	}
	seen(state, entry);
	apply(state, entry);
	return 'applied';
}

/** The state of a whole journal, whatever the order of its entries, and the entries that were not applied. */
export function foldAll(
	workspace: string,
	entries: readonly Entry[]
): { readonly state: WorkspaceState; readonly deferred: Entry[] } {
	const state = emptyState(workspace);
	state.memberEntries = distinct(entries.filter(isMemberEntry));
	state.members = resolveMembers(workspace, state.memberEntries);
	const deferred: Entry[] = [];
	for (const entry of entries) {
		if (isMemberEntry(entry)) seen(state, entry);
		else if (fold(state, entry) === 'deferred') deferred.push(entry);
	}
	return { state, deferred };
}

function apply(
	state: WorkspaceState,
	entry: Exclude<Entry, { kind: 'member.added' | 'member.removed' }>
): void {
	const at = stampTime(entry.stamp);
	const base = { at, by: entry.author as MemberId, key: entry.key };
	switch (entry.kind) {
		case 'workspace.created':
			state.rootKey = entry.body.rootKey;
			state.name = latest(state.name, entry.body.name, entry.key);
			break;
		case 'workspace.renamed':
			state.name = latest(state.name, entry.body.name, entry.key);
			break;
		case 'accounts.imported':
		case 'accounts.edited':
			foldPatches(state, entry.body.rows, entry.key);
			break;
		case 'accounts.deleted':
			foldExistence(state, entry.body.accounts, true, entry.key);
			break;
		case 'accounts.restored':
			foldExistence(state, entry.body.accounts, false, entry.key);
			break;
		case 'check.waived': {
			const check = entry.body.check as CheckId;
			const before = state.waivedChecks.get(check) ?? { value: false, key: '' };
			state.waivedChecks.set(check, latest(before, entry.body.waived, entry.key));
			break;
		}
		case 'preferences.set':
			state.preferences = latest<Preferences>(state.preferences, entry.body, entry.key);
			break;
		case 'otps.issued':
			foldIssued(state, entry.body, base);
			break;
		case 'batch.renamed':
			foldBatchName(state, entry.body.batch, entry.body.name, entry.key);
			break;
		case 'otps.voided':
			for (const otp of entry.body.otps) foldFact(state, otp, { ...base, type: 'voided' });
			break;
		case 'otps.extended':
			for (const otp of entry.body.otps)
				foldFact(state, otp, { ...base, type: 'extended', redeemBy: entry.body.redeemBy });
			break;
		case 'otp.requested':
			foldFact(state, entry.body.otp, { ...base, type: 'requested', ...requestOf(entry.body) });
			break;
		case 'otp.decided':
			foldFact(state, entry.body.otp, {
				...base,
				type: 'decided',
				request: entry.body.request as RequestId,
				decision: entry.body.decision,
				handedOver: entry.body.handedOver ?? false,
				grantedAt: entry.body.grantedAt ?? null,
				sealed: entry.body.sealed
			});
			break;
		case 'otp.decision-withdrawn':
		case 'otp.handed-over':
			foldFact(state, entry.body.otp, {
				...base,
				type: entry.kind === 'otp.handed-over' ? 'handed-over' : 'decision-withdrawn',
				request: entry.body.request as RequestId,
				decision: entry.body.decision
			});
			break;
		case 'otp.delivered':
			foldFact(state, entry.body.otp, {
				...base,
				type: 'delivered',
				request: entry.body.request as RequestId,
				decision: entry.body.decision ?? null
			});
			break;
		case 'otp.signed-in':
			foldFact(state, entry.body.otp, {
				...base,
				type: 'signed-in',
				request: entry.body.request as RequestId
			});
			break;
		case 'device.released': {
			const { serial } = entry.body;
			if (entry.key > (state.releasedDevices.get(serial)?.key ?? ''))
				state.releasedDevices.set(serial, { value: at, key: entry.key });
			break;
		}
		case 'backup.made':
			state.backupMadeAt = Math.max(state.backupMadeAt, at);
			break;
		case 'recovery-kit.made':
			state.recoveryKitMadeAt = Math.max(state.recoveryKitMadeAt, at);
			break;
		case 'secret.accessed':
			break;
	}
}

function foldMembers(state: WorkspaceState, entry: Entry): FoldOutcome {
	seen(state, entry);
	if (state.memberEntries.some((known) => known.id === entry.id)) return 'applied';
	const before = state.members;
	state.memberEntries = [...state.memberEntries, entry];
	state.members = resolveMembers(state.workspace, state.memberEntries);
	return takesBack(state, before) ? 'rebuild' : 'applied';
}

/** Whether an author whose entries were applied may, as is known now, not have spoken at all of those places. */
function takesBack(state: WorkspaceState, before: ReadonlyMap<MemberId, Member>): boolean {
	for (const [author, lastKey] of state.lastKeys) {
		const was = before.get(author as MemberId);
		const is = state.members.get(author as MemberId);
		if (!was) continue;
		if (!is || is.addedKey > was.addedKey || (is.removedKey !== '' && is.removedKey < lastKey)) return true;
	}
	return false;
}

function seen(state: WorkspaceState, entry: Entry): void {
	state.lastStamp = laterStamp(state.lastStamp, entry.stamp as Stamp);
	if (!isMemberEntry(entry) && entry.key > (state.lastKeys.get(entry.author) ?? ''))
		state.lastKeys.set(entry.author, entry.key);
}

function latest<T>(register: Register<T>, value: T, key: string): Register<T> {
	return key > register.key ? { value, key } : register;
}

/** What a request says, without the OTP it is for. */
function requestOf(body: EntryBody<'otp.requested'>) {
	const { request, deviceRequest, publicKey, words, via, make, model, serial, enteredAt } = body;
	const device = { make, model, serial, enteredAt };
	return { request: request as RequestId, deviceRequest, publicKey, words, via, ...device };
}

function distinct(entries: readonly Entry[]): Entry[] {
	return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}
