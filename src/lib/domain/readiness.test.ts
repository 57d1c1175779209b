import { describe, expect, it } from 'vitest';
import { emptyProfile, unknownFacts, type ReadinessFacts } from './account';
import { hasRoomLicence, readinessOf, type CheckId } from './readiness';

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

	it('knows the licences of meeting rooms by name and by SKU', () => {
		for (const licence of [
			'Microsoft Teams Rooms Pro',
			'MTR_PREM',
			'Microsoft_Teams_Rooms_Basic',
			'MEETING_ROOM',
			'Microsoft Teams Shared Devices'
		])
			expect(hasRoomLicence([licence])).toBe(true);
		expect(hasRoomLicence(['Microsoft 365 E5', 'Visio Plan 2'])).toBe(false);
	});
});
