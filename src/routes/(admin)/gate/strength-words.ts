import { m } from '$lib/paraglide/messages';
import type { CrackTime, PassphraseAdvice, PassphraseStrength } from '$lib/vault/passphrase-strength';

type Words = () => string;

/** How strong a passphrase is, by the estimator's scale. */
export const strengthWords: Record<PassphraseStrength['strength'], Words> = {
	0: m.vault_strength_0,
	1: m.vault_strength_1,
	2: m.vault_strength_2,
	3: m.vault_strength_3,
	4: m.vault_strength_4
};

/** How long guessing it would take. */
export const crackTimeWords: Record<CrackTime, Words> = {
	seconds: m.vault_crack_seconds,
	minutes: m.vault_crack_minutes,
	hours: m.vault_crack_hours,
	days: m.vault_crack_days,
	months: m.vault_crack_months,
	years: m.vault_crack_years,
	centuries: m.vault_crack_centuries
};

/** What would make it stronger. */
export const adviceWords: Record<PassphraseAdvice, Words> = {
	common: m.vault_advice_common,
	keyboard: m.vault_advice_keyboard,
	repeats: m.vault_advice_repeats,
	sequence: m.vault_advice_sequence,
	dates: m.vault_advice_dates,
	names: m.vault_advice_names,
	'about-you': m.vault_advice_about_you,
	substitutions: m.vault_advice_substitutions,
	'more-words': m.vault_advice_more_words
};
