import { expect, it } from 'vitest';
import {
	accountIdFor,
	accountPlace,
	accountTitle,
	emptyProfile,
	isSignInName,
	sameGroup,
	unknownFacts
} from './account';

it.each([
	'fjord@contoso.com',
	"o'hara_1.room-2@sub.contoso.co.uk",
	'Møterom@contoso.no',
	' fjord@contoso.com '
])('%s can be a sign-in name', (name) => expect(isSignInName(name)).toBe(true));

it.each([
	'',
	'fjord',
	'fjord@',
	'@contoso.com',
	'fjord@contoso',
	'a b@contoso.com',
	'a@b@contoso.com',
	'.a@contoso.com',
	'a@-contoso.com',
	`${'x'.repeat(65)}@contoso.com`,
	'=cmd@contoso.com'
])('%s cannot', (name) => expect(isSignInName(name)).toBe(false));

it('has one id for a sign-in name however it is written', () => {
	expect(accountIdFor(' Fjord@Contoso.COM')).toBe(accountIdFor('fjord@contoso.com'));
	expect(accountIdFor('Mo\u0308te@contoso.com')).toBe(accountIdFor('m\u00f6te@contoso.com'));
});

it('is called by the best name it has', () => {
	const profile = { ...emptyProfile, signInName: 'fjord@contoso.com' };
	expect(accountTitle({ profile })).toBe('fjord@contoso.com');
	expect(accountTitle({ profile: { ...profile, room: 'Fjord' } })).toBe('Fjord');
	expect(accountTitle({ profile: { ...profile, room: 'Fjord', displayName: 'Oslo Fjord' } })).toBe(
		'Oslo Fjord'
	);
	expect(accountPlace({ profile: { ...profile, site: 'Oslo', floor: '3' } })).toEqual(['Oslo', '3']);
});

it('compares groups by value', () => {
	expect(sameGroup({ ...unknownFacts, licences: ['a'] }, { ...unknownFacts, licences: ['a'] })).toBe(true);
	expect(sameGroup({ ...unknownFacts, licences: ['a'] }, { ...unknownFacts, licences: null })).toBe(false);
	expect(sameGroup({ ...unknownFacts, enabled: false }, unknownFacts)).toBe(false);
});
