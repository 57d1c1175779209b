import { maxPerHour, type AutoApprovalRule } from '$lib/domain/auto-approval';

/** The rule of auto-approval while it is being typed. */
export interface RuleForm {
	accounts: 'with-serial' | 'all';
	at: 'all-sites' | 'some-sites';
	sites: ReadonlySet<string>;
	isLimited: boolean;
	perHour: number | null;
	isTimed: boolean;
	/** Minutes from midnight. */
	from: number | null;
	until: number | null;
	timeZone: string;
}

export type RuleFault = 'no-site' | 'bad-limit' | 'bad-window';

/** What the fields begin with. @param timeZone the reader's, where the rule names none */
export function ruleToForm(rule: AutoApprovalRule, timeZone: string): RuleForm {
	const { sites, onlyWithSerial, perHour, window } = rule;
	return {
		accounts: onlyWithSerial ? 'with-serial' : 'all',
		at: sites.length === 0 ? 'all-sites' : 'some-sites',
		sites: new Set(sites),
		isLimited: perHour > 0,
		perHour: perHour || 10,
		isTimed: window !== null,
		from: window?.from ?? 8 * 60,
		until: window?.until ?? 17 * 60,
		timeZone: window?.timeZone ?? timeZone
	};
}

/** What is not right yet. */
export function ruleFaults(form: RuleForm): RuleFault[] {
	const { at, sites, isLimited, perHour, isTimed, from, until } = form;
	const isPerHour = perHour !== null && Number.isInteger(perHour) && perHour >= 1 && perHour <= maxPerHour;
	return [
		...(at === 'some-sites' && sites.size === 0 ? (['no-site'] as const) : []),
		...(isLimited && !isPerHour ? (['bad-limit'] as const) : []),
		...(isTimed && (from === null || until === null || from === until) ? (['bad-window'] as const) : [])
	];
}

/** The rule that the fields say; `null` while something is not right. */
export function formToRule(form: RuleForm): AutoApprovalRule | null {
	if (ruleFaults(form).length > 0) return null;
	const { from, until, timeZone } = form;
	return {
		sites: form.at === 'all-sites' ? [] : [...form.sites].sort(),
		onlyWithSerial: form.accounts === 'with-serial',
		perHour: form.isLimited ? form.perHour! : 0,
		window: form.isTimed ? { from: from!, until: until!, timeZone } : null
	};
}
