import fc from 'fast-check';
import { codeReasons, rejectionReasons } from '$lib/domain/otp';
import { defaultPreferences } from '$lib/domain/preferences';
import { makeStamp, stampTime } from '$lib/protocol/stamp';
import { orderKey, type Entry, type EntryBody, type EntryDraft } from '../entry';

/** A workspace, its founding key as author, and three tablets. */
export const workspaceId = 'f0'.repeat(16);
export const tablets = ['a1', 'b2', 'c3'].map((pair) => pair.repeat(16));

const id = (prefix: string) => (n: number) => prefix + n.toString(16).padStart(32 - prefix.length, '0');
const accounts = Array.from({ length: 5 }, (_, n) => `room${n}@contoso.com`);
const account = fc.constantFrom(...accounts);
const otpNumber = fc.nat(9);
/** An OTP belongs to one account: the id of a code cannot come twice. */
const otp = otpNumber.map(id('07'));
const request = fc.nat(2).map(id('e0'));
const batch = fc.nat(2).map(id('ba'));
const hours = fc.integer({ min: 1, max: 336 });
const text = fc.constantFrom('', 'Fjord', 'Oslo', 'Main building', '3');
const time = fc.integer({ min: 0, max: 2_000_000_000_000 });
const tristate = fc.constantFrom(true, false, null);

const accountRow = fc.tuple(
	account,
	fc.option(fc.tuple(account, text, text, text, text, text, text, text)),
	fc.option(fc.tuple(text, text, text)),
	fc.option(
		fc.tuple(
			tristate,
			fc.option(fc.array(fc.constantFrom('Teams Rooms Pro', 'E5'), { maxLength: 2 })),
			tristate,
			fc.option(text),
			fc.option(text),
			tristate
		)
	),
	fc.option(fc.constantFrom('', 'secret one', 'secret two'))
);

const batchHeader = fc.record({
	id: batch,
	name: text,
	notBefore: time,
	redeemBy: time,
	decideWithinHours: hours,
	collectWithinHours: hours,
	passwords: fc.constantFrom('generated' as const, 'uploaded' as const)
});

const otpRow = fc
	.tuple(otpNumber, fc.option(fc.constantFrom('generated one', 'generated two')))
	.map(([n, password]): [string, string, string, string | null] => [
		id('07')(n),
		accounts[n % accounts.length]!,
		'K7QF9M2X4TBNW3HD',
		password
	]);

const decision = fc.oneof(
	fc.constant({ verdict: 'approved' as const }),
	fc.record({
		verdict: fc.constant('rejected' as const),
		reason: fc.constantFrom(...rejectionReasons, ...codeReasons),
		text
	})
);

/** Names one of the first entries of a journal, which may be a decision or not. */
const decisionKey = fc
	.tuple(fc.nat(40), fc.nat(30))
	.map(([ms, n]) => orderKey(makeStamp(1_000 + ms, 0), id('5e')(n * 7919)));

const rows = <T>(row: fc.Arbitrary<T>) => fc.array(row, { minLength: 1, maxLength: 4 });
const draftOf = <K extends EntryDraft['kind']>(
	kind: K,
	body: fc.Arbitrary<Extract<EntryDraft, { kind: K }>['body']>
) => body.map((value) => ({ kind, body: value }) as EntryDraft);

/** Every kind a tablet can write, but those about members. */
const tabletDraft = fc.oneof(
	draftOf('workspace.renamed', fc.record({ name: text })),
	draftOf('accounts.imported', fc.record({ run: batch, source: text, rows: rows(accountRow) })),
	draftOf('accounts.edited', fc.record({ rows: rows(accountRow) })),
	draftOf('accounts.deleted', fc.record({ accounts: rows(account) })),
	draftOf('accounts.restored', fc.record({ accounts: rows(account) })),
	draftOf('check.waived', fc.record({ check: fc.constantFrom('licence', 'enabled'), waived: fc.boolean() })),
	draftOf(
		'preferences.set',
		fc.record({
			otpExpirationHours: hours,
			decideWithinHours: hours,
			collectWithinHours: hours,
			autoApproval: fc.boolean(),
			autoApprovalRule: fc.record({
				sites: fc.array(text, { maxLength: 2 }),
				onlyWithSerial: fc.boolean(),
				perHour: fc.nat(5),
				window: fc.option(
					fc.record({
						from: fc.nat(1_439),
						until: fc.nat(1_439),
						timeZone: fc.constantFrom('UTC', 'Europe/Oslo', 'Australia/Eucla')
					})
				)
			}),
			deviceAddress: text
		})
	),
	draftOf('otps.issued', fc.record({ batch: batchHeader, rows: rows(otpRow) })),
	draftOf('batch.renamed', fc.record({ batch, name: text })),
	draftOf('otps.voided', fc.record({ otps: rows(otp) })),
	draftOf('otps.extended', fc.record({ otps: rows(otp), redeemBy: time })),
	draftOf(
		'otp.requested',
		fc.record({
			otp,
			request,
			deviceRequest: request,
			publicKey: fc.constant('AAAA'),
			words: fc.constant(['abandon', 'zoo', 'able']),
			via: fc.constantFrom('qr' as const, 'hub' as const),
			make: text,
			model: text,
			serial: text,
			enteredAt: time
		}) as fc.Arbitrary<EntryBody<'otp.requested'>>
	),
	draftOf(
		'otp.decided',
		fc.oneof(
			fc.record(
				{
					otp,
					request,
					decision,
					sealed: fc.constantFrom('AAAA', 'BBBB'),
					handedOver: fc.constant(true as const)
				},
				{ requiredKeys: ['otp', 'request', 'decision', 'sealed'] }
			),
			fc.record({
				otp,
				request,
				decision: fc.constant({ verdict: 'approved' as const }),
				grantedAt: time,
				sealed: fc.constant('')
			})
		)
	),
	draftOf('otp.decision-withdrawn', fc.record({ otp, request, decision: decisionKey })),
	draftOf('otp.handed-over', fc.record({ otp, request, decision: decisionKey })),
	draftOf('device.released', fc.record({ serial: fc.constantFrom('FJORD', 'OSLO', '3') })),
	draftOf(
		'otp.delivered',
		fc.record({ otp, request, decision: decisionKey }, { requiredKeys: ['otp', 'request'] })
	),
	draftOf('otp.signed-in', fc.record({ otp, request: fc.oneof(request, fc.constant('')) })),
	draftOf(
		'secret.accessed',
		fc.record({
			what: fc.constantFrom('code' as const, 'password' as const),
			how: fc.constantFrom('viewed' as const, 'printed' as const),
			accounts: rows(account)
		})
	),
	draftOf(
		'backup.made',
		fc.record({ protection: fc.constantFrom('passphrase' as const, 'recovery-kit' as const) })
	),
	draftOf('recovery-kit.made', fc.constant({}))
);

const memberDraft = fc.oneof(
	draftOf(
		'member.added',
		fc.record({
			member: fc.constantFrom(...tablets),
			name: text,
			role: fc.constantFrom('owner' as const, 'admin' as const),
			signingKey: fc.constant('AAAA'),
			encryptionKey: fc.constant('AAAA')
		})
	),
	draftOf('member.removed', fc.record({ member: fc.constantFrom(...tablets) }))
);

const spoken = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ draft: tabletDraft, author: fc.constantFrom(...tablets) }) },
	{
		weight: 2,
		arbitrary: fc.record({ draft: memberDraft, author: fc.constantFrom(workspaceId, ...tablets) })
	}
);

/** A journal of all kinds, by members, by tablets that are none, and by removed ones; in order of their keys. */
export const journal: fc.Arbitrary<Entry[]> = fc
	.array(fc.record({ spoken, wait: fc.nat(3) }), { minLength: 1, maxLength: 30 })
	.map((steps) => {
		const founding: { draft: EntryDraft; author: string }[] = [
			{
				draft: { kind: 'workspace.created', body: { name: 'Contoso', rootKey: 'AAAA' } },
				author: workspaceId
			},
			...tablets.slice(0, 2).map((member) => ({
				draft: {
					kind: 'member.added',
					body: { member, name: 'Tablet', role: 'owner', signingKey: 'AAAA', encryptionKey: 'AAAA' }
				} as EntryDraft,
				author: workspaceId
			}))
		];
		let ms = 1_000;
		return [
			...founding.map((first) => ({ ...first, wait: 1 })),
			...steps.map((s) => ({ ...s.spoken, wait: s.wait }))
		].map(({ draft, author, wait }, n) => {
			// Waits of nothing give equal stamps, as two tablets' clocks can.
			ms += wait;
			const stamp = makeStamp(ms, 0);
			const entryId = id('5e')(n * 7919);
			return { ...draft, id: entryId, stamp, author, key: orderKey(stamp, entryId) } as Entry;
		});
	});

/** A journal that begins with auto-approval on and an OTP out for each account, so that what follows has something to change. */
export const journalOfGrants: fc.Arbitrary<Entry[]> = journal.map((entries) => {
	const drafts: EntryDraft[] = [
		{
			kind: 'accounts.imported',
			body: {
				run: id('ba')(9),
				source: '',
				rows: accounts.map((name, n) => [
					name,
					[name, '', n % 2 ? 'Oslo' : 'Fjord', '', '', '', '', ''],
					['', '', n % 3 ? '3' : ''],
					null,
					'secret one'
				])
			}
		},
		{
			kind: 'preferences.set',
			body: {
				...defaultPreferences,
				autoApproval: true,
				autoApprovalRule: { sites: [], onlyWithSerial: false, perHour: 0, window: null }
			}
		},
		{
			kind: 'otps.issued',
			body: {
				batch: {
					id: id('ba')(8),
					name: '',
					notBefore: 0,
					redeemBy: 1_000_000_000_000,
					decideWithinHours: 1,
					collectWithinHours: 1,
					passwords: 'generated'
				},
				rows: accounts.map((name, n) => [id('07')(n), name, 'K7QF9M2X4TBNW3HD', null])
			}
		}
	];
	const prepared = drafts.map((draft, n) => {
		// After the second tablet came, before anything else.
		const stamp = makeStamp(1_003, n + 1);
		const entryId = id('5e')(n + 1);
		return { ...draft, id: entryId, stamp, author: tablets[0]!, key: orderKey(stamp, entryId) } as Entry;
	});
	const later = entries.slice(3).map((entry) => {
		const stamp = makeStamp(stampTime(entry.stamp) + 1_000, 0);
		return { ...entry, stamp, key: orderKey(stamp, entry.id) };
	});
	return [...entries.slice(0, 3), ...prepared, ...later];
});
