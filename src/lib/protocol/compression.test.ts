import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflate, inflate } from './compression';

describe('compression', () => {
	it('gives back what went in', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) => {
				expect(await inflate(await deflate(new Uint8Array(bytes)), 5_000)).toEqual(new Uint8Array(bytes));
			}),
			{ numRuns: 200 }
		);
	});

	it('refuses what is longer than it may be, however small it came', async () => {
		const bomb = await deflate(new Uint8Array(8_000_000));
		expect(bomb.length).toBeLessThan(10_000);
		expect(await inflate(bomb, 7_999_999)).toBeNull();
	});

	it('refuses damaged bytes', async () => {
		const bytes = await deflate(new TextEncoder().encode('{"stamp":"x"}'.repeat(50)));
		expect(await inflate(bytes.slice(0, -3), 10_000)).toBeNull();
		expect(await inflate(new Uint8Array([7, 1, 2, 3]), 10_000)).toBeNull();
	});
});
