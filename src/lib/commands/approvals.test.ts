import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeRequest, makeReceipt, readDecision, type SealedRequest } from '$lib/device/hand-off';
import { emptyProfile, unknownFacts } from '$lib/domain/account';
import type { AccountId, OtpId } from '$lib/domain/ids';
import type { Otp } from '$lib/domain/otp';
import { provisioningOf } from '$lib/domain/provisioning';
import { approvalIndex, approvalsOfAccount, findApproval, waitingApprovals } from '$lib/journal/approvals';
import type { ApprovalRef } from '$lib/journal/approvals';
import { warningsOf } from '$lib/journal/approval-context';
import { parkingList } from '$lib/journal/parking';
import { newWorkspace } from '$lib/journal/testing/new-workspace';
import { Workspace } from '$lib/journal/workspace.svelte';
import { RandomPool } from '$lib/protocol/bytes';
import { generateCode, type Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { parseDecision } from '$lib/protocol/decision';
import { envelopeToQrText, readQrText } from '$lib/protocol/qr-text';
import { newRequestId, sealRequest } from '$lib/protocol/request';
import { approveRequests, decideRequest } from './decide-request';
import { deleteAccounts, editAccount } from './edit-accounts';
import { generateOtps } from './generate-otps';
import { handOverDecision } from './hand-over-decision';
import { importAccounts } from './import-accounts';
import { receiveScan } from './receive-scan';
import { releaseDevice } from './release-device';
import { withdrawDecision } from './withdraw-decision';

const hour = 3_600_000;
const id = (n: number) => `room${n}@contoso.com` as AccountId;
const approve = { verdict: 'approved' } as const;
const reject = { verdict: 'rejected', reason: 'wrong-room', text: '' } as const;
const device = (serial: string) => ({ make: 'Logitech', model: 'RoomMate', serial });

let database: Awaited<ReturnType<typeof newWorkspace>>['database'];
let keys: Awaited<ReturnType<typeof newWorkspace>>['keys'];
let workspace: Workspace;

const open = () => Workspace.open(database, keys, () => Date.now());

beforeEach(async () => {
	({ database, keys } = await newWorkspace());
	workspace = await open();
	const rooms = [1, 2, 3].map((n) => ({
		id: id(n),
		profile: { ...emptyProfile, signInName: id(n), displayName: `Room ${n}` },
		facts: { ...unknownFacts, enabled: true, licences: ['Teams Rooms Pro'] }
	}));
	await importAccounts(workspace, rooms, 'rooms.csv');
	await generate([1, 2, 3]);
});
afterEach(() => vi.useRealTimers());

async function generate(rooms: number[]) {
	const run = { batchName: 'Oslo', notBefore: 0, expirationHours: 8, passwords: 'generate' } as const;
	const result = await generateOtps(workspace, { ...run, accounts: rooms.map(id) });
	if (!result.ok) throw new Error(result.error.type);
}

const otpOf = (n: number): Otp => workspace.state.otps.get(workspace.state.currentOtps.get(id(n))!)!;
const ask = (otp: Otp, serial: string) =>
	makeRequest({ enteredAt: Date.now() }, otp.code as Code, device(serial), Date.now());
const status = (n: number) =>
	provisioningOf(otpOf(n), workspace.state.batches.get(otpOf(n).batch), Date.now()).status;

async function scan(text: string): Promise<ApprovalRef> {
	const received = await receiveScan(workspace, text);
	if (!received.ok) throw new Error(received.error.type);
	if (received.value.type !== 'request') throw new Error('a receipt');
	return received.value.ref;
}

/** A device asks for a room and its request is scanned. */
async function asked(
	n: number,
	serial = `S-${n}`
): Promise<ApprovalRef & { sealed: SealedRequest; otp: OtpId }> {
	const sealed = await ask(otpOf(n), serial);
	return { ...(await scan(sealed.asked.qrText)), sealed };
}

async function opened(text: string, { asked: asks, keyPair }: SealedRequest, code: string) {
	const read = readQrText(text);
	if (read.type !== 'decision') throw new Error(read.type);
	return readDecision(parseDecision(read.envelope)!, { ...asks, code: code as Code, earlier: [] }, keyPair);
}

const handOver = async (ref: ApprovalRef) => {
	const handed = await handOverDecision(workspace, ref);
	if (!handed.ok) throw new Error(handed.error.type);
	return handed.value;
};

describe('a request', () => {
	it('is found by its ticket, opened, and awaits with the words that the device shows', async () => {
		const { sealed, ...ref } = await asked(1);
		const [waiting] = waitingApprovals(workspace.state, Date.now());
		expect(waiting).toEqual(findApproval(workspace.state, ref));
		expect(waiting!.request).toMatchObject({
			...device('S-1'),
			via: 'qr',
			words: sealed.asked.words,
			deviceRequest: sealed.asked.request
		});
		expect(status(1)).toBe('awaiting-approval');
	});

	it('scanned twice is the same request, also after a restart', async () => {
		const { sealed, ...ref } = await asked(1);
		const again = await receiveScan(workspace, sealed.asked.qrText);
		expect(again).toEqual({
			ok: true,
			value: { type: 'request', ref: { otp: ref.otp, request: ref.request }, isNew: false }
		});
		workspace.close();
		workspace = await open();
		expect(await receiveScan(workspace, sealed.asked.qrText)).toMatchObject({ value: { isNew: false } });
		expect(waitingApprovals(workspace.state, Date.now())).toHaveLength(1);
	});

	it('with the id of another and another key is another request', async () => {
		const { sealed } = await asked(1);
		const keysOfCode = await handOffKeysOf(otpOf(1).code as Code);
		const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
			'deriveBits'
		]);
		const forged = await sealRequest(keysOfCode, {
			...device('S-1'),
			request: sealed.asked.request,
			publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
			enteredAt: 1
		});
		const ref = await scan(envelopeToQrText('request', forged));
		expect(waitingApprovals(workspace.state, Date.now())).toHaveLength(2);
		const warnings = warningsOf(workspace.state, findApproval(workspace.state, ref)!, Date.now());
		expect(warnings).toMatchObject([{ type: 'AskedBefore' }]);
	});

	it('shows nothing that turns the reading direction', async () => {
		const sealed = await makeRequest(
			{ enteredAt: 1 },
			otpOf(1).code as Code,
			{ make: 'Logi\u202etech', model: 'A\nB', serial: ' S ' },
			1
		);
		const ref = await scan(sealed.asked.qrText);
		expect(findApproval(workspace.state, ref)!.request).toMatchObject({
			make: 'Logitech',
			model: 'A B',
			serial: 'S'
		});
	});

	it('is refused by name, and nothing is added', async () => {
		const entries = await database.entries.count();
		const foreign = generateCode(new RandomPool());
		const elsewhere = await makeRequest({ enteredAt: 1 }, foreign, device('S'), 1);
		const { ticketId } = await handOffKeysOf(otpOf(1).code as Code);
		const { requestKey } = await handOffKeysOf(foreign);
		const content = { ...device('S'), request: newRequestId(), enteredAt: 1 };
		const noPoint = new Uint8Array(65).fill(4);
		const forged = await sealRequest({ ticketId, requestKey }, { ...content, publicKey: noPoint });
		const keyless = await sealRequest(await handOffKeysOf(otpOf(1).code as Code), {
			...content,
			publicKey: noPoint
		});
		const cases = [
			['WIFI:T:WPA;S:x;;', { type: 'Foreign' }],
			['https://example.com/menu', { type: 'WebAddress', host: 'example.com' }],
			[`https://rooms.example.com/device/#${otpOf(1).code}`, { type: 'Sheet' }],
			[otpOf(1).code, { type: 'Sheet' }],
			[envelopeToQrText('decision', new Uint8Array(9)), { type: 'DecisionInstead' }],
			[envelopeToQrText('invite', new Uint8Array(9)), { type: 'InviteInstead' }],
			[` ${elsewhere.asked.qrText}\n`, { type: 'UnknownTicket' }],
			['RP2QABC', { type: 'NewerVersion' }],
			['RP1Q:::', { type: 'Damaged' }],
			[envelopeToQrText('request', new Uint8Array(9)), { type: 'Damaged' }],
			[envelopeToQrText('receipt', new Uint8Array(9)), { type: 'Damaged' }],
			[elsewhere.asked.qrText, { type: 'UnknownTicket' }],
			[envelopeToQrText('request', forged), { type: 'NotSealedWithThisCode' }],
			[envelopeToQrText('request', keyless), { type: 'Damaged' }]
		] as const;
		for (const [text, error] of cases)
			expect(await receiveScan(workspace, text), text).toEqual({ ok: false, error });
		expect(await database.entries.count()).toBe(entries);
	});
});

describe('a decision', () => {
	it('approved, opens on the device that asked, and is the same each time it is shown', async () => {
		const { sealed, ...ref } = await asked(1);
		expect((await decideRequest(workspace, ref, approve)).ok).toBe(true);
		expect(waitingApprovals(workspace.state, Date.now())).toEqual([]);
		const text = await handOver(ref);
		const content = await opened(text, sealed, otpOf(1).code);
		expect(content).toMatchObject({
			verdict: 'approved',
			signInName: id(1),
			password: workspace.state.accounts.get(id(1))!.credential!.password,
			room: 'Room 1'
		});
		if (content?.verdict === 'approved') expect(content.collectBy - content.decidedAt).toBe(12 * hour);
		workspace.close();
		workspace = await open();
		expect(await handOver(ref)).toBe(text);
		expect(status(1)).toBe('approved');
	});

	it('rejected, tells the device why', async () => {
		const { sealed, ...ref } = await asked(1);
		await decideRequest(workspace, ref, { verdict: 'rejected', reason: 'other', text: 'Ask Kari first' });
		expect(await opened(await handOver(ref), sealed, otpOf(1).code)).toMatchObject({
			verdict: 'rejected',
			reason: 'other',
			text: 'Ask Kari first'
		});
		expect(status(1)).toBe('rejected');
	});

	it('is made once, with a reason that says something', async () => {
		const ref = await asked(1);
		const other = { verdict: 'rejected', reason: 'other', text: ' ' } as const;
		expect(await decideRequest(workspace, ref, other)).toMatchObject({ error: { type: 'TextMissing' } });
		expect(await decideRequest(workspace, ref, { ...other, text: 'x'.repeat(201) })).toMatchObject({
			error: { type: 'TextTooLong' }
		});
		await decideRequest(workspace, ref, approve);
		expect(await decideRequest(workspace, ref, reject)).toMatchObject({ error: { type: 'AlreadyDecided' } });
		expect(await decideRequest(workspace, { ...ref, request: 'ff' as never }, approve)).toMatchObject({
			error: { type: 'RequestUnknown' }
		});
	});

	it('can be withdrawn until it has left the tablet', async () => {
		const { sealed, ...ref } = await asked(1);
		expect(await withdrawDecision(workspace, ref)).toMatchObject({ error: { type: 'NotDecided' } });
		await decideRequest(workspace, ref, reject);
		expect((await withdrawDecision(workspace, ref)).ok).toBe(true);
		expect(await handOverDecision(workspace, ref)).toMatchObject({ error: { type: 'NotDecided' } });
		expect(status(1)).toBe('awaiting-approval');
		await decideRequest(workspace, ref, approve);
		const text = await handOver(ref);
		expect(await withdrawDecision(workspace, ref)).toMatchObject({ error: { type: 'HandedOver' } });
		expect(await opened(text, sealed, otpOf(1).code)).toMatchObject({ verdict: 'approved' });
	});

	it('whose QR is shown at once has left the tablet with its one entry', async () => {
		const { sealed, ...ref } = await asked(1);
		const before = await database.entries.count();
		expect((await decideRequest(workspace, ref, approve, { handedOver: true })).ok).toBe(true);
		const text = await handOver(ref);
		expect(await database.entries.count()).toBe(before + 1);
		expect(await withdrawDecision(workspace, ref)).toMatchObject({ error: { type: 'HandedOver' } });
		expect(await opened(text, sealed, otpOf(1).code)).toMatchObject({ verdict: 'approved' });
	});

	it('with a password that was changed since does not leave the tablet', async () => {
		const { sealed, ...ref } = await asked(1);
		await decideRequest(workspace, ref, approve);
		const credential = { kind: 'password', password: 'another one' } as const;
		await editAccount(workspace, { id: id(1), credential });
		expect(await handOverDecision(workspace, ref)).toMatchObject({ error: { type: 'PasswordChanged' } });
		await withdrawDecision(workspace, ref);
		await decideRequest(workspace, ref, approve);
		const content = await opened(await handOver(ref), sealed, otpOf(1).code);
		expect(content).toMatchObject({ password: 'another one' });
	});

	it('is not approved where there is no password to deliver', async () => {
		const ref = await asked(1);
		await editAccount(workspace, { id: id(1), credential: null });
		expect(await decideRequest(workspace, ref, approve)).toMatchObject({
			error: { type: 'PasswordMissing' }
		});
		expect((await decideRequest(workspace, ref, reject)).ok).toBe(true);
	});

	it('is made for several at once only where none has a warning', async () => {
		const refs = [await asked(1), await asked(2), await asked(3, 's 1')].map(({ otp, request }) => ({
			otp,
			request
		}));
		const warningsOfRef = (n: number) =>
			warningsOf(workspace.state, findApproval(workspace.state, refs[n]!)!, Date.now());
		// One by one the second of them would be warned about, so together both are.
		expect(warningsOfRef(0)).toMatchObject([{ type: 'DeviceWaitsElsewhere', account: id(3) }]);
		expect(warningsOfRef(2)).toMatchObject([{ type: 'DeviceWaitsElsewhere', account: id(1) }]);
		const entries = await database.entries.count();
		expect(await approveRequests(workspace, refs)).toEqual({
			ok: false,
			error: { type: 'HaveWarnings', requests: [refs[0]!.request, refs[2]!.request] }
		});
		expect(await database.entries.count()).toBe(entries);
		expect(await approveRequests(workspace, refs.slice(1, 2))).toEqual({ ok: true, value: { approved: 1 } });
		expect((await decideRequest(workspace, refs[0]!, approve)).ok).toBe(true);
		expect(warningsOfRef(2)).toMatchObject([{ type: 'DeviceApprovedElsewhere', account: id(1) }]);
		expect(await approveRequests(workspace, refs.slice(2))).toMatchObject({
			error: { type: 'HaveWarnings' }
		});
	});

	it('says where else its device is expected, as long as it is, and not where this room expects it too', async () => {
		const expect2 = (serial: string) => editAccount(workspace, { id: id(2), expected: device(serial) });
		await expect2('ab-12');
		const ref = await asked(1, 'AB 12');
		const warnings = () => warningsOf(workspace.state, findApproval(workspace.state, ref)!, Date.now());
		expect(warnings()).toEqual([{ type: 'DeviceExpectedElsewhere', account: id(2) }]);
		expect(await approveRequests(workspace, [ref])).toMatchObject({ error: { type: 'HaveWarnings' } });
		await expect2('ab-13');
		expect(warnings()).toEqual([]);
		await expect2('ab-12');
		await editAccount(workspace, { id: id(1), expected: device('AB12') });
		expect(warnings()).toEqual([]);
		await editAccount(workspace, { id: id(1), expected: device('AB14') });
		expect(warnings()).toMatchObject([
			{ type: 'SerialDiffers' },
			{ type: 'DeviceExpectedElsewhere', account: id(2) }
		]);
		await deleteAccounts(workspace, [id(2)]);
		expect(warnings()).toMatchObject([{ type: 'SerialDiffers' }]);
	});

	it('is not held up by a request of the same device that is over, or that names no device', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		await asked(1, 'S-1');
		vi.setSystemTime(Date.now() + 40 * hour);
		const again = await asked(2, 'S-1');
		const types = () =>
			warningsOf(workspace.state, findApproval(workspace.state, again)!, Date.now()).map(({ type }) => type);
		expect(types()).not.toContain('DeviceWaitsElsewhere');
		const nameless = [await asked(1, ''), await asked(3, ' - ')];
		for (const ref of nameless)
			expect(
				warningsOf(workspace.state, findApproval(workspace.state, ref)!, Date.now()).map(({ type }) => type)
			).not.toContain('DeviceWaitsElsewhere');
	});
});

describe('a refused device', () => {
	it('is parked and warned about by its serial number, until it is let back', async () => {
		const ref = await asked(1, 'ab-12');
		await decideRequest(workspace, ref, reject);
		expect(parkingList(workspace.state)).toMatchObject([
			{ serial: 'AB12', device: { account: id(1), reason: 'wrong-room' } }
		]);
		const second = await asked(2, 'AB 12');
		const warnings = () => warningsOf(workspace.state, findApproval(workspace.state, second)!, Date.now());
		expect(warnings()).toMatchObject([{ type: 'DeviceParked', reason: 'wrong-room', account: id(1) }]);
		await releaseDevice(workspace, 'ab12');
		expect(warnings()).toEqual([]);
		expect(parkingList(workspace.state)).toEqual([]);
		await decideRequest(workspace, second, reject);
		expect(parkingList(workspace.state)).toMatchObject([{ device: { account: id(2) } }]);
		expect(await releaseDevice(workspace, ' - ')).toMatchObject({ error: { type: 'SerialMissing' } });
	});

	it('is parked for itself, not for a code that had expired: the next sheet is for it', async () => {
		const { sealed, ...ref } = await asked(1);
		await decideRequest(workspace, ref, { verdict: 'rejected', reason: 'otp-expired', text: '' });
		expect(parkingList(workspace.state)).toEqual([]);
		const content = await opened(await handOver(ref), sealed, otpOf(1).code);
		expect(content).toMatchObject({ verdict: 'rejected', reason: 'otp-expired' });
		const used = await asked(2);
		await decideRequest(workspace, used, { verdict: 'rejected', reason: 'otp-used', text: '' });
		expect(parkingList(workspace.state)).toMatchObject([{ device: { reason: 'otp-used' } }]);
	});

	it('leaves the parking list where its refusal is withdrawn', async () => {
		const ref = await asked(1);
		await decideRequest(workspace, ref, reject);
		await withdrawDecision(workspace, ref);
		expect(parkingList(workspace.state)).toEqual([]);
	});
});

describe('a receipt', () => {
	it('marks the device signed in, once', async () => {
		const { sealed, ...ref } = await asked(1);
		await decideRequest(workspace, ref, approve);
		await handOver(ref);
		const receipt = await makeReceipt(otpOf(1).code as Code, sealed.asked.request, Date.now());
		expect(await receiveScan(workspace, receipt)).toEqual({
			ok: true,
			value: { type: 'receipt', otp: ref.otp, isNew: true }
		});
		expect(await receiveScan(workspace, receipt)).toMatchObject({ value: { isNew: false } });
		expect(status(1)).toBe('provisioned');
		expect(findApproval(workspace.state, ref)).toMatchObject({ isSignedIn: true });
	});

	it('counts for the OTP where the request never came here, and is refused where it is made up', async () => {
		const receipt = await makeReceipt(otpOf(1).code as Code, newRequestId(), 1);
		expect((await receiveScan(workspace, receipt)).ok).toBe(true);
		expect(status(1)).toBe('provisioned');
		const strange = await makeReceipt(generateCode(new RandomPool()), newRequestId(), 1);
		expect(await receiveScan(workspace, strange)).toEqual({ ok: false, error: { type: 'UnknownTicket' } });
	});
});

describe('the approver is warned', () => {
	const warnings = (ref: ApprovalRef) =>
		warningsOf(workspace.state, findApproval(workspace.state, ref)!, Date.now());

	it('of another device than the expected one', async () => {
		const expected = { make: 'logitech', model: 'Room Mate', serial: 'S-9' };
		await editAccount(workspace, { id: id(1), expected });
		expect(warnings(await asked(1))).toEqual([{ type: 'SerialDiffers', expected: 'S-9', given: 'S-1' }]);
	});

	it('of a superseded OTP, and of a room that has a device', async () => {
		const old = otpOf(1);
		const first = await asked(1);
		await decideRequest(workspace, first, approve);
		await generate([1]);
		const text = (await ask(old, 'S-8')).asked.qrText;
		expect(warnings(await scan(text)).map(({ type }) => type)).toEqual([
			'RedeemedByAnotherDevice',
			'OtpSuperseded'
		]);
		expect(warnings(await asked(1, 'S-7'))).toMatchObject([
			{ type: 'AlreadyProvisioned', how: 'approved', serial: 'S-1' }
		]);
	});

	it('where the tablet’s clock went back, and the device is given a time that is not past', async () => {
		const request = await asked(1);
		const before = Date.now();
		vi.useFakeTimers({ toFake: ['Date'], now: before - 30 * hour });
		expect(warnings(request)).toMatchObject([
			{ type: 'OtpNotYetValid' },
			{ type: 'TabletClockBehind', by: expect.closeTo(30 * hour, -4) as number }
		]);
		expect(await approveRequests(workspace, [request])).toMatchObject({ error: { type: 'HaveWarnings' } });
		await decideRequest(workspace, request, approve);
		const content = await opened(await handOver(request), request.sealed, otpOf(1).code);
		expect(content!.decidedAt).toBeGreaterThanOrEqual(before - 1_000);
	});

	it('past redeem-by, by the approver’s clock; past decide-by it waits no longer', async () => {
		const start = Date.now();
		vi.useFakeTimers({ toFake: ['Date'], now: start + 9 * hour });
		const late = await asked(1);
		expect(warnings(late)).toMatchObject([{ type: 'OtpExpired', clock: 'redeem-by' }]);
		expect(waitingApprovals(workspace.state, start + 31 * hour)).toHaveLength(1);
		expect(waitingApprovals(workspace.state, start + 33 * hour)).toEqual([]);
	});
});

describe('lists', () => {
	it('are oldest first, by account, and not made anew by the clock', async () => {
		const refs = [await asked(2), await asked(1), await asked(3)];
		const { state } = workspace;
		expect(waitingApprovals(state, Date.now()).map(({ otp }) => otp.account)).toEqual([id(2), id(1), id(3)]);
		expect(approvalIndex(state)).toBe(approvalIndex(state));
		expect(approvalsOfAccount(state, id(1)).map(({ request }) => request.request)).toEqual([
			refs[1]!.request
		]);
		await decideRequest(workspace, refs[0]!, approve);
		await decideRequest(workspace, refs[1]!, reject);
		expect(approvalIndex(workspace.state).decided.map(({ otp }) => otp.account)).toEqual([id(1), id(2)]);
	});
});

describe('two tablets that were both offline', () => {
	/** Another tablet with what the first has had so far, and the way in which what it adds comes to the first. */
	async function another() {
		const { database: copy } = await newWorkspace();
		await copy.entries.clear();
		await copy.entries.bulkAdd(await database.entries.toArray());
		const here = workspace;
		const there = await Workspace.open(copy, keys);
		const has = await copy.entries.count();
		return {
			async on(work: () => Promise<void>) {
				workspace = there;
				await work();
				workspace = here;
			},
			async meet() {
				const added = (await copy.entries.toArray()).slice(has);
				await database.entries.bulkAdd(
					added.map(({ id: entry, sequence, receivedAt, bytes }) => ({
						id: entry,
						sequence,
						receivedAt,
						bytes
					}))
				);
				workspace.close();
				there.close();
				workspace = await open();
			}
		};
	}

	it('and approved two devices with one code find the conflict when they meet', async () => {
		const otp = otpOf(1);
		const tablet = await another();
		const here = await asked(1, 'HERE');
		await decideRequest(workspace, here, approve);
		await handOver(here);
		await tablet.on(async () => {
			const there = await scan((await ask(otp, 'THERE')).asked.qrText);
			await decideRequest(workspace, there, approve);
			await handOver(there);
		});
		await tablet.meet();
		expect(status(1)).toBe('conflict');
		const serials = approvalsOfAccount(workspace.state, id(1)).map(({ request }) => request.serial);
		expect(serials.sort()).toEqual(['HERE', 'THERE']);
	});

	it('and decided about the same request: what the device was shown is what stands', async () => {
		const request = await asked(1);
		const tablet = await another();
		await decideRequest(workspace, request, reject);
		await tablet.on(async () => {
			await decideRequest(workspace, request, approve);
			await handOver(request);
		});
		await tablet.meet();
		expect(status(1)).toBe('approved');
		expect(parkingList(workspace.state)).toEqual([]);
	});
});
