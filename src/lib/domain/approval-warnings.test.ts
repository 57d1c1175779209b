import { expect, it } from 'vitest';
import { emptyExpectedDevice } from './account';
import {
	approvalWarnings,
	codeReasonsOf,
	type ApprovalContext,
	type ApprovalWarning
} from './approval-warnings';
import type { AccountId, BatchId, MemberId, OtpId } from './ids';
import type { Batch, Otp, OtpFact, Requested } from './otp';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 24, 8);
const batch: Batch = {
	id: 'b1' as BatchId,
	name: 'Oslo',
	createdAt: start,
	createdBy: 'm1' as MemberId,
	notBefore: start,
	redeemBy: start + 8 * hour,
	decideWithinHours: 24,
	collectWithinHours: 12,
	passwords: 'generated'
};

let keys = 0;
const fact = (fields: Record<string, unknown>, at = start + hour) =>
	({ at, by: 'm1', key: String(++keys).padStart(6, '0'), ...fields }) as OtpFact;
const asked = (over: Partial<Requested> = {}, at?: number) =>
	fact(
		{
			type: 'requested',
			request: 'r1',
			deviceRequest: 'd1',
			make: 'Logitech',
			model: 'RoomMate CC1A',
			serial: '2134-LZ01',
			enteredAt: start,
			...over
		},
		at
	) as Requested;
const decided = (request: string, verdict: 'approved' | 'rejected') =>
	fact({
		type: 'decided',
		request,
		sealed: '',
		handedOver: false,
		grantedAt: null,
		decision: { verdict, reason: 'other', text: '' }
	});
const request = asked();

function context(over: Partial<ApprovalContext> = {}, ...facts: OtpFact[]): ApprovalContext {
	const otp: Otp = {
		id: 'o1' as OtpId,
		account: 'fjord@contoso.com' as AccountId,
		batch: batch.id,
		code: 'K7QF9M2X4TBNW3HD',
		issuedAt: start,
		issuedBy: 'm1' as MemberId,
		key: '0',
		facts: [over.request ?? request, ...facts]
	};
	return {
		request,
		otp,
		batch,
		expected: emptyExpectedDevice,
		supersededAt: null,
		expectedBy: [],
		approvedElsewhere: [],
		waitsElsewhere: [],
		parked: null,
		provisioned: [],
		clockBehind: 0,
		now: start + 2 * hour,
		...over
	};
}

const elsewhere = { account: 'bryggen@contoso.com' as AccountId, at: start };
const parked = { account: elsewhere.account, at: start, reason: 'wrong-room', text: '' } as const;
const expecting = (over: Partial<Requested>) => ({ ...emptyExpectedDevice, ...over });
const other = asked({ request: 'r2' as never, serial: 'OTHER-1' }, start + 2);
const again = asked({ request: 'r2' as never, serial: '2134lz01' }, start + 2);
const late = asked({}, start + 9 * hour);

it.each<[string, ApprovalContext, ApprovalWarning[]]>([
	['nothing, where nothing is wrong', context(), []],
	[
		'nothing, where the label has other spaces, dashes and capitals',
		context({ expected: { make: 'logitech', model: 'Room-Mate CC1A', serial: '2134LZ01' } }),
		[]
	],
	[
		'another serial number',
		context({ expected: expecting({ serial: '2134LZ02' }) }),
		[{ type: 'SerialDiffers', expected: '2134LZ02', given: '2134-LZ01' }]
	],
	[
		'another make and model',
		context({ expected: expecting({ make: 'Yealink', model: 'A40' }) }),
		[
			{ type: 'MakeDiffers', expected: 'Yealink', given: 'Logitech' },
			{ type: 'ModelDiffers', expected: 'A40', given: 'RoomMate CC1A' }
		]
	],
	[
		'no serial number where one is expected',
		context({ request: asked({ serial: '' }), expected: expecting({ serial: '2134LZ01' }) }),
		[{ type: 'SerialDiffers', expected: '2134LZ01', given: '' }]
	],
	[
		'expected in another room',
		context({ expectedBy: [elsewhere.account] }),
		[{ type: 'DeviceExpectedElsewhere', account: elsewhere.account }]
	],
	[
		'nothing, where this room expects it as well as another',
		context({ expectedBy: [elsewhere.account, 'fjord@contoso.com' as AccountId] }),
		[]
	],
	[
		'approved for another room',
		context({ approvedElsewhere: [elsewhere] }),
		[{ type: 'DeviceApprovedElsewhere', ...elsewhere }]
	],
	[
		'waits for another room too',
		context({ waitsElsewhere: [elsewhere] }),
		[{ type: 'DeviceWaitsElsewhere', ...elsewhere }]
	],
	['refused before', context({ parked }), [{ type: 'DeviceParked', ...parked }]],
	[
		'came after the expiration',
		context({ request: late, now: start + 9 * hour }),
		[{ type: 'OtpExpired', at: start + 8 * hour, clock: 'redeem-by' }]
	],
	['came in time, decided within decide-by', context({ now: start + 31 * hour }), []],
	[
		'past decide-by',
		context({ now: start + 33 * hour }),
		[{ type: 'OtpExpired', at: start + 32 * hour, clock: 'decide-by' }]
	],
	[
		'came late, and the OTP was extended since',
		context(
			{ request: late, now: start + 9 * hour },
			fact({ type: 'extended', redeemBy: start + 10 * hour })
		),
		[]
	],
	['before its time', context({ now: start - hour }), [{ type: 'OtpNotYetValid', notBefore: start }]],
	['revoked', context({}, fact({ type: 'voided' }, start + 5)), [{ type: 'OtpRevoked', at: start + 5 }]],
	['superseded', context({ supersededAt: start + 7 }), [{ type: 'OtpSuperseded', at: start + 7 }]],
	[
		'redeemed by another device, which waits',
		context({}, other),
		[
			{
				type: 'RedeemedByAnotherDevice',
				device: { make: 'Logitech', model: 'RoomMate CC1A', serial: 'OTHER-1' },
				at: start + 2,
				verdict: null
			}
		]
	],
	[
		'redeemed by another device, which was approved',
		context({}, other, decided('r2', 'approved')),
		[
			{
				type: 'RedeemedByAnotherDevice',
				device: { make: 'Logitech', model: 'RoomMate CC1A', serial: 'OTHER-1' },
				at: start + 2,
				verdict: 'approved'
			}
		]
	],
	[
		'asked before with the same serial number, and was refused',
		context({}, again, decided('r2', 'rejected')),
		[{ type: 'AskedBefore', at: start + 2, verdict: 'rejected' }]
	],
	[
		'two devices without a serial number are not taken for one',
		context({ request: asked({ serial: '-' }) }, asked({ request: 'r2' as never, serial: '' }, start + 2)),
		[
			{
				type: 'RedeemedByAnotherDevice',
				device: { make: 'Logitech', model: 'RoomMate CC1A', serial: '' },
				at: start + 2,
				verdict: null
			}
		]
	],
	['the same request, scanned by two tablets', context({}, asked()), []],
	[
		'the room has a device',
		context({ provisioned: [{ at: start, serial: 'S1', how: 'signed-in' }] }),
		[{ type: 'AlreadyProvisioned', at: start, serial: 'S1', how: 'signed-in' }]
	],
	['the account is deleted', context({ expected: null }), [{ type: 'AccountDeleted' }]],
	[
		'the tablet’s clock is behind',
		context({ clockBehind: 3 * hour }),
		[{ type: 'TabletClockBehind', by: 3 * hour }]
	],
	['the tablet’s clock differs as clocks do', context({ clockBehind: 120_000 }), []],
	[
		'the tablet’s clock differs by more than two minutes',
		context({ clockBehind: 120_001 }),
		[{ type: 'TabletClockBehind', by: 120_001 }]
	],
	['came in the last millisecond', context({ request: asked({}, start + 8 * hour) }), []],
	[
		'came a millisecond late',
		context({ request: asked({}, start + 8 * hour + 1) }),
		[{ type: 'OtpExpired', at: start + 28_800_000, clock: 'redeem-by' }]
	],
	['decided in the last millisecond', context({ now: start + 32 * hour }), []],
	[
		'decided a millisecond late',
		context({ now: start + 32 * hour + 1 }),
		[{ type: 'OtpExpired', at: start + 115_200_000, clock: 'decide-by' }]
	],
	['at the moment from which it is good', context({ now: start }), []],
	['a millisecond before it', context({ now: start - 1 }), [{ type: 'OtpNotYetValid', notBefore: start }]],
	['nothing, where only spaces are expected', context({ expected: expecting({ serial: ' - ' }) }), []]
])('an approver is told: %s', (_, given, warnings) => {
	expect(approvalWarnings(given)).toEqual(warnings);
});

it('tells an approver all that is odd, what is odd of the device first', () => {
	const everything = context(
		{
			request: late,
			expected: { make: 'Yealink', model: 'A40', serial: 'X' },
			expectedBy: [elsewhere.account],
			approvedElsewhere: [elsewhere],
			waitsElsewhere: [elsewhere],
			parked,
			provisioned: [{ at: start, serial: 'S1', how: 'signed-in' }],
			supersededAt: start,
			clockBehind: hour,
			now: start - hour
		},
		other,
		fact({ type: 'voided' })
	);
	expect(approvalWarnings(everything).map(({ type }) => type)).toEqual([
		'SerialDiffers',
		'MakeDiffers',
		'ModelDiffers',
		'DeviceExpectedElsewhere',
		'DeviceApprovedElsewhere',
		'DeviceWaitsElsewhere',
		'DeviceParked',
		'RedeemedByAnotherDevice',
		'AlreadyProvisioned',
		'OtpRevoked',
		'OtpExpired',
		'OtpNotYetValid',
		'OtpSuperseded',
		'TabletClockBehind'
	]);
});

it.each<[string, ApprovalContext, string[]]>([
	['the code is good', context(), []],
	['it has expired', context({ request: late, now: start + 9 * hour }), ['otp-expired']],
	['another device has it', context({}, other, decided('r2', 'approved')), ['otp-used']],
	['another device asked for it, and was refused', context({}, other, decided('r2', 'rejected')), []],
	['another device waits with it', context({}, other), ['otp-used']],
	['the same device asked before', context({}, again), []],
	['both', context({ now: start + 33 * hour }, other), ['otp-expired', 'otp-used']]
])('what to say of the code where %s', (_, given, reasons) => {
	expect(codeReasonsOf(approvalWarnings(given))).toEqual(reasons);
});
