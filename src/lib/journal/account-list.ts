import { accountTitle, type Account } from '$lib/domain/account';
import { redeemByOf } from '$lib/domain/otp';
import { provisioningStatuses, type Provisioning, type ProvisioningStatus } from '$lib/domain/provisioning';
import type { Readiness } from '$lib/domain/readiness';
import { accountStanding, waivedChecks, type AccountStanding } from './standing';
import { isListed, type WorkspaceState } from './state';

type ReadinessStatus = Readiness['status'];

/** In the order in which filters list them and sorting puts them: what asks for work first. */
export const readinessStatuses: readonly ReadinessStatus[] = [
	'needs-action',
	'not-available',
	'no-action-needed'
];

/** What the list is narrowed to. An empty text or set narrows nothing; the site `''` stands for accounts without one. */
export interface AccountFilter {
	readonly text: string;
	readonly sites: ReadonlySet<string>;
	readonly readiness: ReadonlySet<ReadinessStatus>;
	readonly provisioning: ReadonlySet<ProvisioningStatus>;
}

export const noFilter: AccountFilter = Object.freeze({
	text: '',
	sites: new Set<string>(),
	readiness: new Set<ReadinessStatus>(),
	provisioning: new Set<ProvisioningStatus>()
});

export const accountSortColumns = [
	'name',
	'sign-in-name',
	'place',
	'readiness',
	'provisioning',
	'expires'
] as const;
export type AccountSortColumn = (typeof accountSortColumns)[number];

export interface AccountSort {
	readonly column: AccountSortColumn;
	readonly direction: 'ascending' | 'descending';
}

export const nameAscending: AccountSort = Object.freeze({ column: 'name', direction: 'ascending' });

/** A list as it is shown. It holds until `until` (ms since 1970), when an account's status changes by itself. */
export interface AccountList {
	readonly accounts: readonly Account[];
	readonly until: number;
}

/** How many accounts each choice of a filter would leave, of those that the other filters and the text leave. */
export interface FilterCounts {
	readonly sites: ReadonlyMap<string, number>;
	readonly readiness: ReadonlyMap<ReadinessStatus, number>;
	readonly provisioning: ReadonlyMap<ProvisioningStatus, number>;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Order of accounts by what people call them: `Room 2` before `Room 10`. Checkpoints keep accounts in it. */
export function compareByName(a: Account, b: Account): number {
	return collator.compare(accountTitle(a), accountTitle(b));
}

/** The accounts there are for people, in the order the state keeps them. */
export function listedAccounts(state: WorkspaceState): Account[] {
	const accounts: Account[] = [];
	for (const account of state.accounts.values()) if (isListed(account)) accounts.push(account);
	return accounts;
}

/** By name: the same array where it is in order already, as after unlocking, which is one pass instead of sorting. */
export function inNameOrder(accounts: readonly Account[]): readonly Account[] {
	for (let i = 1; i < accounts.length; i++)
		if (compareByName(accounts[i - 1]!, accounts[i]!) > 0) return [...accounts].sort(compareByName);
	return accounts;
}

/** Whether the filter leaves everything. */
export function isNoFilter({ text, sites, readiness, provisioning }: AccountFilter): boolean {
	return text.trim() === '' && sites.size === 0 && readiness.size === 0 && provisioning.size === 0;
}

/**
 * Narrows and sorts. Standing is judged only where the filter or the order asks for it.
 * @param accounts in name order, which decides between equals
 * @param now ms since 1970
 */
export function accountList(
	state: WorkspaceState,
	accounts: readonly Account[],
	filter: AccountFilter,
	sort: AccountSort,
	now: number
): AccountList {
	const judge = new Judge(state, now);
	const matches = matcher(filter, judge);
	const rows = matches ? accounts.filter(matches) : accounts;
	return { accounts: sorted(rows, sort, judge), until: judge.until };
}

/** Counts the choices of each filter, in one pass. @param now ms since 1970 */
export function countByFilter(
	state: WorkspaceState,
	accounts: readonly Account[],
	filter: AccountFilter,
	now: number
): FilterCounts {
	const judge = new Judge(state, now);
	const hasText = textMatcher(filter.text);
	const sites = new Map<string, number>();
	const readiness = new Map<ReadinessStatus, number>();
	const provisioning = new Map<ProvisioningStatus, number>();
	for (const account of accounts) {
		if (hasText && !hasText(account)) continue;
		const standing = judge.standing(account);
		const { site } = account.profile;
		const isReadiness = allows(filter.readiness, standing.readiness.status);
		const isProvisioning = allows(filter.provisioning, standing.provisioning.status);
		const isSite = allows(filter.sites, site);
		if (isReadiness && isProvisioning) add(sites, site);
		if (isSite && isProvisioning) add(readiness, standing.readiness.status);
		if (isSite && isReadiness) add(provisioning, standing.provisioning.status);
	}
	return { sites, readiness, provisioning };
}

/** When the code that this account now has expires, ms since 1970; `null` where it has none that counts. */
export function expiresAt({ provisioning, otp, batch }: AccountStanding): number | null {
	if (!otp || !batch) return null;
	const { status } = provisioning;
	return status === 'otp-generated' || status === 'otp-expired' || status === 'awaiting-approval'
		? redeemByOf(otp, batch)
		: null;
}

/** When a status turns into another one with no one doing anything, ms since 1970; `Infinity` where it does not. */
export function holdsUntil(provisioning: Provisioning): number {
	switch (provisioning.status) {
		case 'otp-generated':
			return provisioning.redeemBy;
		case 'awaiting-approval':
			return provisioning.decideBy;
		case 'approved':
			return provisioning.collectBy;
		default:
			return Infinity;
	}
}

/** Judges accounts at one moment and notes until when that holds. */
class Judge {
	until = Infinity;
	readonly #waived;

	constructor(
		private readonly state: WorkspaceState,
		private readonly now: number
	) {
		this.#waived = waivedChecks(state);
	}

	standing(account: Account): AccountStanding {
		const standing = accountStanding(this.state, account, this.#waived, this.now);
		this.until = Math.min(this.until, holdsUntil(standing.provisioning));
		return standing;
	}
}

const allows = <T>(chosen: ReadonlySet<T>, value: T) => chosen.size === 0 || chosen.has(value);
const add = <T>(counts: Map<T, number>, value: T) => counts.set(value, (counts.get(value) ?? 0) + 1);

function matcher(filter: AccountFilter, judge: Judge): ((account: Account) => boolean) | null {
	if (isNoFilter(filter)) return null;
	const { sites, readiness, provisioning } = filter;
	const hasText = textMatcher(filter.text);
	const asksStanding = readiness.size > 0 || provisioning.size > 0;
	return (account) => {
		if (!allows(sites, account.profile.site) || (hasText && !hasText(account))) return false;
		if (!asksStanding) return true;
		const standing = judge.standing(account);
		return allows(readiness, standing.readiness.status) && allows(provisioning, standing.provisioning.status);
	};
}

/** Every word has to be in the account somewhere; case and accents do not count. */
function textMatcher(text: string): ((account: Account) => boolean) | null {
	const words = plain(text).split(/\s+/).filter(Boolean);
	if (words.length === 0) return null;
	return (account) => {
		const haystack = searchText(account);
		return words.every((word) => haystack.includes(word));
	};
}

const searchTexts = new WeakMap<Account, string>();

/** Made once per account, when it is first looked for. */
function searchText(account: Account): string {
	let text = searchTexts.get(account);
	if (text === undefined) {
		const { profile: p, expected: e } = account;
		text = plain(
			[
				p.displayName,
				p.signInName,
				p.site,
				p.building,
				p.floor,
				p.room,
				p.notes,
				e.make,
				e.model,
				e.serial
			].join('\n')
		);
		searchTexts.set(account, text);
	}
	return text;
}

const ascii = /^[\0-\x7f]*$/;

function plain(text: string): string {
	return (ascii.test(text) ? text : text.normalize('NFD').replace(/\p{M}+/gu, '')).toLowerCase();
}

/** What a column is ordered by; `null` goes last, whichever the direction. */
type SortKey = string | number | null;

function sorted(accounts: readonly Account[], sort: AccountSort, judge: Judge): readonly Account[] {
	const { column, direction } = sort;
	if (column === 'name') return direction === 'ascending' ? accounts : [...accounts].reverse();
	const keyOf = sortKey(column, judge);
	const sign = direction === 'ascending' ? 1 : -1;
	return accounts
		.map((account) => ({ account, key: keyOf(account) }))
		.sort((a, b) => (a.key === null || b.key === null ? last(a.key, b.key) : sign * compare(a.key, b.key)))
		.map(({ account }) => account);
}

function sortKey(column: Exclude<AccountSortColumn, 'name'>, judge: Judge): (account: Account) => SortKey {
	switch (column) {
		case 'sign-in-name':
			return ({ profile }) => profile.signInName;
		case 'place':
			return ({ profile: { site, building, floor, room } }) =>
				[site, building, floor, room].join('\t').replace(/^\t+$/, '') || null;
		case 'readiness':
			return (account) => readinessStatuses.indexOf(judge.standing(account).readiness.status);
		case 'provisioning':
			return (account) => provisioningStatuses.indexOf(judge.standing(account).provisioning.status);
		case 'expires':
			return (account) => expiresAt(judge.standing(account));
	}
}

function compare(a: string | number, b: string | number): number {
	return typeof a === 'number' ? a - (b as number) : collator.compare(a, b as string);
}

function last(a: SortKey, b: SortKey): number {
	return a === b ? 0 : a === null ? 1 : -1;
}
