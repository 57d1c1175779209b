import type { AccountId, BatchId, MemberId, OtpId } from '$lib/domain/ids';
import { withFact, type OtpFact } from '$lib/domain/otp';
import type { EntryBody } from './entry';
import { foldCredential } from './fold-accounts';
import type { WorkspaceState } from './state';

const noFacts: readonly OtpFact[] = Object.freeze([]);

/** Adds a batch and its OTPs; facts that came before them find their place. */
export function foldIssued(
	state: WorkspaceState,
	body: EntryBody<'otps.issued'>,
	{ at, by, key }: { at: number; by: MemberId; key: string }
): void {
	const batchId = body.batch.id as BatchId;
	const known = state.batches.get(batchId);
	// Each entry of a batch carries its header; the first in journal order is the one that counts.
	if (!known || key < known.key) {
		const early = known ? { value: known.name, key: known.nameKey } : state.earlyNames.get(batchId);
		const isRenamed = early !== undefined && early.key !== '';
		state.batches.set(batchId, {
			...body.batch,
			id: batchId,
			name: isRenamed ? early.value : body.batch.name,
			nameKey: isRenamed ? early.key : '',
			createdAt: at,
			createdBy: by,
			key
		});
		state.earlyNames.delete(batchId);
	}
	for (const [id, account, code, password] of body.rows) {
		const otpId = id as OtpId;
		const accountId = account as AccountId;
		if (password !== null) foldCredential(state, accountId, password, key);
		const before = state.otps.get(otpId);
		if (before && before.key <= key) continue;
		const facts = before?.facts ?? state.earlyFacts.get(otpId) ?? noFacts;
		state.earlyFacts.delete(otpId);
		state.otps.set(otpId, {
			id: otpId,
			account: accountId,
			batch: batchId,
			code,
			issuedAt: at,
			issuedBy: by,
			key,
			facts
		});
		if (before) for (const changed of new Set([before.account, accountId])) findCurrent(state, changed);
		else offerCurrent(state, accountId, otpId);
	}
}

/** Makes an OTP its account's current one if it is the newest. */
export function offerCurrent(state: WorkspaceState, account: AccountId, id: OtpId): void {
	const otp = state.otps.get(id)!;
	const current = state.otps.get(state.currentOtps.get(account)!);
	if (!current || current.key < otp.key || (current.key === otp.key && current.id < id))
		state.currentOtps.set(account, id);
}

/** Looks for an account's current OTP among all: only where a code came twice, which honest tablets do not do. */
function findCurrent(state: WorkspaceState, account: AccountId): void {
	state.currentOtps.delete(account);
	for (const otp of state.otps.values()) if (otp.account === account) offerCurrent(state, account, otp.id);
}

/** Adds a fact to an OTP, or keeps it until the OTP comes. */
export function foldFact(state: WorkspaceState, id: string, fact: OtpFact): void {
	const otpId = id as OtpId;
	const otp = state.otps.get(otpId);
	if (!otp) {
		state.earlyFacts.set(otpId, withFact(state.earlyFacts.get(otpId) ?? noFacts, fact));
		return;
	}
	const facts = withFact(otp.facts, fact);
	if (facts !== otp.facts) state.otps.set(otpId, { ...otp, facts });
}

/** Renames a batch where no later entry has. */
export function foldBatchName(state: WorkspaceState, id: string, name: string, key: string): void {
	const batchId = id as BatchId;
	const batch = state.batches.get(batchId);
	if (batch) {
		if (key > batch.nameKey) state.batches.set(batchId, { ...batch, name, nameKey: key });
	} else if (key > (state.earlyNames.get(batchId)?.key ?? ''))
		state.earlyNames.set(batchId, { value: name, key });
}
