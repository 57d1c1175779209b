import { approvalWarnings, type ApprovalContext, type ApprovalWarning } from '$lib/domain/approval-warnings';
import { comparable } from '$lib/domain/device';
import type { AccountId } from '$lib/domain/ids';
import type { Otp } from '$lib/domain/otp';
import { stampTime } from '$lib/protocol/stamp';
import { approvalIndex, approvalsOf, isWaiting, type Approval } from './approvals';
import { accountsExpecting } from './expected-serials';
import { parkedBy } from './parking';
import { isListed, type WorkspaceState } from './state';

/**
 * What the approver of a request is told.
 * @param now ms since 1970, by this tablet's clock
 */
export function warningsOf(state: WorkspaceState, approval: Approval, now: number): ApprovalWarning[] {
	const { otp, request } = approval;
	const account = state.accounts.get(otp.account);
	const newest = state.otps.get(state.currentOtps.get(otp.account)!);
	const serial = comparable(request.serial);
	return approvalWarnings({
		...approval,
		expected: account && isListed(account) ? account.expected : null,
		supersededAt: newest && newest.id !== otp.id ? newest.issuedAt : null,
		expectedBy: accountsExpecting(state, serial),
		approvedElsewhere: approvedElsewhere(state, serial, otp.account),
		waitsElsewhere: waitsElsewhere(state, serial, otp.account, now),
		parked: parkedBy(state, serial)?.device ?? null,
		provisioned: devicesOf(state, otp),
		clockBehind: clockBehind(state, now),
		now
	});
}

/** How far a clock is behind what the journal has seen, in ms; 0 where it is not. */
export function clockBehind(state: WorkspaceState, now: number): number {
	return Math.max(0, stampTime(state.lastStamp) - now);
}

function approvedElsewhere(state: WorkspaceState, serial: string, account: AccountId) {
	const latest = new Map<AccountId, number>();
	for (const { otp, standing } of approvalIndex(state).decidedBySerial.get(serial) ?? [])
		if (otp.account !== account && standing?.decided.decision.verdict === 'approved')
			latest.set(otp.account, Math.max(latest.get(otp.account) ?? 0, standing.decided.at));
	return [...latest].map(([id, at]) => ({ account: id, at }));
}

function waitsElsewhere(state: WorkspaceState, serial: string, account: AccountId, now: number) {
	const latest = new Map<AccountId, number>();
	for (const approval of approvalIndex(state).undecidedBySerial.get(serial) ?? [])
		if (approval.otp.account !== account && isWaiting(approval, now))
			latest.set(approval.otp.account, approval.request.at);
	return [...latest].map(([id, at]) => ({ account: id, at }));
}

/** The devices that an account has by other OTPs, and by this one on an admin's word alone. */
function devicesOf(state: WorkspaceState, { id, account }: Otp): ApprovalContext['provisioned'] {
	const otps = approvalIndex(state).byAccount.get(account) ?? [];
	return otps.flatMap((otp): ApprovalContext['provisioned'] => {
		const signedIn = otp.facts.find((fact) => fact.type === 'signed-in');
		if (otp.id === id && !signedIn) return [];
		const approved = approvalsOf(otp).find(
			({ standing }) => standing?.decided.decision.verdict === 'approved'
		);
		const serial = approved?.request.serial ?? '';
		if (signedIn) return [{ at: signedIn.at, serial, how: 'signed-in' }];
		return approved ? [{ at: approved.standing!.decided.at, serial, how: 'approved' }] : [];
	});
}
