import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { defaultPreferences } from '$lib/domain/preferences';
import { randomId } from '$lib/protocol/bytes';
import { maxEnvelopeBytes, sealEntry } from '$lib/protocol/entry-envelope';
import type { AccountRow } from './account-row';
import { encodeContent, type EntryDraft } from './entry';
import { foundingRecords } from './founding';
import { canonicalState } from './testing/canonical-state';
import { newWorkspace } from './testing/new-workspace';
import { kinds, oneOfEach, withValueAt } from './testing/one-of-each';
import { Workspace } from './workspace.svelte';

async function opened() {
	const { database, keys } = await newWorkspace();
	const workspace = await Workspace.open(database, keys);
	const before = canonicalState(workspace.state);
	/** That nothing was written, and that it goes on. */
	const isUntouched = async () => {
		expect(canonicalState(workspace.state)).toBe(before);
		expect(await database.entries.count()).toBe(2);
		expect(await database.operations.count()).toBe(0);
		expect((await workspace.append([named('Fabrikam')])).ok).toBe(true);
		const again = await Workspace.open(database, keys);
		expect(again.refused).toBe(0);
		expect(canonicalState(again.state)).toBe(canonicalState(workspace.state));
	};
	return { database, keys, workspace, isUntouched };
}

const named = (name: unknown) => ({ kind: 'workspace.renamed', body: { name } }) as EntryDraft;
const tooLong = named('x'.repeat(201));
const malformed = (kind: string, field: string) => ({
	ok: false,
	error: { type: 'EntryMalformed', kind, field }
});

describe('a draft that nobody could read back', () => {
	it.each(kinds)('of %s is refused, and nothing is written', async (kind) => {
		const { workspace, isUntouched } = await opened();
		const [field = ''] = Object.keys(oneOfEach[kind]);
		for (const broken of [null, -7, { wrong: 'type' }, [], 'x'.repeat(3_000)]) {
			const body = field ? withValueAt(oneOfEach[kind], [field], broken) : broken;
			const appended = await workspace.append([{ kind, body } as EntryDraft]);
			expect(appended).toMatchObject({ ok: false, error: { type: 'EntryMalformed', kind } });
			if (field && !appended.ok && 'field' in appended.error)
				expect(appended.error.field.split('.')[0]).toBe(field);
		}
		const more = { kind, body: { ...oneOfEach[kind], more: 1 } } as EntryDraft;
		expect(await workspace.append([more])).toEqual(malformed(kind, 'more'));
		await isUntouched();
	});

	it('of a kind that there is not is refused', async () => {
		const { workspace, isUntouched } = await opened();
		for (const kind of ['rooms.dreamt', '__proto__', 'toString'])
			expect(await workspace.append([{ kind, body: {} } as unknown as EntryDraft])).toEqual(
				malformed(kind, '')
			);
		await isUntouched();
	});

	it('takes those with it that were asked for in the same append, and no others', async () => {
		const { workspace, database } = await opened();
		const [before, refused, after] = await Promise.all([
			workspace.append([named('Before')]),
			workspace.append([named('With it'), tooLong, named('With it too')]),
			workspace.append([named('After')])
		]);
		expect(refused).toEqual(malformed('workspace.renamed', 'name'));
		expect([before.ok, after.ok]).toEqual([true, true]);
		expect(workspace.state.name.value).toBe('After');
		expect(await database.entries.count()).toBe(4);
	});

	it('is refused before its guard is asked and before the hub’s operations are made', async () => {
		const { workspace, isUntouched } = await opened();
		const guard = vi.fn(async () => true);
		workspace.makeOperations = vi.fn(async (entries) => entries.map(() => []));
		expect(await workspace.appendIf(guard, [tooLong])).toEqual(malformed('workspace.renamed', 'name'));
		expect(guard).not.toHaveBeenCalled();
		expect(workspace.makeOperations).not.toHaveBeenCalled();
		await isUntouched();
	});

	it('says where it is wrong, in a long list too', async () => {
		const { workspace } = await opened();
		const rows: AccountRow[] = Array.from({ length: 1_000 }, (_, n) => [`${n}`, null, null, null, 'secret']);
		const with256 = rows.with(999, ['999', null, null, null, 'x'.repeat(256)]);
		const with257 = rows.with(999, ['999', null, null, null, 'x'.repeat(257)]);
		expect((await workspace.append([{ kind: 'accounts.edited', body: { rows: with256 } }])).ok).toBe(true);
		expect(await workspace.append([{ kind: 'accounts.edited', body: { rows: with257 } }])).toEqual(
			malformed('accounts.edited', 'rows.999')
		);
		const many = [...rows, rows[0]!];
		expect(await workspace.append([{ kind: 'accounts.edited', body: { rows: many } }])).toEqual(
			malformed('accounts.edited', 'rows')
		);
		expect(await workspace.append([{ kind: 'accounts.edited', body: { rows: [] } }])).toEqual(
			malformed('accounts.edited', 'rows')
		);
	});

	it.each([
		['no number', NaN],
		['endless', Infinity],
		['a time beyond all stamps', 2 ** 48],
		['undefined', undefined],
		['a big integer', 7n],
		['a date', new Date(7)]
	])('as JSON would make something else of it is refused: %s', async (_, redeemBy) => {
		const { workspace, isUntouched } = await opened();
		const body = { otps: ['07'.repeat(16)], redeemBy };
		expect(await workspace.append([{ kind: 'otps.extended', body } as EntryDraft])).toEqual(
			malformed('otps.extended', 'redeemBy')
		);
		await isUntouched();
	});
});

describe('a draft that can be read back', () => {
	it.each(kinds.filter((kind) => kind !== 'workspace.created'))(
		'of %s is the same in the state now and after it is opened again',
		async (kind) => {
			const { workspace, database, keys } = await opened();
			const appended = await workspace.append([{ kind, body: oneOfEach[kind] } as EntryDraft]);
			expect(appended).toMatchObject({ ok: true, value: [{ kind, body: oneOfEach[kind] }] });
			const again = await Workspace.open(database, keys);
			expect(again.refused).toBe(0);
			expect(canonicalState(again.state)).toBe(canonicalState(workspace.state));
		}
	);

	it('means now what it will mean when it is opened again, also where a field was left out', async () => {
		const { workspace, database, keys } = await opened();
		const { autoApprovalRule, ...rest } = defaultPreferences;
		const drafts = [
			{ kind: 'preferences.set', body: rest },
			{
				kind: 'otp.decided',
				body: { ...oneOfEach['otp.decided'], handedOver: undefined, grantedAt: undefined }
			}
		] as EntryDraft[];
		expect((await workspace.append(drafts)).ok).toBe(true);
		expect(workspace.state.preferences.value.autoApprovalRule).toEqual(autoApprovalRule);
		const again = await Workspace.open(database, keys);
		expect(again.refused).toBe(0);
		expect(canonicalState(again.state)).toBe(canonicalState(workspace.state));
	});
});

describe('an entry', () => {
	/** Text that cannot be made much smaller. */
	const noise = (length: number) =>
		btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(length)))).slice(0, length);
	/** Rows of 16,000 characters each. */
	const imported = (rows: number, text: (length: number) => string): EntryDraft => ({
		kind: 'accounts.imported',
		body: {
			run: '4a'.repeat(16),
			source: '',
			rows: Array.from({ length: rows }, (_, n): AccountRow => {
				const cells = Array.from({ length: 8 }, () => text(2_000)) as AccountRow[1];
				// Rows that write different groups are not written by columns.
				return [`${n}`, cells, n === 0 ? ['', '', ''] : null, null, null];
			})
		}
	});

	it('that no tablet and no hub would take, as it is too large, is refused, and nothing is written', async () => {
		const { workspace, isUntouched } = await opened();
		expect(await workspace.append([named('With it'), imported(400, noise)])).toEqual({
			ok: false,
			error: { type: 'EntryTooLarge', kind: 'accounts.imported' }
		});
		await isUntouched();
	});

	it('whose content is too large to be opened again is refused, however small it is when sealed', async () => {
		const { workspace, isUntouched } = await opened();
		// Three bytes a character: 48 MB.
		expect(await workspace.append([imported(1_000, (length) => '会'.repeat(length))])).toEqual({
			ok: false,
			error: { type: 'EntryTooLarge', kind: 'accounts.imported' }
		});
		await isUntouched();
	});

	it('that is large and fits is taken, and read again', async () => {
		const { workspace, database, keys } = await opened();
		expect((await workspace.append([imported(300, noise)])).ok).toBe(true);
		const record = await database.entries.orderBy('position').last();
		expect(record!.bytes.length).toBeGreaterThan(maxEnvelopeBytes / 2);
		expect(record!.bytes.length).toBeLessThanOrEqual(maxEnvelopeBytes);
		const again = await Workspace.open(database, keys);
		expect([again.refused, again.state.accounts.size]).toEqual([0, 300]);
	});
});

it('behind an entry with the last of all stamps can be read as well', async () => {
	const { database, keys } = await newWorkspace();
	const id = randomId();
	const header = { workspace: keys.workspace, epoch: 1, id, author: keys.member };
	const content = encodeContent('ffffffffffffffff', named('At the end'));
	const bytes = await sealEntry(header, content, keys.epochs.get(1)!, keys.signingKey);
	await database.entries.add({ id, sequence: 0, receivedAt: 0, bytes });
	const workspace = await Workspace.open(database, keys);
	expect(workspace.state.name.value).toBe('At the end');
	const kit: EntryDraft = { kind: 'recovery-kit.made', body: {} };
	expect((await workspace.append([kit, kit])).ok).toBe(true);
	const again = await Workspace.open(database, keys);
	expect(again.refused).toBe(0);
	expect(again.state.recoveryKitMadeAt).toBe(0xffff_ffff_ffff);
	expect(canonicalState(again.state)).toBe(canonicalState(workspace.state));
});

it('a founding that nobody could read back is none: what calls it has cut the names', async () => {
	const { keys, rootKey } = await newWorkspace();
	const { workspace, epochs, epoch } = keys;
	const founder = { workspace, epoch, sealingKey: epochs.get(1)!, rootKey };
	const point = new Uint8Array(65);
	const found = (name: string, tablet: string) => {
		const owner = { id: keys.member, name: tablet, signingKey: point, encryptionKey: point };
		return foundingRecords(founder, { name, rootPublicKey: point, owner }, 1_000);
	};
	expect(await found('x'.repeat(200), 'x'.repeat(200))).toHaveLength(2);
	await expect(found('x'.repeat(201), '')).rejects.toThrow('workspace.created');
	await expect(found('', 'x'.repeat(201))).rejects.toThrow('member.added');
});
