import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MemberId } from '$lib/domain/ids';
import type { Entry, EntryDraft } from './entry';
import { foldAll } from './fold';
import { currentMembers, currentOwners, mayAuthor, resolveMembers } from './members';
import { tablets, workspaceId } from './testing/arbitrary-entries';
import { foldOneByOne } from './testing/fold-one-by-one';
import { MembershipModel } from './testing/membership-model';
import { spoken } from './testing/spoken';

const [a, b, c] = tablets as [string, string, string];
const added = (member: string, role: 'owner' | 'admin' = 'admin', name = 'Tablet'): EntryDraft => ({
	kind: 'member.added',
	body: { member, name, role, signingKey: 'AAAA', encryptionKey: 'BBBB' }
});
const removed = (member: string): EntryDraft => ({ kind: 'member.removed', body: { member } });
const renamed = (name: string): EntryDraft => ({ kind: 'workspace.renamed', body: { name } });

const resolved = (...entries: Entry[]) => resolveMembers(workspaceId, entries);
const member = (members: ReturnType<typeof resolved>, id: string) => members.get(id as MemberId);

describe('a member', () => {
	it('is whoever the founding key has let in, as it said', () => {
		const entry = spoken(workspaceId, 1, added(a, 'owner', 'First'));
		expect(resolved(entry)).toEqual(
			new Map([
				[
					a,
					{
						id: a,
						name: 'First',
						role: 'owner',
						signingKey: 'AAAA',
						encryptionKey: 'BBBB',
						addedKey: entry.key,
						removedKey: ''
					}
				]
			])
		);
	});

	it('can let others in, and somebody who is none cannot', () => {
		const first = spoken(workspaceId, 1, added(a));
		expect(resolved(first, spoken(a, 2, added(b))).has(b as MemberId)).toBe(true);
		expect(resolved(first, spoken(c, 2, added(b))).has(b as MemberId)).toBe(false);
		// Nobody lets himself in, nor speaks before he was let in.
		expect(resolved(first, spoken(c, 2, added(c))).has(c as MemberId)).toBe(false);
		expect(resolved(spoken(a, 1, added(b)), spoken(workspaceId, 2, added(a))).has(b as MemberId)).toBe(false);
	});

	it('is let in once: what is said later of the same tablet changes nothing', () => {
		const first = spoken(workspaceId, 1, added(a, 'admin', 'First'));
		const again = spoken(workspaceId, 3, added(a, 'owner', 'Second'));
		expect(member(resolved(first, again), a)).toMatchObject({ name: 'First', addedKey: first.key });
		const out = spoken(workspaceId, 2, removed(a));
		expect(member(resolved(first, out, again), a)).toMatchObject({ name: 'First', removedKey: out.key });
	});

	it('is out from the first removal on: a later one gives nothing back', () => {
		const entries = [
			spoken(workspaceId, 1, added(a)),
			spoken(workspaceId, 2, added(b)),
			spoken(b, 3, removed(a)),
			spoken(b, 5, removed(a))
		];
		for (const order of [entries, entries.toReversed()])
			expect(member(resolved(...order), a)?.removedKey).toBe(entries[2]!.key);
		// What it says between the two does not count, so it cannot put out the other one.
		const members = resolved(...entries, spoken(a, 4, removed(b)));
		expect(member(members, b)?.removedKey).toBe('');
	});

	it('can remove himself, and is not removed by somebody who is none', () => {
		const first = spoken(workspaceId, 1, added(a));
		const own = spoken(a, 2, removed(a));
		expect(member(resolved(first, own), a)?.removedKey).toBe(own.key);
		expect(member(resolved(first, spoken(c, 2, removed(a))), a)?.removedKey).toBe('');
	});

	it('that was removed before he came is one', () => {
		const entries = [spoken(workspaceId, 1, removed(a)), spoken(workspaceId, 2, added(a))];
		expect(member(resolved(...entries), a)?.removedKey).toBe('');
	});
});

describe('who may speak', () => {
	const entries = [
		spoken(workspaceId, 10, added(a)),
		spoken(workspaceId, 20, added(b)),
		spoken(workspaceId, 30, removed(a))
	];
	const members = resolved(...entries);
	const may = (author: string, key: string) => mayAuthor(workspaceId, members, author, key);
	const keyAt = (ms: number) => spoken(a, ms, renamed('')).key;

	it('is the founding key everywhere, and a stranger nowhere', () => {
		for (const ms of [0, 10, 30, 1_000]) {
			expect(may(workspaceId, keyAt(ms))).toBe(true);
			expect(may(c, keyAt(ms))).toBe(false);
		}
	});

	it('is a member behind the entry that lets him in, and before the one that puts him out', () => {
		expect([9, 10, 11, 29, 30, 31].map((ms) => may(a, keyAt(ms)))).toEqual([
			false,
			false,
			true,
			true,
			false,
			false
		]);
		expect([19, 20, 21, 1_000_000].map((ms) => may(b, keyAt(ms)))).toEqual([false, false, true, true]);
	});
});

it('members that are not removed are listed by when they came, owners among them', () => {
	const members = resolved(
		spoken(workspaceId, 3, added(a, 'owner')),
		spoken(workspaceId, 1, added(b, 'admin')),
		spoken(workspaceId, 2, added(c, 'owner')),
		spoken(workspaceId, 4, removed(c))
	);
	expect(currentMembers(members).map(({ id }) => id)).toEqual([b, a]);
	expect(currentOwners(members).map(({ id }) => id)).toEqual([a]);
});

describe('against the model', () => {
	const authors = fc.constantFrom(workspaceId, ...tablets);
	const draft = fc.oneof(
		{
			weight: 3,
			arbitrary: fc
				.tuple(
					fc.constantFrom(...tablets),
					fc.constantFrom('owner' as const, 'admin' as const),
					fc.constantFrom('X', 'Y')
				)
				.map((said) => added(...said))
		},
		{ weight: 3, arbitrary: fc.constantFrom(...tablets).map(removed) },
		{ weight: 4, arbitrary: fc.constantFrom('Oslo', 'Bergen', 'Tromsø').map(renamed) }
	);
	/** Entries that arrive in any order, some of them twice. */
	const arrivals = fc
		.array(fc.tuple(authors, draft), { minLength: 1, maxLength: 14 })
		.map((said) => said.map(([author, what], n) => spoken(author, n + 1, what)))
		.chain((entries) =>
			fc.shuffledSubarray([...entries, ...entries], { minLength: entries.length }).map((arrived) => {
				const missing = entries.filter((entry) => !arrived.includes(entry));
				return { entries, arrived: [...arrived, ...missing] };
			})
		);

	it.each([
		['the whole', (arrived: readonly Entry[]) => foldAll(workspaceId, arrived)],
		['one by one', (arrived: readonly Entry[]) => foldOneByOne(workspaceId, arrived)]
	])('folded %s, in any order: the members, and what was applied', (_, folded) => {
		let applied = 0;
		let refused = 0;
		fc.assert(
			fc.property(arrivals, ({ entries, arrived }) => {
				const model = new MembershipModel(workspaceId, entries);
				const { state, deferred } = folded(arrived);
				expect(Object.fromEntries([...state.members].sort(([x], [y]) => (x < y ? -1 : 1)))).toEqual(
					model.members()
				);
				const names = entries.filter(({ kind }) => kind === 'workspace.renamed');
				// The founding key lets tablets in; it renames nothing.
				const counts = names.filter(
					({ author, key }) => author !== workspaceId && model.maySpeak(author, key)
				);
				const last = counts.at(-1);
				expect(state.name).toEqual(
					last?.kind === 'workspace.renamed'
						? { value: last.body.name, key: last.key }
						: { value: '', key: '' }
				);
				const left = names.filter((entry) => !counts.includes(entry)).map(({ id }) => id);
				expect([...new Set(deferred.map(({ id }) => id))].sort()).toEqual(left.sort());
				applied += counts.length;
				refused += left.length;
			}),
			{ numRuns: 1_000 }
		);
		expect(Math.min(applied, refused)).toBeGreaterThan(100);
	});
});
