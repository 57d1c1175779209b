/**
 * Passwords for resource accounts, made to be typed on a console's touch keyboard: `kFahm-dRt4n-7bcvk-yhpra`.
 *
 * Twenty random symbols in four groups, joined by dashes: 23 characters. The symbols leave out what is taken for one
 * another in print and in bad light: 0 O o, 1 l I i, 2 Z, 5 S, 8 B, and the capitals that differ from their small
 * letters in size alone (C K P U V W X). Every password has a small letter, a capital, a digit and a dash, so it meets
 * Microsoft Entra's rule of three of the four kinds (Microsoft Learn, "Password policies and account restrictions in
 * Microsoft Entra ID": 8 to 256 characters).
 *
 * Entropy: 42 symbols, log₂ 42²⁰ = 107.8 bits; drawing anew what lacks a kind (8 in 100) costs 0.1 bits.
 */
const smallLetters = 'abcdefghjkmnpqrstuvwxyz';
const capitals = 'ADEFGHJLMNQRTY';
const digits = '34679';
const symbols = smallLetters + capitals + digits;

const firstCapital = smallLetters.length;
const firstDigit = firstCapital + capitals.length;

const groups = 4;
const groupLength = 5;

/**
 * A new password; all that can come out are equally likely.
 * @param random uniformly random whole numbers from 0 up to, not including, a bound
 */
export function generatePassword(random: { below(bound: number): number }): string {
	for (;;) {
		let password = '';
		let hasSmallLetter = false;
		let hasCapital = false;
		let hasDigit = false;
		for (let i = 0; i < groups * groupLength; i++) {
			const index = random.below(symbols.length);
			if (index < firstCapital) hasSmallLetter = true;
			else if (index < firstDigit) hasCapital = true;
			else hasDigit = true;
			if (i > 0 && i % groupLength === 0) password += '-';
			password += symbols[index];
		}
		if (hasSmallLetter && hasCapital && hasDigit) return password;
	}
}
