import { beforeEach, describe, expect, it, vi } from 'vitest';
import { passphraseStrength } from './passphrase-strength';

const estimate = vi.hoisted(() => ({
	guesses: 0,
	feedback: { warning: null as string | null, suggestions: [] as string[] },
	asked: [] as unknown[]
}));
// The estimator itself runs in passphrase-strength.test.ts; no passphrase lies exactly on a bound.
vi.mock('@zxcvbn-ts/core', () => ({
	ZxcvbnFactory: class {
		check(...args: unknown[]) {
			estimate.asked.push(args);
			return estimate;
		}
	}
}));

const second = 200_000;
const day = 86_400 * second;
beforeEach(() => {
	estimate.guesses = 0;
	estimate.feedback = { warning: null, suggestions: [] };
	estimate.asked.length = 0;
});

describe('the time that guessing takes', () => {
	it.each([
		[60 * second, ['seconds', 0], ['minutes', 1]],
		[3_600 * second, ['minutes', 1], ['hours', 1]],
		[day, ['hours', 1], ['days', 2]],
		[30 * day, ['days', 2], ['months', 3]],
		[365 * day, ['months', 3], ['years', 3]],
		[3_650 * day, ['years', 3], ['years', 4]],
		[36_500 * day, ['years', 4], ['centuries', 4]]
	])('changes at %d guesses', async (bound, below, from) => {
		estimate.guesses = bound - 1;
		const before = await passphraseStrength('x', []);
		expect([before.crackTime, before.strength]).toEqual(below);
		estimate.guesses = bound;
		const after = await passphraseStrength('x', []);
		expect([after.crackTime, after.strength]).toEqual(from);
	});
});

describe('advice', () => {
	it.each([
		['straightRow', 'keyboard'],
		['keyPattern', 'keyboard'],
		['longerKeyboardPattern', 'keyboard'],
		['simpleRepeat', 'repeats'],
		['extendedRepeat', 'repeats'],
		['repeated', 'repeats'],
		['sequences', 'sequence'],
		['recentYears', 'dates'],
		['dates', 'dates'],
		['associatedYears', 'dates'],
		['topTen', 'common'],
		['topHundred', 'common'],
		['common', 'common'],
		['similarToCommon', 'common'],
		['wordByItself', 'common'],
		['namesByThemselves', 'names'],
		['commonNames', 'names'],
		['userInputs', 'about-you'],
		['l33t', 'substitutions'],
		['reverseWords', 'substitutions'],
		['allUppercase', 'substitutions'],
		['capitalization', 'substitutions']
	])('for %s is %s, and more words', async (hint, advice) => {
		estimate.feedback = { warning: hint, suggestions: [] };
		expect((await passphraseStrength('x', [])).advice).toEqual([advice, 'more-words']);
		estimate.feedback = { warning: null, suggestions: ['pwned', hint] };
		expect((await passphraseStrength('x', [])).advice).toEqual([advice, 'more-words']);
	});

	it('is said once, the warning first, and not where nothing is to be done', async () => {
		estimate.feedback = { warning: 'dates', suggestions: ['common', 'recentYears'] };
		expect((await passphraseStrength('x', [])).advice).toEqual(['dates', 'common', 'more-words']);
		estimate.guesses = 3_650 * day;
		expect((await passphraseStrength('x', [])).advice).toEqual([]);
	});

	it('knows the passphrase and what a guesser would know', async () => {
		await passphraseStrength('x', ['Contoso']);
		expect(estimate.asked).toEqual([['x', ['Contoso']]]);
	});
});
