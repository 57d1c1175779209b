import { describe, expect, it } from 'vitest';
import { accountNamed } from './arbitraries';
import { exportOtps } from './export-otps';
import { isoTime } from './iso-time';

const row = {
	account: {
		...accountNamed('fjord@contoso.com', { site: 'Oslo', room: 'Fjord', timeZone: 'Europe/Oslo' }),
		credential: { kind: 'password', password: '-Secret' } as const
	},
	otp: 'K7QF-9M2X-4TBN-W3HD',
	notBefore: Date.UTC(2025, 2, 29, 12),
	redeemBy: Date.UTC(2025, 2, 30, 12),
	batch: 'Oslo 29 March'
};

describe('exportOtps', () => {
	it('writes times in the room’s zone, or the reader’s', () => {
		const abroad = { ...row, account: accountNamed('x@contoso.com') };
		const lines = exportOtps([row, abroad], { withPasswords: false, timeZone: 'America/New_York' }).split(
			'\r\n'
		);
		expect(lines).toEqual([
			'UPN,DisplayName,Site,Building,Floor,Room,OTP,OTPNotBefore,OTPExpires,Batch',
			'fjord@contoso.com,,Oslo,,,Fjord,K7QF-9M2X-4TBN-W3HD,2025-03-29T13:00:00+01:00,2025-03-30T14:00:00+02:00,Oslo 29 March',
			'x@contoso.com,,,,,,K7QF-9M2X-4TBN-W3HD,2025-03-29T08:00:00-04:00,2025-03-30T08:00:00-04:00,Oslo 29 March'
		]);
	});

	it('holds passwords only when asked, guarded', () => {
		expect(exportOtps([row], { withPasswords: false, timeZone: 'UTC' })).not.toContain('Secret');
		expect(exportOtps([row], { withPasswords: true, timeZone: 'UTC' })).toMatch(
			/Batch,Password\r\n.*,"'-Secret"$/
		);
	});
});

describe('isoTime', () => {
	it('is the same moment in every zone', () => {
		for (const zone of ['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham', 'Europe/London'])
			for (const ms of [
				0,
				Date.UTC(2025, 9, 26, 0, 59, 59),
				Date.UTC(2025, 9, 26, 1),
				Date.UTC(2024, 1, 29, 23, 59)
			])
				expect(Date.parse(isoTime(ms, zone))).toBe(ms);
		expect(isoTime(Date.UTC(2025, 0, 1), 'Asia/Kolkata')).toBe('2025-01-01T05:30:00+05:30');
	});

	it.each([
		[0, 'UTC', '1970-01-01T00:00:00+00:00'],
		[1_999, 'UTC', '1970-01-01T00:00:01+00:00'],
		[Date.UTC(2025, 0, 1), 'America/St_Johns', '2024-12-31T20:30:00-03:30'],
		[Date.UTC(2025, 6, 1), 'America/St_Johns', '2025-06-30T21:30:00-02:30'],
		[Date.UTC(2025, 0, 1), 'Pacific/Kiritimati', '2025-01-01T14:00:00+14:00']
	])('of %i in %s is %s', (ms, zone, text) => {
		expect(isoTime(ms, zone)).toBe(text);
	});
});
