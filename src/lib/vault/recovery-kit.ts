import { err, ok, type Result } from '$lib/domain/result';
import type { Age } from './age';

/**
 * The recovery kit: a printed code that opens the vault and its backups, also with the `age` command line, because
 * it is an age identity: `AGE-SECRET-KEY-1`, 52 symbols for 256 random bits, 6 symbols of checksum (bech32, BIP 173).
 */
export type RecoveryCode = string & { readonly __recoveryCode: never };

const prefix = 'AGE-SECRET-KEY-1';
const symbolCount = 58;
const groupLength = 4;
const alphabet = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';
/** What is not in the alphabet, and what it was meant to be. */
const lookAlikes: Readonly<Record<string, string>> = { O: '0', I: 'L', '1': 'L', B: '8' };

/** A new kit. The code is printed and forgotten; the recipient goes into the vault's secrets. */
export async function newRecoveryKit(age: Age): Promise<{ code: RecoveryCode; recipient: string }> {
	const { identity, recipient } = await age.newIdentity();
	return { code: identity as RecoveryCode, recipient };
}

/** Why text is not a recovery code. `position` counts from 0 among the symbols after `AGE-SECRET-KEY-1`. */
export type RecoveryCodeError =
	| { readonly type: 'RecoveryCodeTooShort'; readonly missing: number }
	| { readonly type: 'RecoveryCodeTooLong' }
	| { readonly type: 'RecoveryCodeHasForeignSymbol'; readonly symbol: string; readonly position: number }
	| { readonly type: 'RecoveryCodeMistyped' };

/**
 * Reads a recovery code as people type it: any case, spaces, line breaks and dashes anywhere, with or without
 * `AGE-SECRET-KEY-1`, `O` for `0`, `I` and `1` for `L`, `B` for `8`.
 */
export function parseRecoveryCode(typed: string): Result<RecoveryCode, RecoveryCodeError> {
	const bare = typed.toUpperCase().replace(/[\s\p{Pd}_.]/gu, '');
	const symbols = [...bare.replace(/^AGESECRETKEY[1IL]/, '')].map((symbol) => lookAlikes[symbol] ?? symbol);
	const foreign = symbols.findIndex((symbol) => !alphabet.includes(symbol));
	if (foreign >= 0)
		return err({ type: 'RecoveryCodeHasForeignSymbol', symbol: symbols[foreign]!, position: foreign });
	if (symbols.length < symbolCount)
		return err({ type: 'RecoveryCodeTooShort', missing: symbolCount - symbols.length });
	if (symbols.length > symbolCount) return err({ type: 'RecoveryCodeTooLong' });
	if (!hasChecksum(symbols.map((symbol) => alphabet.indexOf(symbol))))
		return err({ type: 'RecoveryCodeMistyped' });
	return ok((prefix + symbols.join('')) as RecoveryCode);
}

/** The code as it is printed: `AGE-SECRET-KEY-1`, then groups of four symbols (two in the last). */
export function recoveryCodeGroups(code: RecoveryCode): string[] {
	return [prefix, ...(code.slice(prefix.length).match(new RegExp(`.{1,${groupLength}}`, 'g')) ?? [])];
}

/** The text for the kit's QR. Capitals, digits and dashes alone, so it fits the alphanumeric mode (QR version 4, level M). */
export function recoveryQrText(code: RecoveryCode): string {
	return code;
}

/** Whether the values of a code's symbols carry bech32's checksum over the prefix and themselves. */
function hasChecksum(values: readonly number[]): boolean {
	const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
	const letters = [...prefix.slice(0, -1).toLowerCase()].map((letter) => letter.charCodeAt(0));
	let sum = 1;
	for (const value of [
		...letters.map((code) => code >> 5),
		0,
		...letters.map((code) => code & 31),
		...values
	]) {
		const top = sum >>> 25;
		sum = ((sum & 0x1ffffff) << 5) ^ value;
		for (let i = 0; i < 5; i++) if ((top >>> i) & 1) sum ^= generator[i]!;
	}
	return sum === 1;
}
