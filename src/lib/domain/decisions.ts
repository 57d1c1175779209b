import type { RequestId } from './ids';
import { addTo } from './lists';
import type { Decided, OtpFact, Requested } from './otp';

/** The decision that counts for a request. Times in ms since 1970. */
export interface StandingDecision {
	readonly decided: Decided;
	/** When it left the tablet; `null`: it has not. */
	readonly handedOverAt: number | null;
	/** When the device said that it has read it; `null`: it has not. */
	readonly deliveredAt: number | null;
	/** What others have decided otherwise, while they were out of touch. It does not count; they are to know. */
	readonly overruled: readonly Decided[];
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
 * A withdrawn decision does not stand, unless it had been handed over, be it by a hub that released a grant: then the device
 * has it, whatever a tablet that did not know says. Of several decisions for one request, by tablets that were both offline,
 * the one that the device says it has read stands, else the first that was handed over, else the first.
 */
export function standingDecisions(facts: readonly OtpFact[]): ReadonlyMap<RequestId, StandingDecision> {
	const delivered = new Map<string, number>();
	const withdrawn = new Set<string>();
	const handedOver = new Map<string, number>();
	for (const fact of facts) {
		if (fact.type === 'decided' && fact.grantedAt !== null) handedOver.set(fact.key, fact.grantedAt);
		else if (fact.type === 'decided' && fact.handedOver) handedOver.set(fact.key, fact.at);
		if (fact.type === 'delivered' && fact.decision !== null) {
			if (!delivered.has(fact.decision)) delivered.set(fact.decision, fact.at);
			if (!handedOver.has(fact.decision)) handedOver.set(fact.decision, fact.at);
		}
		if (fact.type === 'decision-withdrawn') withdrawn.add(fact.decision);
		if (fact.type === 'handed-over' && !handedOver.has(fact.decision)) handedOver.set(fact.decision, fact.at);
	}
	/** How much is known of a decision's having reached the device; what it says it has read has been handed over, too. */
	const reach = (key: string) => (delivered.has(key) ? 2 : handedOver.has(key) ? 1 : 0);
	const decisions = new Map<RequestId, Decided[]>();
	for (const fact of facts) {
		if (fact.type !== 'decided' || (withdrawn.has(fact.key) && reach(fact.key) === 0)) continue;
		addTo(decisions, fact.request, fact);
	}
	const standing = new Map<RequestId, StandingDecision>();
	for (const [request, decided] of decisions) {
		const stands = decided.reduce((a, b) => (reach(b.key) > reach(a.key) ? b : a));
		standing.set(request, {
			decided: stands,
			handedOverAt: handedOver.get(stands.key) ?? null,
			deliveredAt: delivered.get(stands.key) ?? null,
			overruled: decided.filter(({ decision }) => decision.verdict !== stands.decision.verdict)
		});
	}
	return standing;
}
