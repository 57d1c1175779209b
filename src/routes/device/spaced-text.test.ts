import { expect, it } from 'vitest';
import { groupsOfFour } from './spaced-text';

it('groups by four and loses nothing', () => {
	const groups = groupsOfFour('kFa0-dR 4n😀');
	expect(groups.map((group) => group.map(({ text }) => text).join(''))).toEqual(['kFa0', '-dR ', '4n😀']);
});

it('tells digits, letters, signs and spaces apart', () => {
	expect(
		groupsOfFour('0Oé- ')
			.flat()
			.map(({ kind }) => kind)
	).toEqual(['digit', 'letter', 'letter', 'sign', 'space']);
});
