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
	' fjord@contoso.com ',
	// As long as it may be: 64 before the @, 113 in all.
	`${'x'.repeat(64)}@${'c'.repeat(44)}.com`,
	'a.b.c.d@contoso.com',
	'ærlig.øl@blåbær.no',
	'7@8.9x',
	"#!^~'_-@contoso.com",
	'a@b-c.d-e.example',
	'a@contoso.x'
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
	`${'x'.repeat(64)}@${'c'.repeat(45)}.com`,
	'a.@contoso.com',
	'a@contoso-.com',
	'a@contoso..com',
	'a@.contoso.com',
	'a@contoso.com.',
	'a@contoso.-com',
	'a@contoso.com-',
	'a@con_toso.com',
	'a,b@contoso.com',
	'a b@møte.no',
	'<fjord@contoso.com>',
	'()@contoso.com',
	'a.()@contoso.com',
	'a.b c@contoso.com',
	'a@b()c.com',
	'a@contoso.()',
	'a@contoso.com x',
	'a@contoso.c_m',
	'fjord@contoso.com, bryggen@contoso.com',
	'=cmd@contoso.com'
])('%s cannot', (name) => expect(isSignInName(name)).toBe(false));

it('is nothing where nothing is known', () => {
	expect(emptyProfile).toEqual({
		signInName: '',
		displayName: '',
		site: '',
		building: '',
		floor: '',
		room: '',
		timeZone: '',
		notes: ''
	});
});

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
	const whole = { ...profile, site: 'Oslo', building: 'HQ', floor: '3', room: 'Fjord' };
	expect(accountPlace({ profile: whole })).toEqual(['Oslo', 'HQ', '3', 'Fjord']);
});

it('compares groups by value', () => {
	expect(sameGroup({ ...unknownFacts, licences: ['a'] }, { ...unknownFacts, licences: ['a'] })).toBe(true);
	expect(sameGroup({ ...unknownFacts, licences: ['a'] }, { ...unknownFacts, licences: null })).toBe(false);
	expect(sameGroup({ ...unknownFacts, enabled: false }, unknownFacts)).toBe(false);
	expect(sameGroup({ ...unknownFacts, licences: ['a'] }, { ...unknownFacts, licences: ['a', 'b'] })).toBe(
		false
	);
	expect(
		sameGroup({ ...unknownFacts, licences: ['a', 'b'] }, { ...unknownFacts, licences: ['a', 'c'] })
	).toBe(false);
	expect(sameGroup({ ...unknownFacts, licences: null }, { ...unknownFacts, licences: [] })).toBe(false);
	expect(sameGroup({ ...emptyProfile, notes: 'a' }, { ...emptyProfile, notes: 'a' })).toBe(true);
});
