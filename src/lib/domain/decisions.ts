import type { RequestId } from './ids';
import type { Decided, OtpFact, Requested } from './otp';

/** The decision that counts for a request, and when it left the tablet (ms since 1970; `null`: it has not). */
export interface StandingDecision {
	readonly decided: Decided;
	readonly handedOverAt: number | null;
}

/** The requests made with an OTP, first come first. One that two tablets have scanned is one. */
export function requestsOf(facts: readonly OtpFact[]): readonly Requested[] {
	const requests = new Map<RequestId, Requested>();
	for (const fact of facts)
		if (fact.type === 'requested' && !requests.has(fact.request)) requests.set(fact.request, fact);
	return [...requests.values()];
}

/**
 * The decision that stands for each request, in journal order.
 *
 * A withdrawn decision does not stand, unless it had been handed over: then the device has it, whatever a tablet that
 * did not know says. Of several decisions for one request, by tablets that were both offline, the first that was handed
 * over stands, else the first.
 */
export function standingDecisions(facts: readonly OtpFact[]): ReadonlyMap<RequestId, StandingDecision> {
	const withdrawn = new Set<string>();
	const handedOver = new Map<string, number>();
	for (const fact of facts) {
		if (fact.type === 'decision-withdrawn') withdrawn.add(fact.decision);
		if (fact.type === 'handed-over' && !handedOver.has(fact.decision)) handedOver.set(fact.decision, fact.at);
	}
	const standing = new Map<RequestId, StandingDecision>();
	for (const fact of facts) {
		if (fact.type !== 'decided') continue;
		const handedOverAt = handedOver.get(fact.key) ?? null;
		if (withdrawn.has(fact.key) && handedOverAt === null) continue;
		const before = standing.get(fact.request);
		if (!before || (before.handedOverAt === null && handedOverAt !== null))
			standing.set(fact.request, { decided: fact, handedOverAt });
	}
	return standing;
}
