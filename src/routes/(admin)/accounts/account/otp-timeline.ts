import type { MemberId } from '$lib/domain/ids';
import type { Decision, Otp, OtpFact } from '$lib/domain/otp';
import type { Provisioning } from '$lib/domain/provisioning';
import { withoutRepeats } from '$lib/domain/repeats';

/** One step in the life of an OTP. `by` is empty where nobody did it: it expired, or a hub approved. */
export interface TimelineStep {
	readonly at: number;
	readonly by: MemberId | '';
	readonly what:
		| {
				readonly type:
					'issued' | 'voided' | 'decision-withdrawn' | 'handed-over' | 'delivered' | 'signed-in' | 'expired';
		  }
		| { readonly type: 'extended'; readonly redeemBy: number }
		| {
				readonly type: 'requested';
				readonly make: string;
				readonly model: string;
				readonly serial: string;
		  }
		| { readonly type: 'decided'; readonly decision: Decision; readonly isAutomatic: boolean };
}

/** The life of an OTP in journal order, up to its expiration where that has come. */
export function otpTimeline(otp: Otp, standing: Provisioning | 'superseded'): TimelineStep[] {
	const steps: TimelineStep[] = [
		{ at: otp.issuedAt, by: otp.issuedBy, what: { type: 'issued' } },
		...withoutRepeats(otp.facts).flatMap(stepsOf)
	];
	if (standing !== 'superseded' && standing.status === 'otp-expired')
		steps.push({ at: standing.at, by: '', what: { type: 'expired' } });
	return steps;
}

/** A decision whose QR was shown at once was two steps for a person. */
function stepsOf(fact: OtpFact): TimelineStep[] {
	const { at, by } = fact;
	// A tablet has noted it; a hub has done it.
	if (fact.type === 'decided' && fact.grantedAt !== null)
		return [{ at: fact.grantedAt, by: '', what: stepOf(fact) }];
	const step = { at, by, what: stepOf(fact) };
	if (fact.type !== 'decided' || !fact.handedOver) return [step];
	return [step, { at, by, what: { type: 'handed-over' } }];
}

function stepOf(fact: OtpFact): TimelineStep['what'] {
	switch (fact.type) {
		case 'voided':
		case 'decision-withdrawn':
		case 'handed-over':
		case 'delivered':
		case 'signed-in':
			return { type: fact.type };
		case 'extended':
			return { type: fact.type, redeemBy: fact.redeemBy };
		case 'requested':
			return { type: fact.type, make: fact.make, model: fact.model, serial: fact.serial };
		case 'decided':
			return { type: fact.type, decision: fact.decision, isAutomatic: fact.grantedAt !== null };
	}
}
