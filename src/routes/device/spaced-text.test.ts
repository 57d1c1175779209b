import { expect, it } from 'vitest';
import { addressParts, groupsOf } from './spaced-text';

const texts = (groups: ReturnType<typeof groupsOf>) =>
	groups.map((group) => group.map(({ text }) => text).join(''));

it.each([
	['kFahm-dRt4n-7bcvk', ['kFahm-', 'dRt4n-', '7bcvk']],
	['kFa0dR 4n😀!', ['kFa0', 'dR 4', 'n😀!']],
	['averylongword-x', ['aver', 'ylon', 'gwor', 'd-x']],
	['', []]
])('%j is grouped as the eye reads it, and loses nothing', (text, groups) => {
	expect(texts(groupsOf(text))).toEqual(groups);
});

it('an address breaks after its signs', () => {
	expect(texts(addressParts('oslo-fjord@contoso.com'))).toEqual(['oslo-', 'fjord@', 'contoso.', 'com']);
});

it('digits, letters, signs and spaces are told apart', () => {
	expect(
		groupsOf('0Oé- ')
			.flat()
			.map(({ kind }) => kind)
	).toEqual(['digit', 'letter', 'letter', 'sign', 'space']);
});
