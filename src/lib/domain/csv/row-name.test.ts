import { describe, expect, it } from 'vitest';
import { emptyExpectedDevice, emptyProfile, unknownFacts, type Account } from '../account';
import type { AccountId } from '../ids';
import type { NamingFault } from './bad-row';
import { accountsBySignInName, mappingFault, readRowName } from './row-name';

describe('mappingFault', () => {
	it('names the field that is missing, before one that is there twice', () => {
		expect(mappingFault(['room', 'room'], 'accounts')).toEqual({ type: 'MissingField', field: 'signInName' });
		expect(mappingFault(['signInName', null], 'sign-in-data')).toEqual({
			type: 'MissingField',
			field: 'password'
		});
		expect(mappingFault(['signInName', 'room', null, 'room', null], 'accounts')).toEqual({
			type: 'DoubledField',
			field: 'room'
		});
		expect(mappingFault(['signInName', 'enabled', 'blocked'], 'accounts')).toEqual({
			type: 'DoubledField',
			field: 'blocked'
		});
	});

	it('finds nothing amiss where each field is there once', () => {
		expect(mappingFault(['signInName', null, null], 'accounts')).toBeUndefined();
		expect(mappingFault(['password', 'signInName'], 'sign-in-data')).toBeUndefined();
	});
});

describe('readRowName', () => {
	const read = (cells: string[], column = 0, columns = 2) => readRowName({ line: 2, cells }, column, columns);

	it('reads the name as written, and the id that a new account gets', () => {
		expect(read([' Fjord@Contoso.com ', 'x'])).toEqual({
			name: { written: 'Fjord@Contoso.com', id: 'fjord@contoso.com' }
		});
		expect(read(['x', 'fjord@contoso.com'], 1)).toEqual({
			name: { written: 'fjord@contoso.com', id: 'fjord@contoso.com' }
		});
	});

	it('takes a row with too few cells where the name is among them, and one with empty cells too many', () => {
		expect(read(['fjord@contoso.com']).fault).toBeUndefined();
		expect(read(['fjord@contoso.com', 'x', '', ' ']).fault).toBeUndefined();
	});

	it.each<[string, string[], number, NamingFault]>([
		[
			'a filled cell too many',
			['a@b.example', 'x', '', 'y'],
			0,
			{ type: 'RowTooLong', expected: 2, found: 4 }
		],
		['a row that ends before the name', ['x'], 1, { type: 'RowTooShort', expected: 2, found: 1 }],
		['no name', [' ', 'x'], 0, { type: 'MissingSignInName' }],
		['what is no name', [' Fjord ', 'x'], 0, { type: 'BadSignInName', value: 'Fjord' }]
	])('refuses %s', (_, cells, column, fault) => {
		expect(read(cells, column).fault).toEqual(fault);
	});

	it('names a row that it refuses as far as it can', () => {
		expect(read(['Fjord', 'x', 'y']).name).toEqual({ written: 'Fjord', id: 'fjord' });
		expect(read(['x'], 1).name).toEqual({ written: '', id: '' });
	});
});

describe('accountsBySignInName', () => {
	const account = (id: string, signInName = id, deleted = false) =>
		({
			id: id as AccountId,
			profile: { ...emptyProfile, signInName },
			expected: emptyExpectedDevice,
			facts: unknownFacts,
			credential: null,
			deleted
		}) as Account;
	const found = (...accounts: Account[]) =>
		[...accountsBySignInName(accounts)].map(([name, { id }]) => [name, id]);

	it('finds an account by the name it has now, however it is written', () => {
		expect(found(account('old@contoso.com', ' New@Contoso.com '))).toEqual([
			['new@contoso.com', 'old@contoso.com']
		]);
	});

	it('means the account that is not deleted, in whatever order they come', () => {
		const gone = account('a@contoso.com', 'a@contoso.com', true);
		const renamed = account('z@contoso.com', 'a@contoso.com');
		expect(found(gone, renamed)).toEqual([['a@contoso.com', 'z@contoso.com']]);
		expect(found(renamed, gone)).toEqual([['a@contoso.com', 'z@contoso.com']]);
	});

	it('means the one of the lesser id where both are there, or both deleted', () => {
		for (const deleted of [false, true]) {
			const first = account('a@contoso.com', 'c@contoso.com', deleted);
			const second = account('b@contoso.com', 'c@contoso.com', deleted);
			expect(found(first, second)).toEqual([['c@contoso.com', 'a@contoso.com']]);
			expect(found(second, first)).toEqual([['c@contoso.com', 'a@contoso.com']]);
		}
	});
});
