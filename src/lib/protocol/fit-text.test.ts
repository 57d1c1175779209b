import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitText } from './fit-text';

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

it('leaves what fits', () => {
	expect(fitText('Fjørd', 6)).toBe('Fjørd');
});

it('cuts between characters, and shows that it has', () => {
	expect(fitText('Conference room, third floor', 15)).toBe('Conference r…');
	expect(fitText('会議室三階', 10)).toBe('会議…');
	expect(fitText('🏢🏢🏢', 10)).toBe('🏢…');
});

it('never takes more than it may', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 40 }), (text, maxBytes) => {
			const fitted = fitText(text, maxBytes);
			expect(bytesOf(fitted)).toBeLessThanOrEqual(maxBytes);
			expect(fitted === text || fitted.endsWith('…')).toBe(true);
		})
	);
});
