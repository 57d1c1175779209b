import { describe, expect, it } from 'vitest';
import {
	emptyExpectedDevice,
	emptyProfile,
	unknownFacts,
	type Account,
	type Profile,
	type ReadinessFacts
} from '$lib/domain/account';
import type { AccountId, BatchId, MemberId, OtpId } from '$lib/domain/ids';
import {
	accountList,
	countByFilter,
	inNameOrder,
	listedAccounts,
	nameAscending,
	noFilter,
	type AccountFilter,
	type AccountSort
} from './account-list';
import { emptyState, type WorkspaceState } from './state';

const now = Date.UTC(2026, 4, 4, 12);
const hour = 3_600_000;

function account(
	name: string,
	profile: Partial<Profile> = {},
	facts: Partial<ReadinessFacts> = {},
	more: Partial<Account> = {}
): Account {
	const signInName = profile.signInName ?? `${name.toLowerCase().replace(/\W/g, '')}@contoso.com`;
	return {
		id: signInName as AccountId,
		profile: { ...emptyProfile, signInName, displayName: name, ...profile },
		expected: emptyExpectedDevice,
		facts: { ...unknownFacts, ...facts },
		credential: null,
		deleted: false,
		stamps: { profile: 'k', expected: '', facts: '', credential: '', existence: 'k' },
		...more
	};
}

function workspace(...accounts: Account[]): WorkspaceState {
	const state = emptyState('w');
	for (const each of accounts) state.accounts.set(each.id, each);
	return state;
}

function withOtp(state: WorkspaceState, { id }: Account, redeemBy: number): void {
	const batch = `batch ${redeemBy}` as BatchId;
	const otp = `otp ${id}` as OtpId;
	const by = 'm' as MemberId;
	state.batches.set(batch, {
		id: batch,
		name: 'Batch',
		createdAt: 0,
		createdBy: by,
		notBefore: 0,
		redeemBy,
		decideWithinHours: 24,
		collectWithinHours: 12,
		passwords: 'generated',
		key: 'k',
		nameKey: ''
	});
	state.otps.set(otp, {
		id: otp,
		account: id,
		batch,
		code: '',
		issuedAt: 0,
		issuedBy: by,
		key: 'k',
		facts: []
	});
	state.currentOtps.set(id, otp);
}

function names(
	state: WorkspaceState,
	filter: Partial<AccountFilter> = {},
	sort: AccountSort = nameAscending,
	at = now
): string[] {
	const ordered = inNameOrder(listedAccounts(state));
	return accountList(state, ordered, { ...noFilter, ...filter }, sort, at).accounts.map(
		({ profile }) => profile.displayName
	);
}

const fjord = account('Fjord', { site: 'Oslo', floor: '3' }, { enabled: true });
const fjell = account('Fjell', { site: 'Bergen', notes: 'Ask for the key' }, { enabled: false });
const zurich = account('Zürich 10', { site: 'Zürich' });
const zurich2 = account('Zürich 2', { site: '' });

describe('the order of names', () => {
	it('counts numbers as numbers', () => {
		expect(names(workspace(zurich, zurich2, fjord, fjell))).toEqual([
			'Fjell',
			'Fjord',
			'Zürich 2',
			'Zürich 10'
		]);
	});

	it('gives back the same array where it is in order already', () => {
		const accounts = listedAccounts(workspace(fjell, fjord));
		expect(inNameOrder(accounts)).toBe(accounts);
	});

	it('calls an account without a display name what people call it', () => {
		const unnamed = account('', { room: 'Fjolla', signInName: 'x@contoso.com' });
		expect(names(workspace(fjord, fjell, unnamed))).toEqual(['Fjell', '', 'Fjord']);
	});

	it('leaves out the deleted, and what has no profile', () => {
		const deleted = account('Gone', {}, {}, { deleted: true });
		const early = account('Early', {}, {}, { stamps: { ...fjord.stamps, profile: '' } });
		expect(names(workspace(deleted, early, fjord))).toEqual(['Fjord']);
	});
});

describe('filtering', () => {
	const state = workspace(fjord, fjell, zurich, zurich2);

	it('finds every word, wherever it stands, without accents and case', () => {
		expect(names(state, { text: 'ZURICH' })).toEqual(['Zürich 2', 'Zürich 10']);
		expect(names(state, { text: ' key  bergen ' })).toEqual(['Fjell']);
		expect(names(state, { text: 'key oslo' })).toEqual([]);
	});

	it('takes any of the sites, and those without one', () => {
		expect(names(state, { sites: new Set(['Oslo', '']) })).toEqual(['Fjord', 'Zürich 2']);
	});

	it('asks for readiness', () => {
		expect(names(state, { readiness: new Set(['no-action-needed']) })).toEqual(['Fjord']);
		expect(names(state, { readiness: new Set(['needs-action', 'not-available']) })).toHaveLength(3);
	});

	it('shows an OTP as expired from its expiration on, and says until when the list holds', () => {
		withOtp(state, fjord, now + hour);
		const filter = { ...noFilter, provisioning: new Set(['otp-generated'] as const) };
		const list = accountList(state, listedAccounts(state), filter, nameAscending, now);
		expect(list).toEqual({ accounts: [fjord], until: now + hour });
		expect(names(state, filter, nameAscending, now + hour + 1)).toEqual([]);
	});

	it('judges nobody where nothing asks for it', () => {
		const list = accountList(state, listedAccounts(state), { ...noFilter, text: 'fj' }, nameAscending, now);
		expect(list.until).toBe(Infinity);
	});
});

describe('sorting', () => {
	it('puts accounts without a place last, both ways', () => {
		const state = workspace(zurich2, fjord, fjell);
		const by = (direction: AccountSort['direction']) => names(state, {}, { column: 'place', direction });
		expect(by('ascending')).toEqual(['Fjell', 'Fjord', 'Zürich 2']);
		expect(by('descending')).toEqual(['Fjord', 'Fjell', 'Zürich 2']);
	});

	it('puts what asks for work first', () => {
		const state = workspace(fjord, fjell, zurich);
		expect(names(state, {}, { column: 'readiness', direction: 'ascending' })).toEqual([
			'Fjell',
			'Zürich 10',
			'Fjord'
		]);
	});

	it('puts the OTP that expires first first', () => {
		const state = workspace(fjord, fjell, zurich);
		withOtp(state, fjord, now + hour);
		withOtp(state, zurich, now + 2 * hour);
		expect(names(state, {}, { column: 'expires', direction: 'ascending' })).toEqual([
			'Fjord',
			'Zürich 10',
			'Fjell'
		]);
	});

	it('turns names round', () => {
		expect(names(workspace(fjell, fjord), {}, { column: 'name', direction: 'descending' })).toEqual([
			'Fjord',
			'Fjell'
		]);
	});
});

describe('counting', () => {
	it('counts each choice among what the other filters leave', () => {
		const state = workspace(fjord, fjell, zurich, zurich2);
		const filter = { ...noFilter, sites: new Set(['Oslo']) };
		const counts = countByFilter(state, listedAccounts(state), filter, now);
		expect(Object.fromEntries(counts.sites)).toEqual({ Oslo: 1, Bergen: 1, Zürich: 1, '': 1 });
		expect(Object.fromEntries(counts.readiness)).toEqual({ 'no-action-needed': 1 });
		expect(Object.fromEntries(counts.provisioning)).toEqual({ 'not-started': 1 });
	});
});
