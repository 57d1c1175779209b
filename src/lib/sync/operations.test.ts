import { createHash, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '$lib/journal/entry';
import { foldAll } from '$lib/journal/fold';
import { tablets, workspaceId } from '$lib/journal/testing/arbitrary-entries';
import { spoken } from '$lib/journal/testing/spoken';
import type { HubOperation } from '$lib/protocol/hub/push';
import { entryOf, liveOperations, operationsOf } from './operations';

const hour = 3_600_000;
const code = 'K7QF9M2X4TBNW3HD';
const otp = '07'.repeat(16);
const newer = '08'.repeat(16);
const request = 'e0'.repeat(16);
const batch = {
	id: 'ba'.repeat(16),
	name: 'Monday',
	notBefore: 1_000,
	redeemBy: 10 * hour,
	decideWithinHours: 24,
	collectWithinHours: 12,
	passwords: 'generated' as const
};
const account = 'oslo@contoso.com';
const [tablet] = tablets as [string];

const issued = (id: string): EntryDraft => ({
	kind: 'otps.issued',
	body: { batch, rows: [[id, account, code, null]] }
});
const decided = (more: object = {}): EntryDraft => ({
	kind: 'otp.decided',
	body: { otp, request, decision: { verdict: 'approved' }, sealed: 'AQID', ...more }
});

/** The journal of a tablet: it comes in, issues an OTP at 100 ms, and says what follows, from 200 ms on. */
const journalOf = (...said: EntryDraft[]) => [
	spoken(workspaceId, 1, {
		kind: 'member.added',
		body: { member: tablet, name: 'T', role: 'owner', signingKey: 'AAAA', encryptionKey: 'AAAA' }
	}),
	spoken(tablet, 100, issued(otp)),
	...said.map((draft, i) => spoken(tablet, 200 + i, draft))
];
const stateOf = (...said: EntryDraft[]) => foldAll(workspaceId, journalOf(...said)).state;

// By another implementation of HKDF and SHA-256.
const claimToken = new Uint8Array(hkdfSync('sha256', code, 'roompass/1', 'claim token', 32));
const tokenHash = new Uint8Array(createHash('sha256').update(claimToken).digest());
const ticket = (ticketId = otp): HubOperation => ({
	type: 'ticket',
	ticketId,
	tokenHash,
	notBefore: 1_000,
	redeemBy: 10 * hour,
	decideWithin: 24 * hour
});
const voided: HubOperation = { type: 'void', ticketId: otp };
const extended: HubOperation = { type: 'extend', ticketId: otp, redeemBy: 20 * hour };
const decision: HubOperation = {
	type: 'decision',
	ticketId: otp,
	requestHash: request,
	decision: Uint8Array.of(1, 2, 3),
	collectBy: 200 + 12 * hour
};
const decidedKey = spoken(tablet, 200, decided()).key;

const extension: EntryDraft = { kind: 'otps.extended', body: { otps: [otp], redeemBy: 20 * hour } };
const revocation: EntryDraft = { kind: 'otps.voided', body: { otps: [otp] } };
const withdrawal: EntryDraft = {
	kind: 'otp.decision-withdrawn',
	body: { otp, request, decision: decidedKey }
};
const signedIn: EntryDraft = { kind: 'otp.signed-in', body: { otp, request } };
const deletion: EntryDraft = { kind: 'accounts.deleted', body: { accounts: [account] } };

describe('a hub that is new is told of', () => {
	const rows: readonly [what: string, said: EntryDraft[], now: number, told: HubOperation[]][] = [
		['a code that waits', [], 300, [ticket()]],
		['it until the moment that it can be redeemed', [], 10 * hour, [ticket()]],
		['nothing behind that', [], 10 * hour + 1, []],
		['a code that was extended', [extension], 300, [ticket(), extended]],
		['an extended code in its new time', [extension], 20 * hour, [ticket(), extended]],
		['no extended code behind it', [extension], 20 * hour + 1, []],
		['a code that was revoked', [revocation], 300, [voided]],
		['that, as long as its request could be decided', [revocation], 34 * hour, [voided]],
		['nothing of it behind that', [revocation], 34 * hour + 1, []],
		['a code that was replaced', [issued(newer)], 300, [voided, ticket(newer)]],
		['a code whose account was deleted', [deletion], 300, [voided]],
		['a decision, beside its ticket', [decided()], 300, [ticket(), decision]],
		[
			'a rejection',
			[decided({ decision: { verdict: 'rejected', reason: 'wrong-room', text: '' } })],
			300,
			[ticket(), decision]
		],
		[
			'a decision beside its ticket, also of a code that has expired',
			[decided()],
			11 * hour,
			[ticket(), decision]
		],
		['a decision until it can be collected no more', [decided()], 200 + 12 * hour, [ticket(), decision]],
		['nothing behind that', [decided()], 201 + 12 * hour, []],
		['no decision that was taken back', [decided(), withdrawal], 300, [ticket()]],
		['no decision that a hub has made', [decided({ sealed: '', grantedAt: 250 })], 300, [ticket()]],
		['nothing of a device that has signed in', [decided(), signedIn], 300, []]
	];

	it.each(rows)('%s', async (_, said, now, told) => {
		const records = await liveOperations(stateOf(...said), now);
		expect(records.map(({ operation }) => operation)).toEqual(told);
		// A decision can be taken back with its entry, so it is named; the rest belongs to none.
		for (const { operation, entry, sending } of records) {
			expect(sending).toBe(0);
			expect(entry).toBe(operation.type === 'decision' ? (200).toString(16).padStart(32, '0') : '');
		}
	});
});

describe('a hub that is connected is told of', () => {
	const rows: readonly [what: string, before: EntryDraft[], said: EntryDraft[], told: HubOperation[][]][] = [
		['a code that replaces another', [], [issued(newer)], [[voided, ticket(newer)]]],
		['a revoked code', [], [revocation], [[voided]]],
		['an extended code', [], [extension], [[extended]]],
		['the code of a deleted account', [], [deletion], [[voided]]],
		['a decision', [], [decided()], [[decision]]],
		['no decision that it has made itself', [], [decided({ sealed: '', grantedAt: 250 })], [[]]],
		['each in the list of its entry', [], [signedIn, revocation], [[], [voided]]]
	];

	it.each(rows)('%s', async (_, before, said, told) => {
		const entries = said.map((draft, i) => spoken(tablet, 200 + i, draft));
		expect(await operationsOf(entries, stateOf(...before))).toEqual(told);
	});

	it('no decision on a code that nobody here knows', async () => {
		const entry = spoken(tablet, 200, decided({ otp: newer }));
		expect(await operationsOf([entry], stateOf())).toEqual([[]]);
	});
});

it('an entry is named by the end of its order key', () => {
	expect(entryOf('0000000003e80000' + 'ab'.repeat(16))).toBe('ab'.repeat(16));
});
