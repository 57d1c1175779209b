import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomPool } from '../protocol/bytes';
import { generatePassword } from './password';

const form = /^(?:[A-Za-z0-9]{5}-){3}[A-Za-z0-9]{5}$/;

/** The numbers of an arbitrary tape, then of a counter, so that drawing anew comes to an end. */
function tape(numbers: readonly number[]) {
	let next = 0;
	return { below: (bound: number) => (numbers[next++] ?? next) % bound };
}

describe('generatePassword', () => {
	it('has four groups, every kind of character and no look-alikes, whatever the randomness', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(255), { maxLength: 60 }), (numbers) => {
				const password = generatePassword(tape(numbers));
				expect(password).toMatch(form);
				expect(password).toMatch(/[a-z]/);
				expect(password).toMatch(/[A-Z]/);
				expect(password).toMatch(/[0-9]/);
				expect(password).not.toMatch(/[0Oo1lIi2Z5S8BCKPUVWX]/);
			})
		);
	});

	it('draws anew where a kind is missing', () => {
		const onlySmall = Array.from({ length: 20 }, () => 0);
		const mixed = Array.from({ length: 20 }, (_, i) => [0, 23, 37][i % 3]!);
		expect(generatePassword(tape([...onlySmall, ...mixed]))).toBe('aA3aA-3aA3a-A3aA3-aA3aA');
	});

	it('uses every symbol about as often in every place', () => {
		const pool = new RandomPool();
		const passwords = Array.from({ length: 20_000 }, () => generatePassword(pool));
		for (let place = 0; place < 23; place++) {
			if (place % 6 === 5) continue;
			const counts = new Map<string, number>();
			for (const password of passwords) counts.set(password[place]!, (counts.get(password[place]!) ?? 0) + 1);
			expect(counts.size).toBe(42);
			// 20,000 / 42 = 476, and 6 standard deviations (131) and the kinds' small pull (8 in 100) beside it.
			for (const count of counts.values()) expect(Math.abs(count - 476)).toBeLessThan(131 + 60);
		}
	});

	it('has at least 100 bits', () => {
		const missingDigit = (37 / 42) ** 20;
		const missingCapital = (28 / 42) ** 20;
		expect(20 * Math.log2(42) + Math.log2(1 - missingDigit - missingCapital)).toBeGreaterThan(107);
	});
});
