import { describe, expect, it } from 'vitest';
import type { AccountRow } from '$lib/journal/account-row';
import { maxRows, type Entry, type EntryDraft } from '$lib/journal/entry';
import { emptyState } from '$lib/journal/state';
import type { AccountId } from '$lib/domain/ids';
import { merged, toEvent } from './event';

const state = emptyState('w');
const row = (id: string, password: string | null = null): AccountRow => [
	id,
	['a', 'b', '', '', '', '', '', ''],
	null,
	null,
	password
];
const event = (draft: EntryDraft, about?: string) =>
	toEvent(
		state,
		{ ...draft, id: 'id', stamp: '00000000000a0000', author: 'tablet', key: 'k' } as Entry,
		about as AccountId | undefined
	);
const imported = (rows: AccountRow[], run = 'run') =>
	({ kind: 'accounts.imported', body: { run, source: 'rooms.csv', rows } }) satisfies EntryDraft;

describe('an event', () => {
	it('counts rows instead of keeping them', () => {
		expect(event(imported([row('a'), row('b', 'secret')]))).toEqual({
			id: 'id',
			key: 'k',
			otp: null,
			at: 10,
			author: 'tablet',
			group: 'accounts',
			oldestRows: 2,
			detail: {
				kind: 'accounts.imported',
				run: 'run',
				source: 'rooms.csv',
				groups: ['profile', 'credential'],
				count: 2,
				account: null
			}
		});
	});

	it('names the account where it is one', () => {
		expect(event({ kind: 'accounts.deleted', body: { accounts: ['a'] } }).detail).toMatchObject({
			account: 'a'
		});
	});

	it('says of the account it is for only what was written to it', () => {
		const { detail } = event(imported([row('a'), row('b', 'secret')]), 'a');
		expect(detail).toMatchObject({ count: 1, account: 'a', groups: ['profile'] });
	});
});

describe('bulk work', () => {
	const full = Array.from({ length: maxRows }, (_, i) => row(`${i}`));

	it('is one event', () => {
		const once = merged(event(imported([row('x')])), event(imported(full)));
		const twice = once && merged(once, event(imported(full)));
		expect(twice?.detail).toMatchObject({ count: 2 * maxRows + 1, account: null });
	});

	it('is not mixed up with other work', () => {
		expect(merged(event(imported([row('x')], 'another')), event(imported(full)))).toBeNull();
		expect(merged(event(imported([row('x')])), event(imported([row('y')])))).toBeNull();
	});
});
