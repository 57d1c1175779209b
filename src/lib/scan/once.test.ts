import { expect, it } from 'vitest';
import { once } from './once';

it('reports a code once while it is in view, also when it is lost for some pictures', () => {
	const seen = once();
	expect([['A'], ['A'], [], ['A']].map((texts) => seen.next(texts))).toEqual([
		'A',
		undefined,
		undefined,
		undefined
	]);
});

it('reports it again once another was seen', () => {
	const seen = once();
	expect([['A'], ['B'], ['A']].map((texts) => seen.next(texts))).toEqual(['A', 'B', 'A']);
});

it('reports each of several codes in view, one a picture', () => {
	const seen = once();
	const both = ['A', 'B'];
	expect([both, both, both, ['A'], ['B']].map((texts) => seen.next(texts))).toEqual([
		'A',
		'B',
		undefined,
		undefined,
		undefined
	]);
});

it('reports it again after a pause', () => {
	const seen = once();
	seen.next(['A']);
	seen.forget();
	expect(seen.next(['A'])).toBe('A');
});
