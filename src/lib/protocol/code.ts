import type { RandomPool } from './bytes';

/**
 * A code: 15 random Crockford base32 symbols (75 bits) and one check symbol, shown as `K7QF-9M2X-4TBN-W3HD`.
 *
 * The check symbol makes Σ αⁱ·sᵢ = 0 over GF(32), where s₀ is the check symbol, s₁…s₁₅ the random ones from right to
 * left, and α = 2 in the field of polynomials modulo x⁵ + x² + 1. The weights αⁱ (i < 31) are distinct and not zero,
 * so every single wrong symbol and every swap of two different symbols, neighbours or not, is caught.
 */
export type Code = string & { readonly __code: never };

/** Crockford's base32 alphabet (https://www.crockford.com/base32.html): no I, L, O, U. */
export const codeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const codeLength = 16;

const valueBySymbol = new Map([...codeAlphabet].map((symbol, value) => [symbol, value]));
for (const [typed, meant] of [
	['O', '0'],
	['I', '1'],
	['L', '1']
] as const)
	valueBySymbol.set(typed, valueBySymbol.get(meant)!);

/** Multiplies by α in GF(32). */
const timesAlpha = (value: number) => ((value << 1) ^ (value & 16 ? 0b100101 : 0)) & 31;

/** α⁻¹·Σ αⁱ·sᵢ₊₁ by Horner's rule, then times α: what the check symbol has to be for the sum to be zero. */
function checkValue(values: readonly number[]): number {
	let sum = 0;
	for (const value of values) sum = timesAlpha(sum) ^ value;
	return timesAlpha(sum);
}

/** A new code from a source of randomness. */
export function generateCode(random: RandomPool): Code {
	const values: number[] = [];
	let code = '';
	for (let i = 0; i < codeLength - 1; i++) {
		const value = random.below(32);
		values.push(value);
		code += codeAlphabet[value];
	}
	return (code + codeAlphabet[checkValue(values)]) as Code;
}

/** Why text is not a code. `position` counts from 0 among the symbols. */
export type CodeError =
	| { readonly type: 'CodeTooShort'; readonly missing: number }
	| { readonly type: 'CodeTooLong' }
	| { readonly type: 'CodeHasForeignSymbol'; readonly symbol: string; readonly position: number }
	| { readonly type: 'CodeMistyped' };

/**
 * Reads a code as people type it: any case, spaces and dashes anywhere, `O` for `0`, `I` and `L` for `1`.
 * @returns the 16 symbols, or what is wrong, of which the check symbol tells before anything is sent
 */
export function parseCode(
	typed: string
): { readonly ok: true; readonly value: Code } | { readonly ok: false; readonly error: CodeError } {
	const symbols = [...typed.toUpperCase().replace(/[\s\p{Pd}_.]/gu, '')];
	const values: number[] = [];
	for (const [position, symbol] of symbols.entries()) {
		const value = valueBySymbol.get(symbol);
		if (value === undefined) return { ok: false, error: { type: 'CodeHasForeignSymbol', symbol, position } };
		values.push(value);
	}
	if (values.length < codeLength)
		return { ok: false, error: { type: 'CodeTooShort', missing: codeLength - values.length } };
	if (values.length > codeLength) return { ok: false, error: { type: 'CodeTooLong' } };
	if (checkValue(values.slice(0, -1)) !== values.at(-1))
		return { ok: false, error: { type: 'CodeMistyped' } };
	return { ok: true, value: values.map((value) => codeAlphabet[value]).join('') as Code };
}

/** A code in groups of four: `K7QF-9M2X-4TBN-W3HD`. */
export function formatCode(code: string): string {
	return code.replace(/(.{4})(?=.)/g, '$1-');
}
