import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** The one rule, in characters. Everything above it is advice. */
export const minPassphraseLength = 8;

/** A passphrase is refused; say that it needs `minPassphraseLength` characters. */
export type PassphraseTooShort = { readonly type: 'PassphraseTooShort' };

/** Whether a passphrase is refused. */
export function passphraseTooShort(passphrase: string): boolean {
	return [...passphrase.normalize('NFC')].length < minPassphraseLength;
}

/** How long guessing would take, in the words a person thinks in. */
export type CrackTime = 'seconds' | 'minutes' | 'hours' | 'days' | 'months' | 'years' | 'centuries';

/** What makes a passphrase easy to guess, or would make it harder. */
export type PassphraseAdvice =
	| 'common'
	| 'keyboard'
	| 'repeats'
	| 'sequence'
	| 'dates'
	| 'names'
	| 'about-you'
	| 'substitutions'
	| 'more-words';

export interface PassphraseStrength {
	/** 0: cracked within a minute, 1: a day, 2: a month, 3: ten years, 4: longer. */
	readonly strength: 0 | 1 | 2 | 3 | 4;
	readonly crackTime: CrackTime;
	/** What to do about it, most telling first; empty at strength 4. */
	readonly advice: readonly PassphraseAdvice[];
}

/**
 * Guesses a second by somebody who has copied the tablet's storage or a backup and rents a hundred graphics cards. One
 * guess writes and reads scrypt's 256 MiB (N = 2¹⁸, r = 8), so a card with 1 TB/s of memory makes at most some 2,000.
 */
const guessesPerSecond = 200_000;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const month = 30 * day;
const year = 365 * day;

/**
 * How well a passphrase stands up to guessing. The estimator and its word lists (about 1 MB) are loaded with the first
 * call.
 * @param known what a guesser would try first, e.g. the names of the workspace and the person
 */
export async function passphraseStrength(
	passphrase: string,
	known: readonly string[]
): Promise<PassphraseStrength> {
	const { guesses, feedback } = (await estimator()).check(passphrase, [...known]);
	const seconds = guesses / guessesPerSecond;
	const strength = strengthOf(seconds);
	const hints = [feedback.warning, ...feedback.suggestions].map((key) => adviceByHint[key ?? '']);
	const advice = new Set(hints.filter((hint) => hint !== undefined));
	return {
		strength,
		crackTime: crackTimeOf(seconds),
		advice: strength === 4 ? [] : [...advice.add('more-words')]
	};
}

let loading: Promise<ZxcvbnFactory> | undefined;

function estimator(): Promise<ZxcvbnFactory> {
	loading ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
		([{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }]) =>
			new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
	);
	return loading;
}

function strengthOf(seconds: number): PassphraseStrength['strength'] {
	if (seconds < minute) return 0;
	if (seconds < day) return 1;
	if (seconds < month) return 2;
	return seconds < 10 * year ? 3 : 4;
}

function crackTimeOf(seconds: number): CrackTime {
	if (seconds < minute) return 'seconds';
	if (seconds < hour) return 'minutes';
	if (seconds < day) return 'hours';
	if (seconds < month) return 'days';
	if (seconds < year) return 'months';
	return seconds < 100 * year ? 'years' : 'centuries';
}

/** The estimator's keys for its warnings and suggestions. */
const adviceByHint: Readonly<Record<string, PassphraseAdvice | undefined>> = {
	straightRow: 'keyboard',
	keyPattern: 'keyboard',
	longerKeyboardPattern: 'keyboard',
	simpleRepeat: 'repeats',
	extendedRepeat: 'repeats',
	repeated: 'repeats',
	sequences: 'sequence',
	recentYears: 'dates',
	dates: 'dates',
	associatedYears: 'dates',
	topTen: 'common',
	topHundred: 'common',
	common: 'common',
	similarToCommon: 'common',
	wordByItself: 'common',
	namesByThemselves: 'names',
	commonNames: 'names',
	userInputs: 'about-you',
	l33t: 'substitutions',
	reverseWords: 'substitutions',
	allUppercase: 'substitutions',
	capitalization: 'substitutions'
};
