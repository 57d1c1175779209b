import { describe, expect, it } from 'vitest';
import { safeRule, type AutoApprovalRule } from '$lib/domain/auto-approval';
import { formToRule, ruleFaults, ruleToForm, type RuleForm } from './rule-form';

const rule: AutoApprovalRule = {
	sites: ['Bergen', 'Oslo'],
	onlyWithSerial: false,
	perHour: 5,
	window: { from: 1_320, until: 360, timeZone: 'Europe/Oslo' }
};

describe('the fields of the rule', () => {
	it('say what they were given', () => {
		for (const given of [safeRule, rule]) expect(formToRule(ruleToForm(given, 'UTC'))).toEqual(given);
	});

	it('keep nothing of what was switched off', () => {
		const off = { ...ruleToForm(rule, 'UTC'), at: 'all-sites', isLimited: false, isTimed: false } as RuleForm;
		expect(formToRule(off)).toEqual({ sites: [], onlyWithSerial: false, perHour: 0, window: null });
	});

	it.each([
		['no-site', { at: 'some-sites', sites: new Set<string>() }],
		['bad-limit', { isLimited: true, perHour: null }],
		['bad-limit', { isLimited: true, perHour: 0 }],
		['bad-limit', { isLimited: true, perHour: 2.5 }],
		['bad-limit', { isLimited: true, perHour: 1_001 }],
		['bad-window', { isTimed: true, from: null }],
		['bad-window', { isTimed: true, from: 600, until: 600 }]
	] as const)('are not right: %s', (fault, over) => {
		const form = { ...ruleToForm(safeRule, 'UTC'), ...over };
		expect(ruleFaults(form)).toEqual([fault]);
		expect(formToRule(form)).toBeNull();
	});

	it('are not looked at where they do not count', () => {
		const form = { ...ruleToForm(safeRule, 'UTC'), perHour: null, from: null, sites: new Set(['Oslo']) };
		expect(formToRule(form)).toEqual(safeRule);
	});
});
