import { describe, expect, it } from 'vitest';
import { defaultPreferences } from '$lib/domain/preferences';
import type { EntryDraft } from './entry';
import { foldAll } from './fold';
import { a, afterAnyArrival, b, inTheSameTick, stranger } from './testing/any-arrival';
import { workspaceId } from './testing/arbitrary-entries';
import { spoken } from './testing/spoken';

/** Keys written out: stamp, of ms and a counter of none, and id. */
const keyAt = (ms: string) => `${ms.padStart(12, '0')}0000${ms.padStart(32, '0')}`;

const renamed = (name: string): EntryDraft => ({ kind: 'workspace.renamed', body: { name } });
const waived = (check: string, is: boolean): EntryDraft => ({
	kind: 'check.waived',
	body: { check, waived: is }
});
const released = (serial: string): EntryDraft => ({ kind: 'device.released', body: { serial } });
const backup: EntryDraft = { kind: 'backup.made', body: { protection: 'passphrase' } };
const kit: EntryDraft = { kind: 'recovery-kit.made', body: {} };

const strict = {
	otpExpirationHours: 1,
	decideWithinHours: 2,
	collectWithinHours: 3,
	autoApproval: false,
	autoApprovalRule: { sites: [], onlyWithSerial: true, perHour: 0, window: null },
	deviceAddress: ''
};
const open = {
	otpExpirationHours: 336,
	decideWithinHours: 335,
	collectWithinHours: 334,
	autoApproval: true,
	autoApprovalRule: {
		sites: ['Oslo', 'Bergen'],
		onlyWithSerial: false,
		perHour: 7,
		window: { from: 480, until: 1_020, timeZone: 'Europe/Oslo' }
	},
	deviceAddress: 'https://rooms.example/'
};
const preferences = (body: typeof strict | typeof open): EntryDraft => ({ kind: 'preferences.set', body });

describe('the name of a workspace', () => {
	it('is what the founding entry says, until it is renamed', () => {
		expect(afterAnyArrival()).toMatchObject({
			rootKey: 'AAAA',
			name: { value: 'Contoso', key: keyAt('1') }
		});
		expect(afterAnyArrival(spoken(a, 10, renamed('Fabrikam'))).name).toEqual({
			value: 'Fabrikam',
			key: keyAt('a')
		});
	});

	it('is the last that was given, whoever gave it', () => {
		const state = afterAnyArrival(
			spoken(a, 10, renamed('Fabrikam')),
			spoken(b, 12, renamed('Northwind')),
			spoken(a, 11, renamed('Contoso'))
		);
		expect(state.name).toEqual({ value: 'Northwind', key: keyAt('c') });
	});

	it('of two given in the same tick is that of the greater id', () => {
		const first = spoken(a, 10, renamed('Fabrikam'));
		const tied = inTheSameTick(spoken(b, 11, renamed('Northwind')), first);
		expect(afterAnyArrival(first, tied).name.value).toBe('Northwind');
		const smaller = inTheSameTick(spoken(b, 9, renamed('Contoso')), first);
		expect(afterAnyArrival(first, smaller).name.value).toBe('Fabrikam');
	});

	it('is given by members alone, and founded by the founding key alone', () => {
		const other: EntryDraft = { kind: 'workspace.created', body: { name: 'Other', rootKey: 'CCCC' } };
		const state = afterAnyArrival(
			spoken(stranger, 10, renamed('Stranger')),
			spoken(workspaceId, 11, renamed('Founder')),
			spoken(a, 12, other)
		);
		expect(state.name).toEqual({ value: 'Contoso', key: keyAt('1') });
		expect(state.rootKey).toBe('AAAA');
	});
});

describe('preferences', () => {
	it('are the defaults until somebody sets them', () => {
		expect(afterAnyArrival().preferences).toEqual({ value: defaultPreferences, key: '' });
		expect(defaultPreferences).toEqual({
			otpExpirationHours: 8,
			decideWithinHours: 24,
			collectWithinHours: 12,
			autoApproval: false,
			autoApprovalRule: { sites: [], onlyWithSerial: true, perHour: 0, window: null },
			deviceAddress: ''
		});
	});

	it('are those that were set last, all of them together', () => {
		const state = afterAnyArrival(
			spoken(a, 10, preferences(strict)),
			spoken(b, 12, preferences(open)),
			spoken(b, 11, preferences(strict))
		);
		expect(state.preferences).toEqual({ value: open, key: keyAt('c') });
	});

	it('are not set by a stranger', () => {
		const state = afterAnyArrival(
			spoken(a, 10, preferences(strict)),
			spoken(stranger, 11, preferences(open))
		);
		expect(state.preferences).toEqual({ value: strict, key: keyAt('a') });
	});
});

describe('a waived check', () => {
	it('is what was said of it last; each check is on its own', () => {
		const state = afterAnyArrival(
			spoken(a, 10, waived('licence', true)),
			spoken(b, 11, waived('enabled', true)),
			spoken(b, 12, waived('licence', false)),
			spoken(a, 9, waived('enabled', false))
		);
		expect(state.waivedChecks).toEqual(
			new Map([
				['licence', { value: false, key: keyAt('c') }],
				['enabled', { value: true, key: keyAt('b') }]
			])
		);
	});

	it('may be one that this version does not know, or is named as a part of every object', () => {
		const names = ['calendar-of-2030', '__proto__', 'constructor', ''];
		const state = afterAnyArrival(...names.map((name, n) => spoken(a, 10 + n, waived(name, true))));
		expect([...state.waivedChecks.keys()].sort()).toEqual([...names].sort());
	});
});

it('a device that was let back is noted with the last time it was', () => {
	const state = afterAnyArrival(
		spoken(a, 0x10, released('FJORD')),
		spoken(b, 0x20, released('FJORD')),
		spoken(b, 0x18, released('FJORD')),
		spoken(a, 0x11, released('OSLO'))
	);
	expect(state.releasedDevices).toEqual(
		new Map([
			['FJORD', { value: 0x20, key: keyAt('20') }],
			['OSLO', { value: 0x11, key: keyAt('11') }]
		])
	);
});

it('the last backup and the last recovery kit are remembered, each by its time', () => {
	expect(afterAnyArrival()).toMatchObject({ backupMadeAt: 0, recoveryKitMadeAt: 0 });
	const state = afterAnyArrival(
		spoken(a, 10, backup),
		spoken(b, 30, backup),
		spoken(a, 20, kit),
		spoken(b, 15, kit)
	);
	expect(state).toMatchObject({ backupMadeAt: 30, recoveryKitMadeAt: 20 });
});

describe('a look at secrets', () => {
	it('changes nothing but the clock and who has spoken', () => {
		const before = afterAnyArrival();
		const looked = afterAnyArrival(
			spoken(a, 10, {
				kind: 'secret.accessed',
				body: { what: 'code-and-password', how: 'printed', accounts: ['fjord@contoso.com'] }
			})
		);
		const { lastStamp, lastKeys, ...rest } = looked;
		const { lastStamp: stampBefore, lastKeys: keysBefore, ...restBefore } = before;
		expect(rest).toEqual(restBefore);
		expect([stampBefore, lastStamp]).toEqual(['0000000000030000', '00000000000a0000']);
		expect(lastKeys).toEqual(new Map([...keysBefore, [a, keyAt('a')]]));
	});
});

describe('the clock of a workspace', () => {
	it('is the greatest stamp, whoever said it and whatever came last', () => {
		const state = afterAnyArrival(spoken(a, 0x50, kit), spoken(b, 0x40, kit), spoken(b, 0x30, backup));
		expect(state.lastStamp).toBe('0000000000500000');
		expect(state.lastKeys).toEqual(
			new Map([
				[workspaceId, keyAt('1')],
				[a, keyAt('50')],
				[b, keyAt('40')]
			])
		);
	});

	it('is not moved by who may not speak', () => {
		const { state, deferred } = foldAll(workspaceId, [spoken(stranger, 0x70, kit)]);
		expect(state.lastStamp).toBe('0000000000000000');
		expect(state.lastKeys.size).toBe(0);
		expect(deferred).toHaveLength(1);
		expect(afterAnyArrival(spoken(stranger, 0x70, kit)).lastStamp).toBe('0000000000030000');
	});
});
