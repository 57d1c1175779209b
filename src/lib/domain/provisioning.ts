import { redeemByOf, type Batch, type Otp, type OtpFact } from './otp';

const hour = 3_600_000;

type Requested = Extract<OtpFact, { type: 'requested' }>;
type Decided = Extract<OtpFact, { type: 'decided' }>;

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

	const approvals = firstPerRequest(otp.facts, 'approved');
	if (approvals.length > 1) return { status: 'conflict', stands: approvals[0]!, others: approvals.slice(1) };

	const signedIn = otp.facts.find((fact) => fact.type === 'signed-in');
	if (signedIn) return { status: 'provisioned', at: signedIn.at };

	const voided = otp.facts.find((fact) => fact.type === 'voided');
	if (voided) return { status: 'otp-revoked', at: voided.at };

	const requests = otp.facts.filter((fact): fact is Requested => fact.type === 'requested');
	const approval = approvals[0];
	if (approval) {
		const collectBy = approval.at + batch.collectWithinHours * hour;
		const delivered = otp.facts.some(
			(fact) => fact.type === 'delivered' && fact.request === approval.request
		);
		if (now > collectBy && !delivered) return { status: 'otp-expired', at: collectBy };
		const request = requests.find((candidate) => candidate.request === approval.request) ?? null;
		return { status: 'approved', request, decision: approval, collectBy };
	}

	const rejections = firstPerRequest(otp.facts, 'rejected');
	const undecided = requests.filter((request) => !rejections.some((no) => no.request === request.request));
	if (undecided.length > 0) {
		const decideBy = redeemBy + batch.decideWithinHours * hour;
		if (now > decideBy) return { status: 'otp-expired', at: decideBy };
		return { status: 'awaiting-approval', requests: undecided, decideBy };
	}
	const rejection = rejections.at(-1);
	if (rejection) return { status: 'rejected', decision: rejection };
	return unused(batch.notBefore, redeemBy, now);
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

/** The first decision of each request, in journal order, where that decision has the verdict. */
function firstPerRequest(facts: readonly OtpFact[], verdict: 'approved' | 'rejected'): Decided[] {
	const decided = new Map<string, Decided>();
	for (const fact of facts)
		if (fact.type === 'decided' && !decided.has(fact.request)) decided.set(fact.request, fact);
	return [...decided.values()].filter((fact) => fact.decision.verdict === verdict);
}
