import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OtpId } from '$lib/domain/ids';
import { redeemByOf } from '$lib/domain/otp';
import type { Entry } from '$lib/journal/entry';
import { foldAll } from '$lib/journal/fold';
import { grantsWanted } from '$lib/journal/grants';
import { isMemberEntry } from '$lib/journal/members';
import { canonicalState } from '$lib/journal/testing/canonical-state';
import { journalOfGrants, workspaceId } from '$lib/journal/testing/arbitrary-entries';
import { grantChanges } from './grants';

/** What a hub would hold that was told all changes: it forgets what is void, or was claimed there. */
function held(batches: readonly (readonly Entry[])[], now: number) {
	const grants = new Map<string, string>();
	const soFar: Entry[] = [];
	for (const entries of batches) {
		const before = foldAll(workspaceId, soFar).state;
		const text = canonicalState(before);
		for (const [i, { made, withdrawn }] of grantChanges(entries, before, now).entries()) {
			for (const otp of withdrawn) grants.delete(otp);
			for (const terms of made) grants.set(terms.otp, JSON.stringify(terms));
			const entry = entries[i]!;
			if (entry.kind === 'otp.requested' && entry.body.via === 'hub') grants.delete(entry.body.otp);
			if (entry.kind === 'otps.voided') for (const otp of entry.body.otps) grants.delete(otp);
			if (entry.kind === 'accounts.deleted')
				for (const [id, otp] of foldAll(workspaceId, [...soFar, ...entries.slice(0, i)]).state.otps)
					if (entry.body.accounts.includes(otp.account)) grants.delete(id);
		}
		// The state is only looked at.
		expect(canonicalState(before)).toBe(text);
		soFar.push(...entries);
	}
	return { grants, state: foldAll(workspaceId, soFar).state };
}

const time = fc.nat(2_000_000_000_000);
/** A journal as one tablet appends it: some entries at a time, by members that may speak. */
const appends = journalOfGrants
	.map((entries) => {
		const { deferred } = foldAll(workspaceId, entries);
		const applied = entries.filter((entry) => !deferred.includes(entry));
		return [applied.filter(isMemberEntry), applied.filter((entry) => !isMemberEntry(entry))] as const;
	})
	.chain(([members, entries]) =>
		fc.array(fc.nat(3), { minLength: entries.length, maxLength: entries.length }).map((sizes) => {
			const rest = [...entries];
			const batches: (readonly Entry[])[] = [members];
			for (const size of sizes) if (rest.length > 0) batches.push(rest.splice(0, size + 1));
			return batches;
		})
	);

it('a hub holds no grant that is not wanted, whatever happens and however it is appended', () => {
	let seen = 0;
	fc.assert(
		fc.property(appends, time, (batches, now) => {
			const { grants, state } = held(batches, now);
			const wanted = grantsWanted(state, now);
			for (const [otp, terms] of grants) {
				seen++;
				// What an OTP that came after it supersedes is void.
				if (state.currentOtps.get(state.otps.get(otp as OtpId)!.account) !== otp) continue;
				expect(JSON.stringify(wanted.get(otp as OtpId))).toBe(terms);
			}
		}),
		{ numRuns: 500 }
	);
	expect(seen).toBeGreaterThan(200);
});

it('switching off withdraws all of them, in the entries that do so', () => {
	let seen = 0;
	fc.assert(
		fc.property(appends, time, (batches, now) => {
			const { state, grants } = held(batches, now);
			const author = [...state.members.values()].find(({ removedKey }) => removedKey === '')?.id;
			fc.pre(author !== undefined);
			const off = {
				kind: 'preferences.set',
				body: { ...state.preferences.value, autoApproval: false },
				id: 'ff'.repeat(16),
				stamp: 'f'.repeat(16),
				author,
				key: 'f'.repeat(48)
			} as Entry;
			const [{ made, withdrawn }] = grantChanges([off], state, now) as [ReturnType<typeof grantChanges>[0]];
			expect(made).toEqual([]);
			for (const otp of grantsWanted(state, now).keys()) expect(withdrawn).toContain(otp);
			for (const id of grants.keys()) {
				const otp = state.otps.get(id as OtpId)!;
				const isExpired = redeemByOf(otp, state.batches.get(otp.batch)!) < now;
				if (isExpired || state.currentOtps.get(otp.account) !== id) continue;
				seen++;
				expect(withdrawn).toContain(id);
			}
		}),
		{ numRuns: 500 }
	);
	expect(seen).toBeGreaterThan(200);
});
