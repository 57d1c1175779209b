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

	const plan = async (text: string, selected = accounts) => {
		const table = await readTable(text, unhurried);
		if (!table.ok) throw new Error(table.error.type);
		return planSignInData(table.value, ['signInName', 'password'], { selected, accounts }, unhurried);
	};

	it('takes the longest password there may be', async () => {
		const longest = 'x'.repeat(256);
		expect(await plan(`UPN,Password\na@b.example,${longest}\nb@b.example,${longest}x`)).toMatchObject({
			value: {
				passwords: new Map([['a@b.example', longest]]),
				bad: [
					{
						line: 3,
						signInName: 'b@b.example',
						reason: { type: 'TooLong', field: 'password', max: 256 },
						cells: ['b@b.example', `${longest}x`]
					}
				]
			}
		});
	});

	it('says where a file said something else of the same account', async () => {
		expect(await plan('UPN,Password\na@b.example,One\nb@b.example,One\nA@b.example,Two')).toMatchObject({
			value: {
				bad: [{ line: 4, signInName: 'A@b.example', reason: { type: 'DuplicateInFile', firstLine: 2 } }]
			}
		});
	});

	it('refuses a row that ends before the password, and one of spaces', async () => {
		expect(await plan('UPN,Password\na@b.example\nb@b.example,"  "')).toMatchObject({
			value: {
				passwords: new Map(),
				without: ['a@b.example', 'b@b.example', 'c@b.example', 'd@b.example'],
				bad: [{ reason: { type: 'EmptyPassword' } }, { reason: { type: 'EmptyPassword' } }]
			}
		});
	});

	it('is cancelled as a whole', async () => {
		const table = await readTable('UPN,Password\na@b.example,One', unhurried);
		if (!table.ok) throw new Error(table.error.type);
		const stopped = { ...unhurried, signal: AbortSignal.abort() };
		expect(
			await planSignInData(table.value, ['signInName', 'password'], { selected: [], accounts }, stopped)
		).toEqual({ ok: false, error: { type: 'Cancelled' } });
	});
});
