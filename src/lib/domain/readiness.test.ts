import { describe, expect, it } from 'vitest';
import { emptyProfile, unknownFacts, type ReadinessFacts } from './account';
import { hasRoomLicence, readinessChecks, readinessOf, type CheckId, type CheckOutcome } from './readiness';

const account = (facts: Partial<ReadinessFacts>, signInName = 'fjord@contoso.com') => ({
	profile: { ...emptyProfile, signInName },
	facts: { ...unknownFacts, ...facts }
});
const none: ReadonlySet<CheckId> = new Set();

describe('readiness', () => {
	it('is not available where nothing is known', () => {
		expect(readinessOf(account({}), none).status).toBe('not-available');
	});

	it('needs no action where what is known passes', () => {
		expect(readinessOf(account({ enabled: true }), none).status).toBe('no-action-needed');
		expect(readinessOf(account({ confirmed: true }), none).status).toBe('no-action-needed');
	});

	it('lists every check that fails', () => {
		expect(
			readinessOf(account({ enabled: false, licences: ['Office 365 E5'], passwordNeverExpires: true }), none)
		).toEqual({ status: 'needs-action', failed: ['enabled', 'licence'] });
	});

	it('is not put right by a confirmation where something is known to be wrong', () => {
		expect(readinessOf(account({ enabled: false, confirmed: true }), none).status).toBe('needs-action');
	});

	it('does not ask a check that is not applicable here', () => {
		const waived = new Set<CheckId>(['licence']);
		expect(readinessOf(account({ licences: [], enabled: true }), waived).status).toBe('no-action-needed');
		expect(readinessOf(account({ licences: [] }), waived).status).toBe('not-available');
	});

	it('needs a sign-in name that can be one', () => {
		expect(readinessOf(account({ enabled: true }, 'fjord'), none)).toEqual({
			status: 'needs-action',
			failed: ['sign-in-name']
		});
	});

	it.each<[CheckId, Partial<ReadinessFacts>, CheckOutcome]>([
		['enabled', { enabled: true }, 'pass'],
		['enabled', { enabled: false }, 'fail'],
		['enabled', {}, 'unknown'],
		['licence', { licences: ['Visio', 'MTR_PREM'] }, 'pass'],
		['licence', { licences: [] }, 'fail'],
		['licence', {}, 'unknown'],
		['password-never-expires', { passwordNeverExpires: true }, 'pass'],
		['password-never-expires', { passwordNeverExpires: false }, 'fail'],
		['password-never-expires', {}, 'unknown'],
		['room-mailbox', { mailboxType: 'RoomMailbox' }, 'pass'],
		['room-mailbox', { mailboxType: 'room' }, 'pass'],
		['room-mailbox', { mailboxType: 'UserMailbox' }, 'fail'],
		['room-mailbox', { mailboxType: '' }, 'fail'],
		['room-mailbox', {}, 'unknown'],
		['calendar-auto-accept', { calendarProcessing: ' autoaccept ' }, 'pass'],
		['calendar-auto-accept', { calendarProcessing: 'AutoUpdate' }, 'fail'],
		['calendar-auto-accept', { calendarProcessing: 'NoAutoAccept' }, 'fail'],
		['calendar-auto-accept', { calendarProcessing: 'AutoAccepted' }, 'fail'],
		['calendar-auto-accept', {}, 'unknown'],
		['confirmed', { confirmed: true }, 'pass'],
		['confirmed', { confirmed: false }, 'unknown'],
		['confirmed', {}, 'unknown']
	])('%s of %j: %s', (id, facts, outcome) => {
		const check = readinessChecks.filter((each) => each.id === id);
		expect(check.map((each) => each.evaluate(account(facts)))).toEqual([outcome]);
		const { status } = readinessOf(account(facts), none);
		expect(status).toBe(
			{ pass: 'no-action-needed', fail: 'needs-action', unknown: 'not-available' }[outcome]
		);
	});

	it('asks for the name, the account, its licence, its password, its mailbox, its calendar, and a look', () => {
		expect(readinessChecks.map(({ id }) => id)).toEqual([
			'sign-in-name',
			'enabled',
			'licence',
			'password-never-expires',
			'room-mailbox',
			'calendar-auto-accept',
			'confirmed'
		]);
	});

	it('knows the licences of meeting rooms by name and by SKU', () => {
		for (const licence of [
			'Microsoft Teams Rooms Pro',
			'MTR_PREM',
			'Microsoft_Teams_Rooms_Basic',
			'MEETING_ROOM',
			'Meeting Room',
			'Microsoft Teams Shared Devices',
			'MCOCAP'
		])
			expect(hasRoomLicence([licence])).toBe(true);
		expect(hasRoomLicence(['Microsoft 365 E5', 'Visio Plan 2'])).toBe(false);
		expect(hasRoomLicence(['XMTR', 'Teams_Premium', 'Rooms'])).toBe(false);
	});
});
