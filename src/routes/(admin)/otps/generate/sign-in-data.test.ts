import { expect, it } from 'vitest';
import { emptyExpectedDevice, emptyProfile, unknownFacts, type Account } from '$lib/domain/account';
import { unhurried } from '$lib/domain/csv/pace';
import type { AccountId } from '$lib/domain/ids';
import { planAgain, readSignInData, withoutPassword } from './sign-in-data';

const id = (room: string) => `${room}@contoso.com` as AccountId;
const account = (room: string, password?: string): [AccountId, Account] => [
	id(room),
	{
		id: id(room),
		profile: { ...emptyProfile, signInName: id(room) },
		expected: emptyExpectedDevice,
		facts: unknownFacts,
		credential: password === undefined ? null : { kind: 'password', password },
		deleted: false,
		stamps: { profile: '1', expected: '', facts: '', credential: '', existence: '' }
	}
];
const accounts = new Map([account('fjord'), account('birch', 'from before'), account('attic')]);
const text = 'UPN,Password\nfjord@contoso.com,one\nattic@contoso.com,two\n';

async function read(selected: AccountId[]) {
	const upload = await readSignInData('file.csv', text, { selected, accounts }, unhurried);
	if (!upload.ok) throw new Error(upload.error.type);
	return upload.value;
}

it('finds the passwords of the selected accounts alone', async () => {
	const { plan } = await read([id('fjord'), id('birch')]);
	expect([...plan.passwords]).toEqual([[id('fjord'), 'one']]);
	expect(plan.bad.map(({ reason }) => reason.type)).toEqual(['NotSelected']);
});

it('plans a file anew for another selection', async () => {
	const again = await planAgain(await read([id('fjord')]), { selected: [id('attic')], accounts }, unhurried);
	expect(again.ok && [...again.value.plan.passwords]).toEqual([[id('attic'), 'two']]);
});

it('names the accounts that would have no password: none in the file, none stored', async () => {
	const selected = [id('fjord'), id('birch'), id('attic')];
	expect(withoutPassword(selected, new Map([[id('fjord'), 'one']]), accounts)).toEqual([id('attic')]);
});

it('says why a file cannot be read', async () => {
	const scope = { selected: [], accounts };
	expect(await readSignInData('', 'UPN,Room\na@contoso.com,x\n', scope, unhurried)).toEqual({
		ok: false,
		error: { type: 'MissingField', field: 'password' }
	});
	expect(await readSignInData('', '', scope, unhurried)).toEqual({ ok: false, error: { type: 'EmptyFile' } });
});
