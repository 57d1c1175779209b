import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { safeRule, type AutoApprovalRule } from '$lib/domain/auto-approval';
import { defaultPreferences, type Preferences } from '$lib/domain/preferences';
import { setPreferences } from './set-preferences';
import { emptyWorkspace } from './testing/ready-rooms';

let tablet: Awaited<ReturnType<typeof emptyWorkspace>>;
beforeEach(async () => {
	tablet = await emptyWorkspace();
});

const set = (over: Partial<Preferences>) =>
	setPreferences(tablet.workspace, { ...defaultPreferences, ...over });
const setRule = (over: Partial<AutoApprovalRule>) => set({ autoApprovalRule: { ...safeRule, ...over } });
const done = { ok: true, value: undefined };
const refused = (error: object) => ({ ok: false, error });
const window = { from: 480, until: 960, timeZone: 'Europe/Oslo' };

/** What was set is what another tablet reads; what was refused is nowhere. */
async function expectStored(preferences: Partial<Preferences>) {
	const again = await tablet.reread();
	expect(again.refused).toBe(0);
	expect(again.state.preferences.value).toEqual({ ...defaultPreferences, ...preferences });
	again.close();
}

describe.each(['otpExpirationHours', 'decideWithinHours', 'collectWithinHours'] as const)('%s', (field) => {
	it.each([1, 336])('may be %d', async (hours) => {
		expect(await set({ [field]: hours })).toEqual(done);
		await expectStored({ [field]: hours });
	});

	it.each([0, 337, 1.5, NaN])('may not be %d', async (hours) => {
		expect(await set({ [field]: hours })).toEqual(refused({ type: 'HoursOutOfRange', field }));
		await expectStored({});
	});
});

describe('the address of sheets', () => {
	it.each([
		'',
		'http://rooms.example.com',
		'https://rooms.example.com:8443/roompass/',
		`https://rooms.example.com/${'x'.repeat(474)}`
	])('may be %#', async (deviceAddress) => {
		expect(await set({ deviceAddress })).toEqual(done);
		await expectStored({ deviceAddress });
	});

	it.each([
		' ',
		'rooms.example.com',
		'ftp://rooms.example.com/',
		'https://rooms.example.com/?a=1',
		'https://rooms.example.com/#a',
		// Other tablets would refuse the entry.
		`https://rooms.example.com/${'x'.repeat(475)}`
	])('may not be %#', async (deviceAddress) => {
		expect(await set({ deviceAddress })).toEqual(refused({ type: 'BadDeviceAddress' }));
		await expectStored({});
	});
});

describe('a rule', () => {
	it.each([
		{ perHour: 0 },
		{ perHour: 1_000 },
		{ window: null },
		{ window: { ...window, from: 0, until: 1_439 } },
		{ window: { ...window, from: 1_439, until: 0 } },
		{ sites: Array.from({ length: 1_000 }, (_, n) => `Site ${1_000 + n}`) },
		{ sites: ['x'.repeat(2_000)] }
	])('may be %#', async (over) => {
		expect(await setRule(over)).toEqual(done);
		await expectStored({ autoApprovalRule: { ...safeRule, ...over } });
	});

	it.each([
		{ perHour: -1 },
		{ perHour: 1_001 },
		{ perHour: 0.5 },
		{ perHour: NaN },
		{ window: { ...window, from: -1 } },
		{ window: { ...window, from: 1_440 } },
		{ window: { ...window, from: 0.5 } },
		{ window: { ...window, until: -1 } },
		{ window: { ...window, until: 1_440 } },
		{ window: { ...window, until: 0.5 } },
		{ window: { ...window, until: 480 } },
		{ window: { ...window, timeZone: 'Europe/Nowhere' } },
		// More or longer ones than an entry takes: other tablets would refuse it.
		{ sites: Array.from({ length: 1_001 }, (_, n) => `Site ${n}`) },
		{ sites: ['x'.repeat(2_001)] }
	])('may not be %#', async (over) => {
		expect(await setRule(over)).toEqual(refused({ type: 'BadRule' }));
		await expectStored({});
	});

	it('names each site once, in their order', async () => {
		const sites = ['Oslo', 'Bergen', 'Oslo'];
		expect(await setRule({ sites })).toEqual(done);
		await expectStored({ autoApprovalRule: { ...safeRule, sites: ['Bergen', 'Oslo'] } });
		expect(sites).toEqual(['Oslo', 'Bergen', 'Oslo']);
	});
});
