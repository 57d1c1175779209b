import type { AccountId, BatchId, OtpId } from '$lib/domain/ids';
import { redeemByOf } from '$lib/domain/otp';
import type { Entry, EntryBody } from '$lib/journal/entry';
import { fold } from '$lib/journal/fold';
import { grantWanted, isGivable, termsOf, type GrantTerms } from '$lib/journal/grants';
import { emptyState, type WorkspaceState } from '$lib/journal/state';
import type { Code } from '$lib/protocol/code';
import { grantKeysOf } from '$lib/protocol/code-keys';
import { sealGrant } from '$lib/protocol/grant';
import type { HubOperation } from '$lib/protocol/hub/push';
import { serialTagOf } from '$lib/protocol/serial-tag';

/** A hub may still hold the grant of an OTP for so long after its expiration, in ms: then it has let it go. */
const keptAfterExpiration = 86_400_000;

/** What becomes of grants: some are made, some are taken away. */
export interface GrantChange {
	readonly made: readonly GrantTerms[];
	readonly withdrawn: readonly OtpId[];
}

const noChange: GrantChange = Object.freeze({ made: [], withdrawn: [] });

/**
 * What becomes of grants by new entries, one after the other. Where the rule changes they only go: those that are wanted by
 * the new one are many, and are made afterwards (tellGrants).
 * @param state as it was before them
 * @param now ms since 1970
 */
export function grantChanges(
	entries: readonly Entry[],
	state: WorkspaceState,
	now: number
): readonly GrantChange[] {
	const isOn = state.preferences.value.autoApproval;
	if (!isOn && !entries.some(({ kind }) => kind === 'preferences.set')) return entries.map(() => noChange);
	const issues = entries.filter((entry) => entry.kind === 'otps.issued').map(({ body }) => body);
	const issued = new Map(issues.flatMap(({ rows }) => rows.map(([otp, account]) => [otp, account] as const)));
	const accountOf = (otp: string) =>
		(state.otps.get(otp as OtpId)?.account ?? issued.get(otp)) as AccountId | undefined;
	const touched = entries.map((entry) => accountsTouched(entry, state, accountOf));
	const after = sliceOf(state, new Set(touched.flatMap((accounts) => [...accounts])), issues);
	return entries.map((entry, i) => {
		// Also the OTPs that were issued just before.
		const isRule = entry.kind === 'preferences.set';
		const accounts = [...new Set(isRule ? after.currentOtps.keys() : touched[i])];
		const before = accounts.map((account) => mayBeHeld(after, account, now));
		fold(after, entry);
		const made: GrantTerms[] = [];
		const withdrawn: OtpId[] = [];
		for (const [n, account] of accounts.entries()) {
			const held = before[n]!;
			const wanted = grantWanted(after, currentOtp(after, account), now);
			const isSame = held !== null && wanted !== null && isEqual(held, wanted);
			if (isRule) {
				if (held && !isSame) withdrawn.push(held.otp);
			} else if (wanted) {
				// A hub lets go of what has expired: one that is extended is given anew.
				if (!isSame || entry.kind === 'otps.extended') made.push(wanted);
			} else if (held) withdrawn.push(held.otp);
		}
		return { made, withdrawn };
	});
}

/** The grant of an OTP as a hub is told of it. */
export async function grantOperation(
	workspace: string,
	terms: GrantTerms,
	grantedAt: number
): Promise<HubOperation> {
	const { otp: ticketId, code, serial, perHour, window, ...content } = terms;
	const keys = await grantKeysOf(code as Code);
	const serialTag = serial === '' ? new Uint8Array() : await serialTagOf(keys, serial);
	const grant = await sealGrant({ workspace, serialTag }, keys, { ...content, grantedAt });
	return { type: 'grant', ticketId, grant, serialTag, perHour, ...(window && { window }) };
}

/**
 * The OTPs that a hub may hold a grant of, used ones among them: they may have been used while no hub was connected. The ticket
 * of what was superseded or deleted is void.
 * @param now ms since 1970
 */
export function mayHoldGrants(state: WorkspaceState, now: number): OtpId[] {
	return [...state.currentOtps.values()].filter((id) => {
		const otp = state.otps.get(id)!;
		const batch = state.batches.get(otp.batch);
		return batch && now <= redeemByOf(otp, batch) + keptAfterExpiration;
	});
}

/** Whether two grants say the same, under the same conditions. */
export function isEqual(a: GrantTerms, b: GrantTerms): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

/** The grant that a hub may hold of an account's OTP, also where that has expired since. */
function mayBeHeld(state: WorkspaceState, account: AccountId, now: number): GrantTerms | null {
	const otp = currentOtp(state, account);
	return otp && isGivable(state, otp, now - keptAfterExpiration) ? termsOf(state, otp, now) : null;
}

function currentOtp(state: WorkspaceState, account: AccountId) {
	return state.otps.get(state.currentOtps.get(account)!);
}

/** The accounts whose grant an entry may change. A ticket that an entry makes void needs none. */
function accountsTouched(
	entry: Entry,
	state: WorkspaceState,
	accountOf: (otp: string) => AccountId | undefined
): Iterable<AccountId> {
	const accountsOf = (...otps: string[]) => otps.flatMap((otp) => accountOf(otp) ?? []);
	switch (entry.kind) {
		case 'preferences.set':
			return state.currentOtps.keys();
		case 'otps.issued':
			return entry.body.rows.map(([, account]) => account as AccountId);
		case 'accounts.imported':
		case 'accounts.edited':
			return entry.body.rows
				.filter(([, profile, expected, , password]) =>
					[profile, expected, password].some((group) => group !== null)
				)
				.map(([id]) => id as AccountId);
		case 'otps.extended':
			return accountsOf(...entry.body.otps);
		case 'otp.requested':
			// A hub gives a grant to who claims first, and by that claim alone.
			return entry.body.via === 'hub' ? [] : accountsOf(entry.body.otp);
		case 'otp.decided':
		case 'otp.decision-withdrawn':
		case 'otp.handed-over':
		case 'otp.delivered':
		case 'otp.signed-in':
			return accountsOf(entry.body.otp);
		default:
			return [];
	}
}

/**
 * A state with these accounts and their current OTPs, and with what is known already of what is issued: to fold into, as the
 * state itself is not to be changed here.
 */
function sliceOf(
	state: WorkspaceState,
	accounts: Iterable<AccountId>,
	issues: readonly EntryBody<'otps.issued'>[]
): WorkspaceState {
	const { members, memberEntries, preferences } = state;
	const slice = { ...emptyState(state.workspace), members, memberEntries, preferences };
	for (const id of accounts) {
		copy(id, state.accounts, slice.accounts);
		const current = copy(id, state.currentOtps, slice.currentOtps);
		const otp = current && copy(current, state.otps, slice.otps);
		if (otp) copy(otp.batch, state.batches, slice.batches);
	}
	for (const { batch, rows } of issues) {
		copy(batch.id as BatchId, state.batches, slice.batches);
		copy(batch.id as BatchId, state.earlyNames, slice.earlyNames);
		for (const [id] of rows) {
			copy(id as OtpId, state.otps, slice.otps);
			copy(id as OtpId, state.earlyFacts, slice.earlyFacts);
		}
	}
	return slice;
}

function copy<K, V>(key: K, from: ReadonlyMap<K, V>, to: Map<K, V>): V | undefined {
	const value = from.get(key);
	if (value !== undefined) to.set(key, value);
	return value;
}
