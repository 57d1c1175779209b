import { expect, it } from 'vitest';
import type { AccountId, BatchId, MemberId, OtpId, RequestId } from '$lib/domain/ids';
import type { Otp } from '$lib/domain/otp';
import { otpTimeline } from './otp-timeline';

const by = 'tablet' as MemberId;
const request = 'r1' as RequestId;
const otp: Otp = {
	id: 'o' as OtpId,
	account: 'a' as AccountId,
	batch: 'b' as BatchId,
	code: '',
	issuedAt: 1,
	issuedBy: by,
	key: 'k1',
	facts: [
		{
			type: 'requested',
			at: 2,
			by,
			key: 'k2',
			request,
			deviceRequest: 'd1',
			publicKey: '',
			words: ['abandon', 'zoo', 'able'],
			via: 'qr',
			make: 'Yealink',
			model: 'A40',
			serial: '1',
			enteredAt: 2
		},
		{
			type: 'decided',
			at: 3,
			by,
			key: 'k3',
			request,
			decision: { verdict: 'approved' },
			handedOver: false,
			grantedAt: null,
			sealed: ''
		}
	]
};

it('tells the life of an OTP', () => {
	const standing = { status: 'otp-expired', at: 9 } as const;
	expect(otpTimeline(otp, standing).map(({ at, what }) => [at, what.type])).toEqual([
		[1, 'issued'],
		[2, 'requested'],
		[3, 'decided'],
		[9, 'expired']
	]);
	expect(otpTimeline(otp, 'superseded').at(-1)?.what.type).toBe('decided');
});

it('tells of a decision whose QR was shown at once in two steps', () => {
	const facts = otp.facts.map((fact) => (fact.type === 'decided' ? { ...fact, handedOver: true } : fact));
	const types = otpTimeline({ ...otp, facts }, 'superseded').map(({ what }) => what.type);
	expect(types).toEqual(['issued', 'requested', 'decided', 'handed-over']);
});

it('says of an approval by a hub when that was, and nobody who did it', () => {
	const facts = otp.facts.map((fact) => (fact.type === 'decided' ? { ...fact, grantedAt: 2.5 } : fact));
	const step = otpTimeline({ ...otp, facts }, 'superseded').at(-1);
	expect(step).toMatchObject({ at: 2.5, by: '', what: { type: 'decided', isAutomatic: true } });
});
