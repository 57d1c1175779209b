import type { OtpFact } from './otp';

/**
 * What a device or a hub has said is noted by every tablet that hears of it: the journal has it as often as there are tablets.
 * For people it was said once, by the fact that comes first.
 */
export function withoutRepeats(facts: readonly OtpFact[]): readonly OtpFact[] {
	const heard = new Set<string>();
	return facts.filter((fact) => {
		const said = saidBy(fact);
		if (said === null) return true;
		const isFirst = !heard.has(said);
		heard.add(said);
		return isFirst;
	});
}

/** Whether the fact with this key says again what one before it says. @param facts of its OTP, in journal order */
export function isRepeat(facts: readonly OtpFact[], key: string): boolean {
	const fact = facts.find((fact) => fact.key === key);
	return fact !== undefined && !withoutRepeats(facts).includes(fact);
}

/** `null`: a person has done it, each time anew. */
function saidBy(fact: OtpFact): string | null {
	switch (fact.type) {
		case 'requested':
		case 'delivered':
		case 'signed-in':
			return `${fact.type} ${fact.request}`;
		case 'decided':
			return fact.grantedAt === null ? null : `granted ${fact.request}`;
		default:
			return null;
	}
}
