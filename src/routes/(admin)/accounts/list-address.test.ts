import { expect, it } from 'vitest';
import { nameAscending, noFilter } from '$lib/journal/account-list';
import { readListAddress, writeListAddress, type ListView } from './list-address';

const read = (query: string) => readListAddress(new URLSearchParams(query));

it('comes back as it was written', () => {
	const view: ListView = {
		filter: {
			text: 'fjord & co',
			sites: new Set(['Oslo', '']),
			readiness: new Set(['needs-action']),
			provisioning: new Set(['otp-generated', 'otp-expired'])
		},
		sort: { column: 'expires', direction: 'descending' }
	};
	expect(read(writeListAddress(view))).toEqual(view);
});

it('says nothing where the list is as it opens', () => {
	expect(writeListAddress({ filter: noFilter, sort: nameAscending })).toBe('');
	expect(read('')).toEqual({ filter: noFilter, sort: nameAscending });
});

it('passes over what it does not know', () => {
	expect(read('?readiness=splendid&status=lost&sort=-colour')).toEqual({
		filter: noFilter,
		sort: nameAscending
	});
});
