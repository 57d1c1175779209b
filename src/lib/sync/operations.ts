import { standingDecisions } from '$lib/domain/decisions';
import type { AccountId, OtpId } from '$lib/domain/ids';
import { redeemByOf, type Batch, type Otp } from '$lib/domain/otp';
import { collectByOf, decideByOf, provisioningOf } from '$lib/domain/provisioning';
import type { OperationRecord } from '$lib/journal/database';
import type { Entry, EntryBody } from '$lib/journal/entry';
import type { WorkspaceState } from '$lib/journal/state';
import { base64ToBytes, sha256 } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { claimKeysOf } from '$lib/protocol/code-keys';
import type { HubOperation } from '$lib/protocol/hub/push';
import { stampTime } from '$lib/protocol/stamp';
import { grantedDecision } from './granted-decision';
import { grantChanges, grantOperation } from './grants';

const hour = 3_600_000;
/** The browser derives on other threads; more than this at once only fills the memory. */
const sealsAtOnce = 250;

/**
 * What a hub has to know of new entries, a list for each. A hub cannot read them: it learns ticket ids, times, hashes, and
 * what is sealed for devices.
 * @param state as it was before them
 */
export async function operationsOf(
	entries: readonly Entry[],
	state: WorkspaceState
): Promise<readonly (readonly HubOperation[])[]> {
	const lists: HubOperation[][] = [];
	/** OTPs that became their account's current one in these very entries. */
	const issued = new Map<AccountId, OtpId>();
	const currentOf = (account: AccountId) => issued.get(account) ?? state.currentOtps.get(account);
	const now = Date.now();
	const grants = grantChanges(entries, state, now);
	for (const [i, entry] of entries.entries()) {
		const list: HubOperation[] = [];
		lists.push(list);
		switch (entry.kind) {
			case 'otps.issued':
				for (const [id, account] of entry.body.rows) {
					const before = currentOf(account as AccountId);
					if (before && before !== id) list.push({ type: 'void', ticketId: before });
					issued.set(account as AccountId, id as OtpId);
				}
				list.push(...(await ticketsOf(entry.body)));
				break;
			case 'otps.voided':
				for (const ticketId of entry.body.otps) list.push({ type: 'void', ticketId });
				break;
			case 'otps.extended':
				for (const ticketId of entry.body.otps)
					list.push({ type: 'extend', ticketId, redeemBy: entry.body.redeemBy });
				break;
			case 'accounts.deleted':
				for (const account of entry.body.accounts) {
					const ticketId = currentOf(account as AccountId);
					if (ticketId) list.push({ type: 'void', ticketId });
				}
				break;
			case 'otp.decided': {
				const { otp, request, sealed, grantedAt } = entry.body;
				// It is the hub that has said so.
				if (grantedAt !== undefined) break;
				const batch = state.batches.get(state.otps.get(otp as OtpId)?.batch as Batch['id']);
				if (!batch) break;
				const collectBy = stampTime(entry.stamp) + batch.collectWithinHours * hour;
				list.push(decisionOf(otp, request, base64ToBytes(sealed), collectBy));
				break;
			}
		}
		const { made, withdrawn } = grants[i]!;
		for (const ticketId of withdrawn) list.push({ type: 'withdraw-grant', ticketId });
		const sealed = await inPieces(made, (terms) => grantOperation(state.workspace, terms, now));
		for (const operation of sealed) list.push(operation);
	}
	return lists;
}

/**
 * What a hub has to know of everything that is under way: for a connection that has just been made. The hub may know any of
 * it from an earlier connection, which changes nothing. Grants come after it: tellGrants.
 * @param now ms since 1970
 */
export async function liveOperations(
	state: WorkspaceState,
	now: number
): Promise<readonly Omit<OperationRecord, 'order'>[]> {
	const records: Omit<OperationRecord, 'order'>[] = [];
	const add = (operation: HubOperation, entry = '') => records.push({ entry, operation, sending: 0 });
	const open: { otp: Otp; batch: Batch }[] = [];
	for (const otp of state.otps.values()) {
		const batch = state.batches.get(otp.batch);
		if (!batch) continue;
		const { status } = provisioningOf(otp, batch, now);
		if (status === 'provisioned') continue;
		const isCurrent =
			state.currentOtps.get(otp.account) === otp.id && !state.accounts.get(otp.account)?.deleted;
		if (status === 'otp-revoked' || !isCurrent) {
			// Its ticket may be at the hub, from an earlier connection.
			if (now <= decideByOf(otp, batch)) add({ type: 'void', ticketId: otp.id });
		} else if (now <= redeemByOf(otp, batch) || isUnderWay(otp, batch, now)) open.push({ otp, batch });
	}
	for (const operation of await inPieces(open, ({ otp, batch }) => ticketOf(otp.id, otp.code, batch)))
		add(operation);
	for (const { otp, batch } of open)
		if (otp.facts.some(({ type }) => type === 'extended'))
			add({ type: 'extend', ticketId: otp.id, redeemBy: redeemByOf(otp, batch) });
	for (const otp of state.otps.values()) {
		const batch = otp.facts.length > 0 && state.batches.get(otp.batch);
		if (!batch || otp.facts.some(({ type }) => type === 'signed-in')) continue;
		for (const { decided } of standingDecisions(otp.facts).values()) {
			const collectBy = collectByOf(decided, batch);
			if (now > collectBy) continue;
			const sealed =
				decided.grantedAt === null
					? base64ToBytes(decided.sealed)
					: await grantedDecision(state, otp, batch, decided);
			if (sealed) add(decisionOf(otp.id, decided.request, sealed, collectBy), entryOf(decided.key));
		}
	}
	return records;
}

/** The id of the entry with this order key, which is its stamp and then its id (journal/entry). */
export function entryOf(orderKey: string): string {
	return orderKey.slice(-32);
}

function ticketsOf({ batch, rows }: EntryBody<'otps.issued'>): Promise<HubOperation[]> {
	return inPieces(rows, ([id, , code]) => ticketOf(id, code, batch));
}

/** What is made of each, so many at a time. */
async function inPieces<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<R[]> {
	const made: R[] = [];
	for (let i = 0; i < items.length; i += sealsAtOnce)
		for (const result of await Promise.all(items.slice(i, i + sealsAtOnce).map(make))) made.push(result);
	return made;
}

async function ticketOf(
	ticketId: string,
	code: string,
	{ notBefore, redeemBy, decideWithinHours }: Pick<Batch, 'notBefore' | 'redeemBy' | 'decideWithinHours'>
): Promise<HubOperation> {
	const { claimToken } = await claimKeysOf(code as Code);
	const tokenHash = await sha256(claimToken);
	claimToken.fill(0);
	return { type: 'ticket', ticketId, tokenHash, notBefore, redeemBy, decideWithin: decideWithinHours * hour };
}

function decisionOf(
	ticketId: string,
	requestHash: string,
	decision: Uint8Array<ArrayBuffer>,
	collectBy: number
): HubOperation {
	return { type: 'decision', ticketId, requestHash, decision, collectBy };
}

/** Whether somebody has asked with an OTP, and may still be answered or fetch the answer. */
function isUnderWay(otp: Otp, batch: Batch, now: number): boolean {
	const { facts } = otp;
	if (facts.some(({ type }) => type === 'requested') && now <= decideByOf(otp, batch)) return true;
	return [...standingDecisions(facts).values()].some(({ decided }) => now <= collectByOf(decided, batch));
}
