import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestLifetime } from '$lib/protocol/hub/signed-request';
import { Nonces } from './nonces';

describe('a nonce', () => {
	// A request may be dated a lifetime ahead, and is good until a lifetime after that.
	const good = 2 * requestLifetime;

	it('is good for five minutes to either side', () => {
		expect(requestLifetime).toBe(300_000);
	});

	it.each([0, 1, good - 1, good, good + 1])('is taken once, also %i ms after another was', (wait) => {
		let now = 1_795_000_000_000;
		const nonces = new Nonces(() => now);
		now += wait;
		expect(nonces.take('a')).toBe(true);
		expect(nonces.take('a')).toBe(false);
		expect(nonces.take('b')).toBe(true);
		now += good;
		expect(nonces.take('a')).toBe(false);
		expect(nonces.take('b')).toBe(false);
	});

	it('is refused for as long as its request is good, whenever others come', () => {
		const steps = fc.array(
			fc.tuple(fc.constantFrom(0, 1, 1_000, good / 2, good - 1, good, good + 1), fc.nat(5)),
			{ maxLength: 40 }
		);
		fc.assert(
			fc.property(steps, (said) => {
				let now = 1_795_000_000_000;
				const nonces = new Nonces(() => now);
				const takenAt = new Map<number, number>();
				for (const [wait, name] of said) {
					now += wait;
					const before = takenAt.get(name);
					const isTaken = nonces.take(`${name}`);
					if (before === undefined) expect(isTaken).toBe(true);
					else if (now - before <= good) expect(isTaken).toBe(false);
					if (isTaken) takenAt.set(name, now);
				}
			})
		);
	});

	it('is forgotten when two generations have come after it, and not a millisecond before', () => {
		let now = 0;
		const nonces = new Nonces(() => now);
		expect(nonces.take('a')).toBe(true);
		// The first generation ends with the first that comes after its time.
		now = good + 1;
		expect(nonces.take('b')).toBe(true);
		now = 2 * good + 1;
		expect(nonces.take('a')).toBe(false);
		now += 1;
		expect(nonces.take('a')).toBe(true);
		expect(nonces.take('b')).toBe(false);
	});

	it('is remembered where the clock is set back', () => {
		let now = 1_795_000_000_000;
		const nonces = new Nonces(() => now);
		nonces.take('a');
		now -= 10 * good;
		expect(nonces.take('a')).toBe(false);
		expect(nonces.take('b')).toBe(true);
	});
});
