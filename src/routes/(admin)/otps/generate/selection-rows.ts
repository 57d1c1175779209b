import { accountPlace, accountTitle, type Account } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { readinessOf, type Readiness } from '$lib/domain/readiness';
import { waivedChecks } from '$lib/journal/standing';
import { isListed, type WorkspaceState } from '$lib/journal/state';

/** An account as the first step lists it. */
export interface SelectionRow {
	readonly id: AccountId;
	readonly account: Account;
	readonly title: string;
	readonly place: string;
	readonly readiness: Readiness;
	/** What a search looks in, in lower case. */
	readonly words: string;
}

export type RowFilter = 'all' | 'ready' | 'selected' | 'not-ready';

/** @param compare orders names as a person expects */
export function selectionRows(
	state: WorkspaceState,
	compare: (a: string, b: string) => number
): SelectionRow[] {
	const waived = waivedChecks(state);
	const rows: SelectionRow[] = [];
	for (const account of state.accounts.values()) {
		if (!isListed(account)) continue;
		const title = accountTitle(account);
		const place = accountPlace(account)
			.filter((part) => part !== title)
			.join(' · ');
		const words = `${title} ${account.profile.signInName} ${place}`.toLowerCase();
		rows.push({ id: account.id, account, title, place, readiness: readinessOf(account, waived), words });
	}
	return rows.sort((a, b) => compare(a.title, b.title));
}

/** Whether an account can get an OTP. */
export function isReady({ readiness }: SelectionRow): boolean {
	return readiness.status === 'no-action-needed';
}

/** The rows that a filter and every word of a search leave. */
export function filteredRows(
	rows: readonly SelectionRow[],
	search: string,
	filter: RowFilter,
	selected: ReadonlySet<AccountId>
): SelectionRow[] {
	const sought = search.toLowerCase().split(/\s+/).filter(Boolean);
	return rows.filter(
		(row) =>
			(filter === 'all' ||
				(filter === 'selected' ? selected.has(row.id) : isReady(row) === (filter === 'ready'))) &&
			sought.every((word) => row.words.includes(word))
	);
}
