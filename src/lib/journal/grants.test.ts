import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectsSerial } from '$lib/domain/auto-approval';
import { defaultPreferences } from '$lib/domain/preferences';
import { provisioningOf } from '$lib/domain/provisioning';
import { foldAll } from './fold';
import { grantsWanted, ruleIdentity } from './grants';
import { isListed, type WorkspaceState } from './state';
import { journalOfGrants, workspaceId } from './testing/arbitrary-entries';

/** A state of any history, in which auto-approval is on. */
const state = journalOfGrants.map((entries): WorkspaceState => {
	const { state } = foldAll(workspaceId, entries);
	const { value, key } = state.preferences;
	return { ...state, preferences: { value: { ...value, autoApproval: true }, key } };
});
const time = fc.nat(2_000_000_000_000);
const withRule = (
	state: WorkspaceState,
	rule: Partial<WorkspaceState['preferences']['value']['autoApprovalRule']>,
	autoApproval = true
): WorkspaceState => {
	const { value, key } = state.preferences;
	const autoApprovalRule = { ...value.autoApprovalRule, ...rule };
	return { ...state, preferences: { value: { ...value, autoApproval, autoApprovalRule }, key } };
};

describe('grants wanted', () => {
	it('are of live OTPs that nobody has used, of listed accounts with a password that fit the rule', () => {
		let seen = 0;
		fc.assert(
			fc.property(state, time, (state, now) => {
				const { sites, onlyWithSerial } = state.preferences.value.autoApprovalRule;
				for (const [id, terms] of grantsWanted(state, now)) {
					seen++;
					const otp = state.otps.get(id)!;
					const account = state.accounts.get(otp.account)!;
					expect(state.currentOtps.get(otp.account)).toBe(id);
					expect(provisioningOf(otp, state.batches.get(otp.batch), now).status).toBe('otp-generated');
					expect(otp.facts.every(({ type }) => type === 'extended')).toBe(true);
					expect(isListed(account)).toBe(true);
					expect(terms).toMatchObject({ code: otp.code, password: account.credential!.password });
					expect(terms.serial).toBe(expectsSerial(account) ? account.expected.serial : '');
					if (onlyWithSerial) expect(terms.serial).not.toBe('');
					if (sites.length > 0) expect(sites).toContain(account.profile.site);
				}
			}),
			{ numRuns: 500 }
		);
		expect(seen).toBeGreaterThan(200);
	});

	it('are none while it is off', () => {
		fc.assert(
			fc.property(state, time, (state, now) => {
				expect(grantsWanted(withRule(state, {}, false), now).size).toBe(0);
			})
		);
	});

	it('are fewer with a narrower rule, and never others', () => {
		fc.assert(
			fc.property(state, time, fc.constantFrom('Fjord', 'Oslo', ''), (state, now, site) => {
				const wide = grantsWanted(withRule(state, { sites: [], onlyWithSerial: false }), now);
				for (const narrow of [{ onlyWithSerial: true }, { sites: [site] }])
					for (const [id, terms] of grantsWanted(withRule(state, narrow), now))
						expect(wide.get(id)).toMatchObject({ ...terms, window: terms.window });
			})
		);
	});

	it('are none in a zone that this system does not know', () => {
		fc.assert(
			fc.property(state, time, (state, now) => {
				const window = { from: 480, until: 960, timeZone: 'Europe/Nowhere' };
				expect(grantsWanted(withRule(state, { window }), now).size).toBe(0);
			})
		);
	});
});

it('the identity of a rule changes with what it says, and with the clocks of its zone', () => {
	const on = { ...defaultPreferences, autoApproval: true };
	const window = { from: 480, until: 960, timeZone: 'Europe/Oslo' };
	const daily = { ...on, autoApprovalRule: { ...on.autoApprovalRule, window } };
	const [winter, summer] = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];
	expect(ruleIdentity(daily, winter)).not.toBe(ruleIdentity(daily, summer));
	expect(ruleIdentity(on, winter)).toBe(ruleIdentity(on, summer));
	expect(ruleIdentity(on, winter)).not.toBe(ruleIdentity(defaultPreferences, winter));
	expect(ruleIdentity({ ...daily, autoApproval: false }, winter)).toBe(
		ruleIdentity(defaultPreferences, summer)
	);
	expect(ruleIdentity({ ...on, otpExpirationHours: 24 }, winter)).toBe(ruleIdentity(on, winter));
});
