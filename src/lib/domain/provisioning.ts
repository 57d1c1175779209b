import { requestsOf, standingDecisions } from './decisions';
import { redeemByOf, type Batch, type Decided, type Otp, type Requested } from './otp';

const hour = 3_600_000;

/** Where an account's roll-out stands. A function of facts and the time; stored nowhere. */
export type Provisioning =
	| { readonly status: 'not-started' }
	| { readonly status: 'otp-generated'; readonly notBefore: number; readonly redeemBy: number }
	| {
			readonly status: 'awaiting-approval';
			readonly requests: readonly Requested[];
			readonly decideBy: number;
	  }
	| {
			readonly status: 'approved';
			readonly request: Requested | null;
			readonly decision: Decided;
			readonly collectBy: number;
	  }
	| { readonly status: 'provisioned'; readonly at: number }
	| { readonly status: 'otp-expired'; readonly at: number }
	| { readonly status: 'otp-revoked'; readonly at: number }
	| { readonly status: 'rejected'; readonly decision: Decided }
	/** Two approvals for two devices: the earlier in journal order stands, the others are named. */
	| { readonly status: 'conflict'; readonly stands: Decided; readonly others: readonly Decided[] };

export type ProvisioningStatus = Provisioning['status'];

/** In the order in which filters list them. */
export const provisioningStatuses: readonly ProvisioningStatus[] = [
	'not-started',
	'otp-generated',
	'awaiting-approval',
	'approved',
	'provisioned',
	'otp-expired',
	'otp-revoked',
	'rejected',
	'conflict'
];

const notStarted: Provisioning = Object.freeze({ status: 'not-started' });

/**
 * The provisioning status of an account from its newest OTP.
 * @param now ms since 1970, by the clock of whoever asks.
 */
export function provisioningOf(otp: Otp | undefined, batch: Batch | undefined, now: number): Provisioning {
	if (!otp || !batch) return notStarted;
	const redeemBy = redeemByOf(otp, batch);
	if (otp.facts.length === 0) return unused(batch.notBefore, redeemBy, now);

	const decisions = standingDecisions(otp.facts);
	const approvals = [...decisions.values()]
		.filter(({ decided }) => decided.decision.verdict === 'approved')
		.sort((a, b) => (a.decided.key < b.decided.key ? -1 : 1));
	if (approvals.length > 1) {
		const [stands, ...others] = approvals.map(({ decided }) => decided);
		return { status: 'conflict', stands: stands!, others };
	}
	const approval = approvals[0]?.decided;

	const signedIn = otp.facts.find((fact) => fact.type === 'signed-in');
	if (signedIn) return { status: 'provisioned', at: signedIn.at };

	// Who approves after the revocation has been warned, and the device has its sign-in: then that is what holds.
	const voided = otp.facts.find((fact) => fact.type === 'voided' && !(approval && approval.key > fact.key));
	if (voided) return { status: 'otp-revoked', at: voided.at };

	const requests = requestsOf(otp.facts);
	if (approval) {
		const collectBy = collectByOf(approval, batch);
		const isCollected =
			approvals[0]!.handedOverAt !== null ||
			otp.facts.some((fact) => fact.type === 'delivered' && fact.request === approval.request);
		if (now > collectBy && !isCollected) return { status: 'otp-expired', at: collectBy };
		const request = requests.find((candidate) => candidate.request === approval.request) ?? null;
		return { status: 'approved', request, decision: approval, collectBy };
	}

	const undecided = requests.filter(({ request }) => !decisions.has(request));
	if (undecided.length > 0) {
		const decideBy = decideByOf(otp, batch);
		if (now > decideBy) return { status: 'otp-expired', at: decideBy };
		return { status: 'awaiting-approval', requests: undecided, decideBy };
	}
	const rejection = [...decisions.values()].at(-1);
	if (rejection) return { status: 'rejected', decision: rejection.decided };
	return unused(batch.notBefore, redeemBy, now);
}

/** Until when a request may be decided, ms since 1970. */
export function decideByOf(otp: Otp, batch: Batch): number {
	return redeemByOf(otp, batch) + batch.decideWithinHours * hour;
}

/** Until when the device may fetch the decision, ms since 1970. */
export function collectByOf(decided: Decided, batch: Batch): number {
	return decided.at + batch.collectWithinHours * hour;
}

/** Whether the OTP can still be given to a technician: nobody has asked with it, and it is neither expired nor revoked. */
export function isUnused(provisioning: Provisioning): boolean {
	return provisioning.status === 'otp-generated';
}

function unused(notBefore: number, redeemBy: number, now: number): Provisioning {
	return now > redeemBy
		? { status: 'otp-expired', at: redeemBy }
		: { status: 'otp-generated', notBefore, redeemBy };
}
