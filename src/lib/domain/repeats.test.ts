import { describe, expect, it } from 'vitest';
import type { OtpFact } from './otp';
import { isRepeat, withoutRepeats } from './repeats';

const fact = (key: string, type: OtpFact['type'], request = 'r1', more = {}) =>
	({ key, type, request, at: 0, by: 'm', ...more }) as unknown as OtpFact;
const keysOf = (facts: readonly OtpFact[]) => facts.map(({ key }) => key).join('');

describe('what two tablets have heard', () => {
	it.each<[string, OtpFact[]]>([
		['a request', [fact('a', 'requested'), fact('b', 'requested')]],
		['that a decision was read', [fact('a', 'delivered'), fact('b', 'delivered')]],
		['that a device has signed in', [fact('a', 'signed-in'), fact('b', 'signed-in')]],
		[
			'that a hub has released a grant',
			[fact('a', 'decided', 'r1', { grantedAt: 5 }), fact('b', 'decided', 'r1', { grantedAt: 5 })]
		]
	])('was said once: %s', (_, facts) => {
		expect(keysOf(withoutRepeats(facts))).toBe('a');
		expect(facts.map(({ key }) => isRepeat(facts, key))).toEqual([false, true]);
	});

	it('of two requests was said of each', () => {
		const facts = [fact('a', 'requested'), fact('b', 'requested', 'r2'), fact('c', 'requested')];
		expect(keysOf(withoutRepeats(facts))).toBe('ab');
		const released = { grantedAt: 5 };
		const grants = [fact('a', 'decided', 'r1', released), fact('b', 'decided', 'r2', released)];
		expect(keysOf(withoutRepeats(grants))).toBe('ab');
	});

	it('is told apart by what happened: a decision is read, and a device signs in, for the same request', () => {
		const released = { grantedAt: 5 };
		const facts = [
			fact('a', 'requested'),
			fact('b', 'decided', 'r1', released),
			fact('c', 'delivered'),
			fact('d', 'signed-in')
		];
		expect(keysOf(withoutRepeats(facts))).toBe('abcd');
	});
});

it('leaves what people have done, each time', () => {
	const decided = { grantedAt: null };
	const facts = [
		fact('a', 'decided', 'r1', decided),
		fact('b', 'decision-withdrawn'),
		fact('c', 'decided', 'r1', decided),
		fact('d', 'handed-over'),
		fact('e', 'handed-over')
	];
	expect(withoutRepeats(facts)).toEqual(facts);
	expect(isRepeat(facts, 'c')).toBe(false);
	expect(isRepeat(facts, 'unknown')).toBe(false);
});
