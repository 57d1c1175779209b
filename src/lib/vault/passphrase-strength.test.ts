import { describe, expect, it } from 'vitest';
import { passphraseStrength, passphraseTooShort } from './passphrase-strength';

describe('passphrase strength', () => {
	it('refuses fewer than 8 characters, however they are encoded', () => {
		expect(passphraseTooShort('1234567')).toBe(true);
		expect(passphraseTooShort('12345678')).toBe(false);
		expect(passphraseTooShort('😀'.repeat(7))).toBe(true);
		expect(passphraseTooShort('e\u0301'.repeat(7))).toBe(true);
	});

	it.each([
		['password1', 0, 'seconds', 'common'],
		['qwertyuiop', 0, 'seconds', 'common'],
		['abcdefghij', 0, 'seconds', 'sequence'],
		['aaaaaaaaaa', 0, 'seconds', 'repeats']
	] as const)('warns of %s', async (passphrase, strength, crackTime, advice) => {
		const judged = await passphraseStrength(passphrase, []);
		expect(judged).toMatchObject({ strength, crackTime });
		expect(judged.advice).toContain(advice);
		expect(judged.advice.at(-1)).toBe('more-words');
	});

	it('has nothing against six random words', async () => {
		expect(await passphraseStrength('plinth ochre vandal tempo gizmo fjord', [])).toEqual({
			strength: 4,
			crackTime: 'centuries',
			advice: []
		});
	});

	it('knows what a guesser would know', async () => {
		const known = await passphraseStrength('Riverside Campus', ['Riverside Campus']);
		const unknown = await passphraseStrength('Riverside Campus', []);
		expect(known.strength).toBeLessThan(unknown.strength);
		expect(known.advice).toContain('about-you');
	});
});
