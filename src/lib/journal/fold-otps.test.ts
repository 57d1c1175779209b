import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, BatchId, OtpId } from '$lib/domain/ids';
import { redeemByOf } from '$lib/domain/otp';
import type { Entry, EntryBody, EntryDraft } from './entry';
import { a, afterAnyArrival, b, inTheSameTick, stranger } from './testing/any-arrival';
import { tablets, workspaceId } from './testing/arbitrary-entries';
import { canonicalState } from './testing/canonical-state';
import { foldOneByOne } from './testing/fold-one-by-one';
import { spoken } from './testing/spoken';
import { stateModel } from './testing/state-model';

const fjord = 'fjord@contoso.com' as AccountId;
const oslo = 'oslo@contoso.com' as AccountId;
const [first, second, third] = ['01', '02', '03'].map((pair) => pair.repeat(16)) as [OtpId, OtpId, OtpId];
const batch = 'ba'.repeat(16) as BatchId;
const request = 'e1'.repeat(16);
const device = 'd1'.repeat(16);
const code = 'K7QF9M2X4TBNW3HD';
/** Keys written out: stamp, of ms and a counter of none, and id. */
const keyAt = (ms: string) => `${ms.padStart(12, '0')}0000${ms.padStart(32, '0')}`;

type Header = EntryBody<'otps.issued'>['batch'];
type Row = EntryBody<'otps.issued'>['rows'][number];
const header: Header = {
	id: batch,
	name: 'Monday',
	notBefore: 100,
	redeemBy: 200,
	decideWithinHours: 24,
	collectWithinHours: 12,
	passwords: 'generated'
};
const issued = (rows: Row[], said: Partial<Header> = {}): EntryDraft => ({
	kind: 'otps.issued',
	body: { batch: { ...header, ...said }, rows }
});
const renamed = (name: string): EntryDraft => ({ kind: 'batch.renamed', body: { batch, name } });
const voided = (...otps: string[]): EntryDraft => ({ kind: 'otps.voided', body: { otps } });
const extended = (redeemBy: number, ...otps: string[]): EntryDraft => ({
	kind: 'otps.extended',
	body: { otps, redeemBy }
});

const rowOf = (otp: string, account: string = fjord, password: string | null = null): Row => [
	otp,
	account,
	code,
	password
];
const issuedFirst = spoken(a, 10, issued([rowOf(first)]));

describe('issued OTPs', () => {
	it('are there with their batch, and each is its account’s current one', () => {
		const state = afterAnyArrival(spoken(a, 0x10, issued([rowOf(first), rowOf(second, oslo)])));
		const otp = { batch, code, issuedAt: 0x10, issuedBy: a, key: keyAt('10'), facts: [] };
		expect(state.otps).toEqual(
			new Map<string, unknown>([
				[first, { ...otp, id: first, account: fjord }],
				[second, { ...otp, id: second, account: oslo }]
			])
		);
		expect(state.currentOtps).toEqual(
			new Map([
				[fjord, first],
				[oslo, second]
			])
		);
		expect(state.batches).toEqual(
			new Map([[batch, { ...header, createdAt: 0x10, createdBy: a, key: keyAt('10'), nameKey: '' }]])
		);
		expect(state.accounts.size).toBe(0);
	});

	it('supersede what their account had, by when they were issued and not by when they arrive', () => {
		const state = afterAnyArrival(
			spoken(a, 11, issued([rowOf(second)])),
			spoken(b, 12, issued([rowOf(first)])),
			spoken(a, 10, issued([rowOf(third)]))
		);
		expect(state.currentOtps).toEqual(new Map([[fjord, first]]));
		expect(state.otps.size).toBe(3);
	});

	it('in the same tick: the entry of the greater id supersedes; in one entry the greater OTP', () => {
		const one = spoken(a, 10, issued([rowOf(third)]));
		const other = inTheSameTick(spoken(b, 11, issued([rowOf(first), rowOf(second)])), one);
		expect(afterAnyArrival(one, other).currentOtps).toEqual(new Map([[fjord, second]]));
	});

	it('bring the passwords that come with them, and leave those of the others', () => {
		const state = afterAnyArrival(
			spoken(a, 10, issued([rowOf(first, fjord, 'old'), rowOf(second, oslo, 'kept')])),
			spoken(b, 11, issued([rowOf(third, fjord, 'new')])),
			spoken(b, 12, issued([rowOf('04'.repeat(16), oslo)]))
		);
		expect(state.accounts.get(fjord)?.credential).toEqual({ kind: 'password', password: 'new' });
		expect(state.accounts.get(oslo)?.credential).toEqual({ kind: 'password', password: 'kept' });
		expect(state.accounts.get(fjord)?.stamps).toEqual({
			profile: '',
			expected: '',
			facts: '',
			credential: keyAt('b'),
			existence: ''
		});
	});

	it('of a batch in several entries have the header of the first of them', () => {
		const state = afterAnyArrival(
			spoken(b, 0x12, issued([rowOf(second, oslo)], { name: 'Later', redeemBy: 999 })),
			spoken(a, 0x11, issued([rowOf(first)]))
		);
		expect(state.batches.get(batch)).toEqual({
			...header,
			createdAt: 0x11,
			createdBy: a,
			key: keyAt('11'),
			nameKey: ''
		});
		expect([...state.otps.values()].map((otp) => otp.batch)).toEqual([batch, batch]);
	});

	it('by a stranger are none', () => {
		const state = afterAnyArrival(spoken(stranger, 10, issued([rowOf(first, fjord, 'secret')])));
		expect([state.otps.size, state.batches.size, state.accounts.size, state.currentOtps.size]).toEqual([
			0, 0, 0, 0
		]);
	});

	it('whose id comes twice are what the first entry says, and its account’s alone', () => {
		const state = afterAnyArrival(
			spoken(a, 10, issued([rowOf(first, fjord)])),
			spoken(b, 11, issued([rowOf(first, oslo), rowOf(second, oslo)])),
			spoken(b, 9, issued([rowOf(second, fjord)]))
		);
		expect(state.otps.get(first)).toMatchObject({ account: fjord, key: keyAt('a'), issuedBy: a });
		expect(state.otps.get(second)).toMatchObject({ account: fjord, key: keyAt('9'), issuedBy: b });
		expect(state.currentOtps).toEqual(new Map([[fjord, first]]));
	});

	it('give the state of the model also where ids come twice, for whatever account', () => {
		const row = fc
			.tuple(
				fc.constantFrom(first, second, third),
				fc.constantFrom(fjord, oslo),
				fc.constantFrom(null, 'x', '')
			)
			.map(([otp, account, password]) => rowOf(otp, account, password));
		const draft = fc.oneof(
			{
				weight: 3,
				arbitrary: fc.array(row, { minLength: 1, maxLength: 4 }).map((rows) => issued(rows))
			},
			{ weight: 1, arbitrary: fc.constantFrom(first, second, third).map((otp) => voided(otp, otp)) }
		);
		const letIn = (member: string, ms: number) =>
			spoken(workspaceId, ms, {
				kind: 'member.added',
				body: { member, name: '', role: 'admin', signingKey: 'AAAA', encryptionKey: 'AAAA' }
			});
		const entries = fc
			.array(fc.tuple(fc.constantFrom(...tablets.slice(0, 2)), draft), { minLength: 1, maxLength: 8 })
			.map((said): Entry[] => [
				letIn(a, 1),
				letIn(b, 2),
				...said.map(([author, what], n) => spoken(author, n + 10, what))
			]);
		const arrivals = entries.chain((all) =>
			fc
				.shuffledSubarray([...all, ...all], { minLength: all.length })
				.map((some) => ({ all, arrived: [...some, ...all.filter((entry) => !some.includes(entry))] }))
		);
		fc.assert(
			fc.property(arrivals, ({ all, arrived }) => {
				const { state } = foldOneByOne(workspaceId, arrived);
				expect(JSON.parse(canonicalState(state))).toEqual(stateModel(workspaceId, all));
			}),
			{ numRuns: 500 }
		);
	});
});

describe('the name of a batch', () => {
	it('is the last that it was given, whichever arrives first', () => {
		const state = afterAnyArrival(
			issuedFirst,
			spoken(b, 13, renamed('Wednesday')),
			spoken(a, 12, renamed('Tuesday'))
		);
		expect(state.batches.get(batch)).toMatchObject({ name: 'Wednesday', nameKey: keyAt('d') });
		expect(state.earlyNames.size).toBe(0);
	});

	it('that was given by a clock that was behind holds too', () => {
		const state = afterAnyArrival(issuedFirst, spoken(b, 9, renamed('Tuesday')));
		expect(state.batches.get(batch)).toMatchObject({ name: 'Tuesday', nameKey: keyAt('9') });
	});

	it('waits for its batch', () => {
		const state = afterAnyArrival(spoken(a, 12, renamed('Tuesday')), spoken(b, 11, renamed('Monday')));
		expect(state.batches.size).toBe(0);
		expect(state.earlyNames).toEqual(new Map([[batch, { value: 'Tuesday', key: keyAt('c') }]]));
	});

	it('stays when an earlier header of the batch arrives', () => {
		const state = afterAnyArrival(
			spoken(a, 20, issued([rowOf(first)], { name: 'Second', redeemBy: 300 })),
			spoken(b, 21, renamed('Tuesday')),
			spoken(a, 15, issued([rowOf(second)], { name: 'First' }))
		);
		expect(state.batches.get(batch)).toEqual({
			...header,
			name: 'Tuesday',
			nameKey: keyAt('15'),
			createdAt: 15,
			createdBy: a,
			key: keyAt('f')
		});
	});
});

/** Every kind of entry that is a fact of one OTP, and the fact that it is, beside time, author and key. */
const decision = keyAt('7');
const facts: readonly (readonly [string, EntryDraft, object])[] = [
	['revoked', voided(first), { type: 'voided' }],
	['extended', extended(777, first), { type: 'extended', redeemBy: 777 }],
	[
		'requested',
		{
			kind: 'otp.requested',
			body: {
				otp: first,
				request,
				deviceRequest: device,
				publicKey: 'AAAA',
				words: ['abandon', 'zoo', 'able'],
				via: 'hub',
				make: 'Logitech',
				model: 'RoomMate',
				serial: 'SN-1',
				enteredAt: 5
			}
		},
		{
			type: 'requested',
			request,
			deviceRequest: device,
			publicKey: 'AAAA',
			words: ['abandon', 'zoo', 'able'],
			via: 'hub',
			make: 'Logitech',
			model: 'RoomMate',
			serial: 'SN-1',
			enteredAt: 5
		}
	],
	[
		'approved',
		{
			kind: 'otp.decided',
			body: { otp: first, request, decision: { verdict: 'approved' }, sealed: 'AAAA' }
		},
		{
			type: 'decided',
			request,
			decision: { verdict: 'approved' },
			handedOver: false,
			grantedAt: null,
			sealed: 'AAAA'
		}
	],
	[
		'rejected and shown at once',
		{
			kind: 'otp.decided',
			body: {
				otp: first,
				request,
				decision: { verdict: 'rejected', reason: 'other', text: 'not here' },
				handedOver: true,
				sealed: 'BBBB'
			}
		},
		{
			type: 'decided',
			request,
			decision: { verdict: 'rejected', reason: 'other', text: 'not here' },
			handedOver: true,
			grantedAt: null,
			sealed: 'BBBB'
		}
	],
	[
		'released by a hub',
		{
			kind: 'otp.decided',
			body: { otp: first, request, decision: { verdict: 'approved' }, grantedAt: 6, sealed: '' }
		},
		{
			type: 'decided',
			request,
			decision: { verdict: 'approved' },
			handedOver: false,
			grantedAt: 6,
			sealed: ''
		}
	],
	[
		'withdrawn',
		{ kind: 'otp.decision-withdrawn', body: { otp: first, request, decision } },
		{ type: 'decision-withdrawn', request, decision }
	],
	[
		'handed over',
		{ kind: 'otp.handed-over', body: { otp: first, request, decision } },
		{ type: 'handed-over', request, decision }
	],
	[
		'delivered',
		{ kind: 'otp.delivered', body: { otp: first, request } },
		{ type: 'delivered', request, decision: null }
	],
	[
		'delivered, by name of the decision',
		{ kind: 'otp.delivered', body: { otp: first, request, decision } },
		{ type: 'delivered', request, decision }
	],
	['signed in', { kind: 'otp.signed-in', body: { otp: first, request } }, { type: 'signed-in', request }],
	[
		'signed in, on an admin’s word',
		{ kind: 'otp.signed-in', body: { otp: first, request: '' } },
		{ type: 'signed-in', request: '' }
	]
];

describe.each(facts)('an OTP that was %s', (_, draft, fact) => {
	it('has that fact, of every entry that says it, in the order of their keys', () => {
		const state = afterAnyArrival(
			issuedFirst,
			spoken(b, 0x22, draft),
			spoken(a, 0x21, draft),
			// A clock that was behind: before the OTP was issued, and a fact all the same.
			spoken(b, 4, draft)
		);
		expect(state.otps.get(first)).toEqual({
			id: first,
			account: fjord,
			batch,
			code,
			issuedAt: 10,
			issuedBy: a,
			key: keyAt('a'),
			facts: [
				{ at: 4, by: b, key: keyAt('4'), ...fact },
				{ at: 0x21, by: a, key: keyAt('21'), ...fact },
				{ at: 0x22, by: b, key: keyAt('22'), ...fact }
			]
		});
		expect(state.earlyFacts.size).toBe(0);
	});

	it('has it where another was issued; nothing else is touched', () => {
		const state = afterAnyArrival(
			spoken(a, 10, issued([rowOf(first), rowOf(second, oslo)])),
			spoken(b, 11, draft)
		);
		const without = afterAnyArrival(spoken(a, 10, issued([rowOf(first), rowOf(second, oslo)])));
		expect(state.otps.get(second)).toEqual(without.otps.get(second));
		expect(state.batches).toEqual(without.batches);
		expect(state.currentOtps).toEqual(without.currentOtps);
		expect(state.accounts).toEqual(without.accounts);
	});

	it('waits for the OTP, in the order of keys', () => {
		const state = afterAnyArrival(spoken(b, 0x22, draft), spoken(a, 0x21, draft));
		expect(state.otps.size).toBe(0);
		expect(state.earlyFacts).toEqual(
			new Map([
				[
					first,
					[
						{ at: 0x21, by: a, key: keyAt('21'), ...fact },
						{ at: 0x22, by: b, key: keyAt('22'), ...fact }
					]
				]
			])
		);
	});

	it('is not, where a stranger says so', () => {
		const state = afterAnyArrival(issuedFirst, spoken(stranger, 11, draft));
		expect(state.otps.get(first)?.facts).toEqual([]);
	});
});

describe('facts', () => {
	it('of several OTPs in one entry are one for each, also where it names one twice', () => {
		const state = afterAnyArrival(
			spoken(a, 10, issued([rowOf(first), rowOf(second, oslo)])),
			spoken(b, 0x20, voided(first, second, first, third)),
			spoken(b, 0x21, extended(300, second, second))
		);
		const revoked = { type: 'voided', at: 0x20, by: b, key: keyAt('20') };
		expect(state.otps.get(first)?.facts).toEqual([revoked]);
		expect(state.otps.get(second)?.facts).toEqual([
			revoked,
			{ type: 'extended', redeemBy: 300, at: 0x21, by: b, key: keyAt('21') }
		]);
		expect(state.earlyFacts).toEqual(new Map([[third, [revoked]]]));
	});

	it('of all kinds stand side by side, in the order of keys', () => {
		const state = afterAnyArrival(
			issuedFirst,
			...facts.slice(2, 6).map(([, draft], n) => spoken(n % 2 ? a : b, 0x40 - n, draft))
		);
		expect(state.otps.get(first)?.facts.map(({ at, type }) => [at, type])).toEqual([
			[0x3d, 'decided'],
			[0x3e, 'decided'],
			[0x3f, 'decided'],
			[0x40, 'requested']
		]);
	});

	it('stay when an earlier entry turns out to have issued the code', () => {
		const state = afterAnyArrival(
			spoken(a, 20, issued([rowOf(first, oslo)])),
			spoken(b, 30, voided(first)),
			spoken(b, 15, issued([rowOf(first, fjord)]))
		);
		expect(state.otps.get(first)).toMatchObject({
			account: fjord,
			key: keyAt('f'),
			facts: [{ type: 'voided', at: 30 }]
		});
	});
});

it('an expiration is the last extension’s, by key; also a shorter one', () => {
	const state = afterAnyArrival(
		issuedFirst,
		spoken(b, 22, extended(250, first)),
		spoken(a, 21, extended(400, first))
	);
	expect(redeemByOf(state.otps.get(first)!, state.batches.get(batch)!)).toBe(250);
	const before = afterAnyArrival(issuedFirst);
	expect(redeemByOf(before.otps.get(first)!, before.batches.get(batch)!)).toBe(200);
});
