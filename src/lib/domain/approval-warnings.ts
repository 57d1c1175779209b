import type { ExpectedDevice } from './account';
import { comparable } from './device';
import { requestsOf, standingDecisions } from './decisions';
import type { AccountId } from './ids';
import {
	redeemByOf,
	type Batch,
	type CodeReason,
	type Decision,
	type Otp,
	type RejectionReason,
	type Requested
} from './otp';
import { decideByOf } from './provisioning';

/** How far a tablet's clock may be behind the journal before it asks, in ms: what clocks differ by anyway is no matter. */
export const clockTolerance = 120_000;

/** A device that was refused and is not let back. Times in ms since 1970. */
export interface ParkedDevice {
	readonly account: AccountId;
	readonly at: number;
	readonly reason: RejectionReason;
	readonly text: string;
}

/**
 * What an approver is told before approving. None forbids it: the approver sees what the app cannot. Any of them takes
 * the request out of what can be approved many at once.
 */
export type ApprovalWarning =
	| { readonly type: 'SerialDiffers'; readonly expected: string; readonly given: string }
	| { readonly type: 'MakeDiffers'; readonly expected: string; readonly given: string }
	| { readonly type: 'ModelDiffers'; readonly expected: string; readonly given: string }
	/** Another account expects a device with this serial number, and this one does not. */
	| { readonly type: 'DeviceExpectedElsewhere'; readonly account: AccountId }
	/** A device with this serial number was approved for another account. */
	| { readonly type: 'DeviceApprovedElsewhere'; readonly account: AccountId; readonly at: number }
	/** A device with this serial number waits for another account too: one of the two is a mistake. */
	| { readonly type: 'DeviceWaitsElsewhere'; readonly account: AccountId; readonly at: number }
	| ({ readonly type: 'DeviceParked' } & ParkedDevice)
	/** It came after redeem-by, or it is past decide-by. */
	| { readonly type: 'OtpExpired'; readonly at: number; readonly clock: 'redeem-by' | 'decide-by' }
	| { readonly type: 'OtpNotYetValid'; readonly notBefore: number }
	| { readonly type: 'OtpRevoked'; readonly at: number }
	/** A newer OTP was generated for the account. */
	| { readonly type: 'OtpSuperseded'; readonly at: number }
	/** The same code came from a device with another serial number. */
	| {
			readonly type: 'RedeemedByAnotherDevice';
			readonly device: Pick<Requested, 'make' | 'model' | 'serial'>;
			readonly at: number;
			readonly verdict: Decision['verdict'] | null;
	  }
	/** The same code came before, from what says that it is the same device. */
	| { readonly type: 'AskedBefore'; readonly at: number; readonly verdict: Decision['verdict'] | null }
	/** The account has a device, by an OTP of its own. */
	| {
			readonly type: 'AlreadyProvisioned';
			readonly at: number;
			readonly serial: string;
			readonly how: 'signed-in' | 'approved';
	  }
	| { readonly type: 'AccountDeleted' }
	| { readonly type: 'TabletClockBehind'; readonly by: number };

/** What warnings are judged from. */
export interface ApprovalContext {
	readonly request: Requested;
	readonly otp: Otp;
	readonly batch: Batch;
	/** `null` where the account is deleted or was never there. */
	readonly expected: ExpectedDevice | null;
	/** When the account's newer OTP was issued; `null` where this one is the newest. */
	readonly supersededAt: number | null;
	/** Accounts that expect a device with this serial number. */
	readonly expectedBy: readonly AccountId[];
	/** Other accounts that a device with this serial number was approved for. */
	readonly approvedElsewhere: readonly { readonly account: AccountId; readonly at: number }[];
	/** Other accounts that a device with this serial number waits for. */
	readonly waitsElsewhere: readonly { readonly account: AccountId; readonly at: number }[];
	readonly parked: ParkedDevice | null;
	/** Devices that this account has, by other requests than this one. */
	readonly provisioned: readonly Omit<Extract<ApprovalWarning, { type: 'AlreadyProvisioned' }>, 'type'>[];
	/** How far the tablet's clock is behind the journal, in ms. */
	readonly clockBehind: number;
	/** Ms since 1970, by the approver's clock. */
	readonly now: number;
}

/** The warnings of a request, those about the device first. */
export function approvalWarnings(context: ApprovalContext): ApprovalWarning[] {
	const { supersededAt, parked, expected, clockBehind } = context;
	return [
		...(expected ? differences(expected, context.request) : [{ type: 'AccountDeleted' } as const]),
		...expectedElsewhere(context),
		...context.approvedElsewhere.map((where) => ({ type: 'DeviceApprovedElsewhere', ...where }) as const),
		...context.waitsElsewhere.map((where) => ({ type: 'DeviceWaitsElsewhere', ...where }) as const),
		...(parked ? [{ type: 'DeviceParked', ...parked } as const] : []),
		...otherRequests(context),
		...context.provisioned.map((device) => ({ type: 'AlreadyProvisioned', ...device }) as const),
		...validity(context),
		...(supersededAt === null ? [] : [{ type: 'OtpSuperseded', at: supersededAt } as const]),
		...(clockBehind > clockTolerance ? [{ type: 'TabletClockBehind', by: clockBehind } as const] : [])
	];
}

/** What a refusal can say of the code itself, the likeliest first; nothing where the code is good. */
export function codeReasonsOf(warnings: readonly ApprovalWarning[]): CodeReason[] {
	const isUsed = (warning: ApprovalWarning) =>
		warning.type === 'RedeemedByAnotherDevice' && warning.verdict !== 'rejected';
	return [
		...(warnings.some(({ type }) => type === 'OtpExpired') ? (['otp-expired'] as const) : []),
		...(warnings.some(isUsed) ? (['otp-used'] as const) : [])
	];
}

function differences(expected: ExpectedDevice, given: Requested): ApprovalWarning[] {
	const fields = [
		['SerialDiffers', 'serial'],
		['MakeDiffers', 'make'],
		['ModelDiffers', 'model']
	] as const;
	return fields.flatMap(([type, field]) =>
		comparable(expected[field]) === '' || comparable(expected[field]) === comparable(given[field])
			? []
			: [{ type, expected: expected[field], given: given[field] }]
	);
}

function expectedElsewhere({ expectedBy, otp }: ApprovalContext): ApprovalWarning[] {
	if (expectedBy.includes(otp.account)) return [];
	return expectedBy.map((account) => ({ type: 'DeviceExpectedElsewhere', account }));
}

function otherRequests({ request, otp }: ApprovalContext): ApprovalWarning[] {
	const decisions = standingDecisions(otp.facts);
	const serial = comparable(request.serial);
	return requestsOf(otp.facts)
		.filter((other) => other.request !== request.request)
		.map(({ request: id, at, make, model, serial: otherSerial }) => {
			const verdict = decisions.get(id)?.decided.decision.verdict ?? null;
			return serial !== '' && comparable(otherSerial) === serial
				? { type: 'AskedBefore', at, verdict }
				: { type: 'RedeemedByAnotherDevice', device: { make, model, serial: otherSerial }, at, verdict };
		});
}

function validity({ request, otp, batch, now }: ApprovalContext): ApprovalWarning[] {
	const warnings: ApprovalWarning[] = [];
	const voided = otp.facts.find((fact) => fact.type === 'voided');
	if (voided) warnings.push({ type: 'OtpRevoked', at: voided.at });
	const redeemBy = redeemByOf(otp, batch);
	const decideBy = decideByOf(otp, batch);
	if (request.at > redeemBy) warnings.push({ type: 'OtpExpired', at: redeemBy, clock: 'redeem-by' });
	else if (now > decideBy) warnings.push({ type: 'OtpExpired', at: decideBy, clock: 'decide-by' });
	if (now < batch.notBefore) warnings.push({ type: 'OtpNotYetValid', notBefore: batch.notBefore });
	return warnings;
}
