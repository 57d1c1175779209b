import type { AccountId, BatchId, MemberId, OtpId, RequestId } from './ids';

/** Why an approver refuses a device. Free text only with `other`. */
export const rejectionReasons = [
	'unknown-device',
	'wrong-room',
	'unexpected-make-or-model',
	'serial-mismatch',
	'outside-agreed-time',
	'code-compromised',
	'duplicate-request',
	'account-retired',
	'other'
] as const;
/** Why a code lets in no device any more. The phone shows them as what has become of the code, not as a refusal of the device. */
export const codeReasons = ['otp-expired', 'otp-used'] as const;
export type CodeReason = (typeof codeReasons)[number];
export type RejectionReason = (typeof rejectionReasons)[number] | CodeReason;

/** What fits into a decision (protocol/decision), in UTF-16 units. */
export const maxRejectionText = 200;

export type Decision =
	| { readonly verdict: 'approved' }
	| { readonly verdict: 'rejected'; readonly reason: RejectionReason; readonly text: string };

/** How a request came to the tablet: scanned from the device's screen, or through a hub. */
export const requestPaths = ['qr', 'hub'] as const;
export type RequestPath = (typeof requestPaths)[number];

/** What every fact carries: when (ms since 1970, the author's clock), by whom, and its place in the journal's order. */
interface FactBase {
	readonly at: number;
	readonly by: MemberId;
	/** The order key (journal/fold) of the entry it came in: facts are sorted and told apart by it. */
	readonly key: string;
}

/** Something that happened to an OTP. Facts are never changed, only added. */
export type OtpFact = FactBase &
	(
		| { readonly type: 'voided' }
		| { readonly type: 'extended'; readonly redeemBy: number }
		| {
				readonly type: 'requested';
				readonly request: RequestId;
				/** 32 hex digits that the device chose; its decision and its receipt name them. */
				readonly deviceRequest: string;
				/** Base64 of the P-256 point that the decision is sealed to. */
				readonly publicKey: string;
				/** The comparison words that the device shows too. */
				readonly words: readonly [string, string, string];
				readonly via: RequestPath;
				readonly make: string;
				readonly model: string;
				readonly serial: string;
				/** When the technician entered it, ms since 1970, by the device's clock. */
				readonly enteredAt: number;
		  }
		/** `sealed` is the decision as it travels (protocol/decision), base64: the same each time that it is shown. */
		| {
				readonly type: 'decided';
				readonly request: RequestId;
				readonly decision: Decision;
				/** It left the tablet as it was made: its QR was shown at once. */
				readonly handedOver: boolean;
				/**
				 * When a hub has released it by itself, ms since 1970 by the hub's clock; `null`: a person has decided. Nothing was
				 * sealed then, and the device has it.
				 */
				readonly grantedAt: number | null;
				readonly sealed: string;
		  }
		/** Taken back before it left the tablet. `decision` is the key of the fact that decided. */
		| { readonly type: 'decision-withdrawn'; readonly request: RequestId; readonly decision: string }
		/** The decision has left the tablet: its QR was shown. `decision` is the key of the fact that decided. */
		| { readonly type: 'handed-over'; readonly request: RequestId; readonly decision: string }
		/** The device has read the decision, which is named where that is known: by the key of the fact that decided. */
		| { readonly type: 'delivered'; readonly request: RequestId; readonly decision: string | null }
		/** `request` is empty where an admin says so for an OTP whose request never came here. */
		| { readonly type: 'signed-in'; readonly request: RequestId | '' }
	);

export type Requested = Extract<OtpFact, { type: 'requested' }>;
export type Decided = Extract<OtpFact, { type: 'decided' }>;

/** A one-time password: a code for one account, from one batch, and what has happened to it. */
export interface Otp {
	readonly id: OtpId;
	readonly account: AccountId;
	readonly batch: BatchId;
	/** 16 Crockford base32 symbols, see protocol/code. Secret. */
	readonly code: string;
	readonly issuedAt: number;
	readonly issuedBy: MemberId;
	/** The order key of the entry that issued it: of an account's OTPs, the one with the greatest supersedes the rest. */
	readonly key: string;
	/** Sorted by key, without doubles. */
	readonly facts: readonly OtpFact[];
}

/** A named run of the generator: what its OTPs have in common. */
export interface Batch {
	readonly id: BatchId;
	readonly name: string;
	readonly createdAt: number;
	readonly createdBy: MemberId;
	/** Before this moment no code of the batch can be redeemed, ms since 1970. */
	readonly notBefore: number;
	/** Expiration as generated, ms since 1970; an `extended` fact of an OTP overrides it. */
	readonly redeemBy: number;
	readonly decideWithinHours: number;
	readonly collectWithinHours: number;
	/** Where the passwords came from: generated here, uploaded from a file, or kept as they were. */
	readonly passwords: 'generated' | 'uploaded';
}

/** The expiration that holds now: the latest extension in journal order, else the batch's. */
export function redeemByOf(otp: Otp, batch: Batch): number {
	let redeemBy = batch.redeemBy;
	for (const fact of otp.facts) if (fact.type === 'extended') redeemBy = fact.redeemBy;
	return redeemBy;
}

/** Adds a fact in its place; the same fact twice is once. */
export function withFact(facts: readonly OtpFact[], fact: OtpFact): readonly OtpFact[] {
	let index = facts.length;
	while (index > 0 && facts[index - 1]!.key > fact.key) index--;
	if (index > 0 && facts[index - 1]!.key === fact.key) return facts;
	return [...facts.slice(0, index), fact, ...facts.slice(index)];
}
