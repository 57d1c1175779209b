import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decideRequest } from '$lib/commands/decide-request';
import { editAccount } from '$lib/commands/edit-accounts';
import { extendBatch } from '$lib/commands/change-otps';
import { handOverDecision } from '$lib/commands/hand-over-decision';
import { receiveRequest } from '$lib/commands/receive-request';
import { setPreferences } from '$lib/commands/set-preferences';
import { must, roomId, TestTablet } from '$lib/commands/testing/test-tablet';
import { withdrawDecision } from '$lib/commands/withdraw-decision';
import { emptyExpectedDevice } from '$lib/domain/account';
import { safeRule, type AutoApprovalRule } from '$lib/domain/auto-approval';
import { provisioningOf } from '$lib/domain/provisioning';
import { approvalsOf, waitingApprovals } from '$lib/journal/approvals';
import { canonicalState } from '$lib/journal/testing/canonical-state';
import { base64ToBytes } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { grantKeysOf } from '$lib/protocol/code-keys';
import { openGrant, parseGrant } from '$lib/protocol/grant';
import type { TicketAnswer } from '$lib/protocol/hub/ticket';
import { disconnectHub } from './connection';
import { openHub, type Hub } from '../../hub/hub';
import { saidBy, TestDevice } from '../../hub/testing/people';
import { inMemory } from '../../../tests/support/in-memory';

let hub: Hub;
let first: TestTablet;
let second: TestTablet;
/** Ms that the hub's clock is ahead. */
let ahead = 0;
const anyDevice: Partial<AutoApprovalRule> = { onlyWithSerial: false };

beforeAll(async () => {
	hub = await openHub({ database: await inMemory(), now: () => Date.now() + ahead });
});
afterAll(() => hub.close());

beforeEach(async () => {
	ahead = 0;
	first = await TestTablet.found(hub.fetch);
	await first.addRooms(1, 2);
	second = await first.colleague();
	await first.connect();
	must(await first.sync());
	await second.connect();
	must(await second.sync());
	must(await first.sync());
});

async function setRule(rule: Partial<AutoApprovalRule>, autoApproval = true, tablet = first) {
	const { value } = tablet.workspace.state.preferences;
	const autoApprovalRule = { ...safeRule, ...rule };
	must(await setPreferences(tablet.workspace, { ...value, autoApproval, autoApprovalRule }));
}
const expectSerial = async (n: number, serial: string, tablet = first) =>
	must(await editAccount(tablet.workspace, { id: roomId(n), expected: { ...emptyExpectedDevice, serial } }));
const deviceAt = (n: number, serial?: string) =>
	TestDevice.make(hub.fetch, first.otpOf(n).code as Code, serial);
const claims = async (n: number, serial?: string) => saidBy(await (await deviceAt(n, serial)).claim());
const statusOf = (n: number, tablet = first) => {
	const otp = tablet.otpOf(n);
	return provisioningOf(otp, tablet.workspace.state.batches.get(otp.batch), Date.now()).status;
};

describe('auto-approval', () => {
	it('answers a device while nobody looks, with the sign-in that was sealed for it; tablets see it as automatic', async () => {
		await setRule(anyDevice);
		await first.generate(1);
		must(await first.sync());
		const device = await deviceAt(1);
		const answer = (await (await device.claim()).json()) as Extract<TicketAnswer, { state: 'granted' }>;
		expect(answer.state).toBe('granted');
		const grant = parseGrant(base64ToBytes(answer.grant))!;
		expect(await openGrant(grant, await grantKeysOf(device.code))).toMatchObject({
			signInName: roomId(1),
			password: first.workspace.state.accounts.get(roomId(1))!.credential!.password,
			room: 'Room 1',
			collectWithinHours: 12
		});

		must(await first.sync());
		// The hub knows: it is told nothing of its own answer.
		expect(await first.database.operations.count()).toBe(0);
		expect(statusOf(1)).toBe('approved');
		const [approval] = approvalsOf(first.otpOf(1));
		expect(approval!.standing!.decided).toMatchObject({ grantedAt: answer.at, sealed: '' });
		expect(approval!.standing!.handedOverAt).toBe(answer.at);
		expect(waitingApprovals(first.workspace.state, Date.now())).toEqual([]);
	});

	it('noted by two tablets is one decision for people, and no conflict', async () => {
		await setRule(anyDevice);
		await first.generate(1);
		must(await first.sync());
		expect(await claims(1)).toBe('granted');
		must(await second.sync());
		for (const tablet of [first, second, first, second]) must(await tablet.sync());
		const otp = first.otpOf(1);
		expect(otp.facts.filter(({ type }) => type === 'decided')).toHaveLength(2);
		expect(approvalsOf(otp)).toHaveLength(1);
		for (const tablet of [first, second]) expect(statusOf(1, tablet)).toBe('approved');
		expect(canonicalState(first.workspace.state)).toBe(canonicalState(second.workspace.state));
	});

	it('that a person cannot take back: the device has it; its QR is sealed when it is asked for', async () => {
		await setRule(anyDevice);
		await first.generate(1);
		must(await first.sync());
		expect(await claims(1)).toBe('granted');
		must(await first.sync());
		const [{ request }] = approvalsOf(first.otpOf(1)) as [ReturnType<typeof approvalsOf>[0]];
		const ref = { otp: first.otpOf(1).id, request: request.request };
		expect(await withdrawDecision(first.workspace, ref)).toMatchObject({ error: { type: 'HandedOver' } });
		expect(must(await handOverDecision(first.workspace, ref))).toMatch(/^RP1D.{100}/);
		expect(await decideRequest(first.workspace, ref, { verdict: 'approved' })).toMatchObject({
			error: { type: 'AlreadyDecided' }
		});
		must(await first.sync());
		expect(first.workspace.refused).toBe(0);
	});

	it('is for accounts that expect a serial number, unless somebody wants more: the right one is let in, a wrong one waits', async () => {
		await setRule({});
		await expectSerial(1, 'sn-20453 ab');
		await first.generate(1, 2);
		must(await first.sync());
		expect(await claims(2)).toBe('waiting');
		expect(await claims(1, 'SN20453AB')).toBe('granted');
		await first.generate(1);
		must(await first.sync());
		expect(await claims(1, 'SN20453AC')).toBe('waiting');
		must(await first.sync());
		expect(statusOf(1)).toBe('awaiting-approval');
	});

	it('begins with the OTPs that are out, and ends with those that are not used', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		expect(await claims(1)).toBe('granted');
		await setRule(anyDevice, false);
		must(await first.sync());
		expect(await claims(2)).toBe('waiting');
		await first.generate(1);
		must(await first.sync());
		expect(await claims(1)).toBe('waiting');
	});

	it('goes with the entry that switches it off, before anything else is told', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		await setRule(anyDevice, false);
		const told = await first.database.operations.toArray();
		expect(told.map(({ operation }) => operation.type)).toEqual(['withdraw-grant', 'withdraw-grant']);
	});

	it('follows the rule by site', async () => {
		const { profile } = first.workspace.state.accounts.get(roomId(1))!;
		must(await editAccount(first.workspace, { id: roomId(1), profile: { ...profile, site: 'Oslo' } }));
		await setRule({ ...anyDevice, sites: ['Oslo'] });
		must(await first.sync());
		expect(await claims(1)).toBe('granted');
		expect(await claims(2)).toBe('waiting');
	});

	it('follows the rule by hour, and by the time of the day', async () => {
		await setRule({ ...anyDevice, perHour: 1 });
		must(await first.sync());
		expect([await claims(1), await claims(2)].sort()).toEqual(['granted', 'waiting']);

		ahead = 2 * 3_600_000;
		const minute = Math.floor((Date.now() + ahead) / 60_000) % 1_440;
		const window = (from: number, until: number) => ({
			from: (minute + from + 1_440) % 1_440,
			until: (minute + until + 1_440) % 1_440,
			timeZone: 'UTC'
		});
		await setRule({ ...anyDevice, window: window(-30, 30) });
		await first.generate(1);
		must(await first.sync());
		expect(await claims(1)).toBe('granted');
		await setRule({ ...anyDevice, window: window(30, 90) });
		await first.generate(2);
		must(await first.sync());
		expect(await claims(2)).toBe('waiting');
	});

	it('gives what the account has now: another password, another name, another serial number', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		const { profile } = first.workspace.state.accounts.get(roomId(1))!;
		must(
			await editAccount(first.workspace, {
				id: roomId(1),
				profile: { ...profile, displayName: 'Fjord' },
				credential: { kind: 'password', password: 'changed since' }
			})
		);
		await expectSerial(2, 'SN2');
		must(await first.sync());
		const device = await deviceAt(1);
		const { grant } = (await (await device.claim()).json()) as { grant: string };
		expect(await openGrant(parseGrant(base64ToBytes(grant))!, await grantKeysOf(device.code))).toMatchObject({
			room: 'Fjord',
			password: 'changed since'
		});
		expect(await claims(2, 'SN3')).toBe('waiting');
	});

	it('is over for an OTP whose request came by QR: a person decides', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		const device = await deviceAt(1);
		must(await receiveRequest(first.workspace, device.sealed as Uint8Array<ArrayBuffer>));
		must(await first.sync());
		expect(await saidBy(await device.claim())).toBe('waiting');
	});

	it('is over for an OTP that was used while no hub was connected', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		await disconnectHub(first.database);
		first.workspace.makeOperations = null;
		const device = await deviceAt(1);
		must(await receiveRequest(first.workspace, device.sealed as Uint8Array<ArrayBuffer>));
		await first.connect();
		must(await first.sync());
		expect([await saidBy(await device.claim()), await claims(2)]).toEqual(['waiting', 'granted']);
	});

	it('holds for an OTP that has expired and is extended, by the rule of then', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		const { batch } = first.otpOf(1);
		must(await extendBatch(first.workspace, batch, Date.now() + 9 * 3_600_000));
		must(await first.sync());
		expect(await claims(1)).toBe('granted');
	});
});

describe('two tablets', () => {
	it('that one switches it off for: what the other generated meanwhile is withdrawn once it hears of it', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		must(await second.sync());
		await second.generate(1);
		await setRule(anyDevice, false);
		must(await first.sync());
		must(await second.sync());
		must(await second.sync());
		must(await first.sync());
		expect(second.workspace.state.preferences.value.autoApproval).toBe(false);
		expect(first.otpOf(1).id).toBe(second.otpOf(1).id);
		expect([await claims(1), await claims(2)]).toEqual(['waiting', 'waiting']);
	});

	it('of which the later word is on: the grants that the earlier word took are given again', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		must(await second.sync());
		await setRule(anyDevice, false);
		await new Promise((resolve) => setTimeout(resolve, 5));
		await setRule(anyDevice, true, second);
		must(await second.sync());
		must(await first.sync());
		must(await first.sync());
		expect(first.workspace.state.preferences.value.autoApproval).toBe(true);
		expect([await claims(1), await claims(2)]).toEqual(['granted', 'granted']);
	});

	it('need not be told twice: what the hub has of a rule is not sealed again', async () => {
		await setRule(anyDevice);
		must(await first.sync());
		must(await first.sync());
		expect(await first.database.operations.count()).toBe(0);
		await first.tellGrants();
		expect(await first.database.operations.count()).toBe(0);
	});
});
