import { requestsOf, standingDecisions, type StandingDecision } from '$lib/domain/decisions';
import { comparable } from '$lib/domain/device';
import type { AccountId, OtpId, RequestId } from '$lib/domain/ids';
import { addTo } from '$lib/domain/lists';
import type { Batch, Otp, OtpFact, Requested } from '$lib/domain/otp';
import { decideByOf } from '$lib/domain/provisioning';
import type { WorkspaceState } from './state';

/** Names one request: the OTP it was made with, and itself. */
export interface ApprovalRef {
	readonly otp: OtpId;
	readonly request: RequestId;
}

/** One device that asked, and what became of it. */
export interface Approval {
	readonly otp: Otp;
	readonly batch: Batch;
	readonly request: Requested;
	/** The decision that stands; `null` while it waits. */
	readonly standing: StandingDecision | null;
	readonly isSignedIn: boolean;
}

/** The requests of a workspace, for lists and warnings. Made once for each state, from what changed since the last. */
export interface ApprovalIndex {
	/** Undecided, oldest first. Those past decide-by are among them: see {@link waitingApprovals}. */
	readonly undecided: readonly Approval[];
	/** Decided, newest decision first. */
	readonly decided: readonly Approval[];
	/** By account: its requests, and OTPs that were signed in with. */
	readonly byAccount: ReadonlyMap<AccountId, readonly Otp[]>;
	/** By serial number as devices are compared. */
	readonly decidedBySerial: ReadonlyMap<string, readonly Approval[]>;
	/** The same of those that are not decided. */
	readonly undecidedBySerial: ReadonlyMap<string, readonly Approval[]>;
}

const indexes = new WeakMap<WorkspaceState, ApprovalIndex>();
/** An OTP is a new object when a fact is added, so what was worked out for it holds as long as it lives. */
const requestsByOtp = new WeakMap<Otp, readonly Omit<Approval, 'batch'>[]>();

/** The index of a state. The clock does not change it, so that a tick costs nothing. */
export function approvalIndex(state: WorkspaceState): ApprovalIndex {
	let index = indexes.get(state);
	if (!index) indexes.set(state, (index = makeIndex(state)));
	return index;
}

/** What awaits a decision, oldest first, until decide-by, whatever else has become of its OTP since: a device waits at each. */
export function waitingApprovals(state: WorkspaceState, now: number): readonly Approval[] {
	return approvalIndex(state).undecided.filter((approval) => isWaiting(approval, now));
}

/** Whether a request awaits a decision: past decide-by it does no longer, though it can still be decided. */
export function isWaiting({ otp, batch, standing }: Approval, now: number): boolean {
	return standing === null && now <= decideByOf(otp, batch);
}

/** One request; `undefined` where it is not known here. */
export function findApproval(state: WorkspaceState, { otp: id, request }: ApprovalRef): Approval | undefined {
	const otp = state.otps.get(id);
	const batch = otp && state.batches.get(otp.batch);
	const found = otp && approvalsOf(otp).find((approval) => approval.request.request === request);
	return found && batch && { ...found, batch };
}

/** What names a request. */
export function refOf({ otp, request }: Pick<Approval, 'otp' | 'request'>): ApprovalRef {
	return { otp: otp.id, request: request.request };
}

/** The requests of one account, oldest first. */
export function approvalsOfAccount(state: WorkspaceState, account: AccountId): Approval[] {
	const otps = approvalIndex(state).byAccount.get(account) ?? [];
	return otps
		.flatMap((otp) => {
			const batch = state.batches.get(otp.batch);
			return batch ? approvalsOf(otp).map((approval) => ({ ...approval, batch })) : [];
		})
		.sort(oldestFirst);
}

function makeIndex(state: WorkspaceState): ApprovalIndex {
	const undecided: Approval[] = [];
	const decided: Approval[] = [];
	const byAccount = new Map<AccountId, Otp[]>();
	const decidedBySerial = new Map<string, Approval[]>();
	const undecidedBySerial = new Map<string, Approval[]>();
	for (const otp of state.otps.values()) {
		if (otp.facts.length === 0) continue;
		const batch = state.batches.get(otp.batch);
		if (!batch || !otp.facts.some(isOfDevice)) continue;
		addTo(byAccount, otp.account, otp);
		for (const found of approvalsOf(otp)) {
			const approval = { ...found, batch };
			(approval.standing ? decided : undecided).push(approval);
			const serial = comparable(approval.request.serial);
			if (serial !== '') addTo(approval.standing ? decidedBySerial : undecidedBySerial, serial, approval);
		}
	}
	undecided.sort(oldestFirst);
	decided.sort((a, b) => (a.standing!.decided.key < b.standing!.decided.key ? 1 : -1));
	return { undecided, decided, byAccount, decidedBySerial, undecidedBySerial };
}

const isOfDevice = ({ type }: OtpFact) => type === 'requested' || type === 'signed-in';
const oldestFirst = (a: Approval, b: Approval) => (a.request.key < b.request.key ? -1 : 1);

/** The requests of one OTP, first come first. */
export function approvalsOf(otp: Otp): readonly Omit<Approval, 'batch'>[] {
	let approvals = requestsByOtp.get(otp);
	if (!approvals) {
		const decisions = standingDecisions(otp.facts);
		const requests = requestsOf(otp.facts);
		const signedIn = otp.facts.filter((fact) => fact.type === 'signed-in');
		approvals = requests.map((request) => ({
			otp,
			request,
			standing: decisions.get(request.request) ?? null,
			// An admin's word names no device: it is that of the only one, or of the one that was approved.
			isSignedIn: signedIn.some(
				(fact) =>
					fact.request === request.request ||
					(fact.request === '' &&
						(requests.length === 1 ||
							decisions.get(request.request)?.decided.decision.verdict === 'approved'))
			)
		}));
		requestsByOtp.set(otp, approvals);
	}
	return approvals;
}
