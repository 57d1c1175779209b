import { provisioningStatuses } from '$lib/domain/provisioning';
import {
	accountSortColumns,
	nameAscending,
	readinessStatuses,
	type AccountFilter,
	type AccountSort
} from '$lib/journal/account-list';

/** What the list shows, as its address says it. */
export interface ListView {
	readonly filter: AccountFilter;
	readonly sort: AccountSort;
}

/** Reads the query of the list's address: `q`, `site`, `readiness`, `status`, `sort`. What is not known is passed over. */
export function readListAddress(query: URLSearchParams): ListView {
	const some = <T extends string>(name: string, known: readonly T[]) =>
		new Set(known.filter((value) => query.getAll(name).includes(value)));
	const sort = query.get('sort') ?? '';
	const column = accountSortColumns.find((id) => id === sort.replace(/^-/, ''));
	return {
		filter: {
			text: query.get('q') ?? '',
			sites: new Set(query.getAll('site')),
			readiness: some('readiness', readinessStatuses),
			provisioning: some('status', provisioningStatuses)
		},
		sort: column ? { column, direction: sort.startsWith('-') ? 'descending' : 'ascending' } : nameAscending
	};
}

/** The query that says so, without its question mark; empty where the list is as it opens. */
export function writeListAddress({ filter, sort }: ListView): string {
	const query = new URLSearchParams();
	if (filter.text.trim()) query.set('q', filter.text.trim());
	for (const site of filter.sites) query.append('site', site);
	for (const status of filter.readiness) query.append('readiness', status);
	for (const status of filter.provisioning) query.append('status', status);
	if (sort.column !== 'name' || sort.direction !== 'ascending')
		query.set('sort', (sort.direction === 'descending' ? '-' : '') + sort.column);
	return query.toString();
}
