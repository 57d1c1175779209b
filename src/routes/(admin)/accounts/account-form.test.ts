import { describe, expect, it } from 'vitest';
import { emptyExpectedDevice, emptyProfile, unknownFacts } from '$lib/domain/account';
import { formOf, readForm, type AccountForm, type AccountGroups } from './account-form';

const fjord: AccountGroups = {
	profile: {
		...emptyProfile,
		signInName: 'fjord@contoso.com',
		displayName: 'Fjord',
		site: 'Oslo',
		timeZone: 'Europe/Oslo'
	},
	expected: { make: 'Yealink', model: 'MeetingBar A40', serial: '80' },
	facts: {
		enabled: true,
		licences: ['Teams Rooms Pro', 'Visio'],
		passwordNeverExpires: false,
		calendarProcessing: 'AutoAccept',
		mailboxType: 'RoomMailbox',
		confirmed: true
	}
};

function faultsOf(change: (form: AccountForm) => void) {
	const form = formOf(fjord);
	change(form);
	const read = readForm(form, null);
	return read.ok ? {} : read.error;
}

describe('a form', () => {
	it('says what the account holds', () => {
		expect(readForm(formOf(fjord), true)).toEqual({ ok: true, value: fjord });
	});

	it('keeps what is not known apart from what is known to be none', () => {
		const unknown = {
			profile: { ...emptyProfile, signInName: 'a@contoso.com' },
			expected: emptyExpectedDevice,
			facts: unknownFacts
		};
		expect(readForm(formOf(unknown), null)).toEqual({ ok: true, value: unknown });
		const unlicensed = { ...unknown, facts: { ...unknownFacts, licences: [] } };
		expect(readForm(formOf(unlicensed), null)).toEqual({ ok: true, value: unlicensed });
	});

	it('takes off the spaces around a value', () => {
		const form = formOf(fjord);
		form.profile.site = ' Oslo ';
		form.facts.licenceNames = ' Visio \n\nVisio';
		const read = readForm(form, null);
		expect(read.ok && [read.value.profile.site, read.value.facts.licences]).toEqual(['Oslo', ['Visio']]);
	});
});

describe('what is wrong with a form', () => {
	it('names the field', () => {
		expect(faultsOf((form) => (form.profile.signInName = 'fjord'))).toEqual({
			signInName: { type: 'BadSignInName' }
		});
		expect(faultsOf((form) => (form.profile.timeZone = 'Oslo'))).toEqual({
			timeZone: { type: 'BadTimeZone' }
		});
		expect(faultsOf((form) => (form.expected.serial = 'x'.repeat(200)))).toMatchObject({
			serial: { type: 'TooLong' }
		});
		expect(faultsOf((form) => (form.facts.licenceNames = '\n'))).toEqual({
			licenceNames: { type: 'NoLicences' }
		});
	});
});
