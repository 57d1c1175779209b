import { describe, expect, it } from 'vitest';
import { accountNamed } from './arbitraries';
import { unhurried } from './pace';
import { planSignInData } from './plan-sign-in-data';
import { readTable } from './table';

const accounts = ['a', 'b', 'c', 'd'].map((local) => accountNamed(`${local}@b.example`));

describe('planSignInData', () => {
	it('takes the passwords of the selected accounts and names every other row', async () => {
		const table = await readTable(
			[
				'UPN,Password',
				'A@b.example," Secret 1 "',
				"b@b.example,'-Secret",
				'd@b.example,Secret',
				'x@b.example,Secret',
				'c@b.example,',
				'a@b.example," Secret 1 "',
				'a@b.example,Other',
				`c@b.example,${'x'.repeat(257)}`,
				',Secret'
			].join('\r\n'),
			unhurried
		);
		if (!table.ok) throw new Error(table.error.type);
		const plan = await planSignInData(
			table.value,
			['signInName', 'password'],
			{
				selected: accounts.slice(0, 3),
				accounts: [...accounts, { ...accountNamed('x@b.example'), deleted: true }]
			},
			unhurried
		);
		if (!plan.ok) throw new Error(plan.error.type);
		expect([...plan.value.passwords]).toEqual([
			['a@b.example', ' Secret 1 '],
			['b@b.example', '-Secret']
		]);
		expect(plan.value.without).toEqual(['c@b.example']);
		expect(plan.value.repeated).toEqual([{ line: 7, firstLine: 2 }]);
		expect(plan.value.bad.map(({ line, reason }) => [line, reason.type])).toEqual([
			[4, 'NotSelected'],
			[5, 'UnknownAccount'],
			[6, 'EmptyPassword'],
			[8, 'DuplicateInFile'],
			[9, 'TooLong'],
			[10, 'MissingSignInName']
		]);
	});

	it('needs a column of passwords', async () => {
		const table = await readTable('UPN\na@b.example\n', unhurried);
		if (!table.ok) throw new Error(table.error.type);
		expect(await planSignInData(table.value, ['signInName'], { selected: [], accounts }, unhurried)).toEqual({
			ok: false,
			error: { type: 'MissingField', field: 'password' }
		});
	});
});
