import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeRequest, readDecision, type SealedRequest } from '$lib/device/hand-off';
import { emptyProfile } from '$lib/domain/account';
import type { OtpId, RequestId } from '$lib/domain/ids';
import type { ApprovalRef } from '$lib/journal/approvals';
import type { Workspace } from '$lib/journal/workspace.svelte';
import type { Code } from '$lib/protocol/code';
import { parseDecision } from '$lib/protocol/decision';
import { readQrText } from '$lib/protocol/qr-text';
import { approveRequests, decideRequest } from './decide-request';
import { editAccount } from './edit-accounts';
import { grantedByHub } from './granted-by-hub';
import { handOverDecision } from './hand-over-decision';
import { importAccounts } from './import-accounts';
import { receiveScan } from './receive-scan';
import { emptyWorkspace, generated, readyRoom } from './testing/ready-rooms';
import { must, roomId } from './testing/test-tablet';
import { withdrawDecision } from './withdraw-decision';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 24, 12);
const approve = { verdict: 'approved' } as const;
const done = { ok: true, value: undefined };
const refused = (error: object) => ({ ok: false, error });
const unknown: ApprovalRef = { otp: 'ab'.repeat(16) as OtpId, request: 'cd'.repeat(16) as RequestId };

let tablet: Awaited<ReturnType<typeof emptyWorkspace>>;
let workspace: Workspace;
let otps: readonly OtpId[];
beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['Date'], now });
	tablet = await emptyWorkspace();
	({ workspace } = tablet);
	must(
		await importAccounts(
			workspace,
			[1, 2].map((n) => readyRoom(n)),
			'rooms.csv'
		)
	);
	({ otps } = await generated(workspace, [1, 2]));
});
afterEach(() => vi.useRealTimers());

const codeOf = (n: number) => workspace.state.otps.get(otps[n - 1]!)!.code as Code;

async function ask(n: number): Promise<{ ref: ApprovalRef; sealed: SealedRequest }> {
	const device = { make: 'Logitech', model: 'RoomMate', serial: `S-${n}` };
	const sealed = await makeRequest({ enteredAt: 1 }, codeOf(n), device, 1);
	const received = must(await receiveScan(workspace, sealed.asked.qrText));
	if (received.type !== 'request') throw new Error(received.type);
	return { ref: received.ref, sealed };
}

/** What the device reads. */
async function read(text: string, { asked, keyPair }: SealedRequest) {
	const scanned = readQrText(text);
	if (scanned.type !== 'decision') throw new Error(scanned.type);
	return readDecision(parseDecision(scanned.envelope)!, { ...asked, code: codeOf(1), earlier: [] }, keyPair);
}

describe('a decision', () => {
	it('tells the device when it was made, and until when it may be fetched', async () => {
		const { ref, sealed } = await ask(1);
		vi.setSystemTime(now + 60_000);
		expect(await decideRequest(workspace, ref, approve)).toEqual(done);
		expect(await read(must(await handOverDecision(workspace, ref)), sealed)).toMatchObject({
			verdict: 'approved',
			decidedAt: now + 60_000,
			collectBy: now + 60_000 + 12 * hour,
			room: 'Room 1'
		});
	});

	it('cuts a long name of a room', async () => {
		const profile = { ...emptyProfile, signInName: roomId(1), displayName: 'x'.repeat(81) };
		must(await editAccount(workspace, { id: roomId(1), profile }));
		const { ref, sealed } = await ask(1);
		must(await decideRequest(workspace, ref, approve));
		expect(await read(must(await handOverDecision(workspace, ref)), sealed)).toMatchObject({
			room: `${'x'.repeat(45)}…`
		});
	});

	it.each([
		['other', 'x'.repeat(200), done],
		['other', 'x'.repeat(201), refused({ type: 'TextTooLong', max: 200 })],
		['wrong-room', 'x'.repeat(201), refused({ type: 'TextTooLong', max: 200 })],
		['other', ' \t', refused({ type: 'TextMissing' })],
		['wrong-room', '', done]
	] as const)('for the reason %s, case %#, says what it should', async (reason, text, outcome) => {
		const { ref } = await ask(1);
		const before = await tablet.entries();
		expect(await decideRequest(workspace, ref, { verdict: 'rejected', reason, text })).toEqual(outcome);
		expect(await tablet.entries()).toBe(before + (outcome.ok ? 1 : 0));
	});

	it('is not sealed to a key that is none', async () => {
		const { ref } = await ask(1);
		const { facts } = workspace.state.otps.get(ref.otp)!;
		const { type, at, key, by, ...body } = facts.find((fact) => fact.type === 'requested') as never as Record<
			string,
			unknown
		>;
		expect([type, at, typeof key, by]).toEqual(['requested', now, 'string', workspace.member]);
		const forged = { otp: ref.otp, request: 'ef'.repeat(16) as RequestId };
		const entry = { kind: 'otp.requested', body: { ...body, ...forged, publicKey: 'AAAA' } } as never;
		must(await workspace.append([entry]));
		const before = await tablet.entries();
		expect(await decideRequest(workspace, forged, approve)).toEqual(refused({ type: 'DeviceKeyInvalid' }));
		expect(await tablet.entries()).toBe(before);
	});

	it('says in its own entry that it was handed over, where its QR is shown at once', async () => {
		const { ref } = await ask(1);
		must(await decideRequest(workspace, ref, approve, { handedOver: true }));
		const { kind, body } = await tablet.newest();
		expect(kind).toBe('otp.decided');
		expect(body).toEqual({ ...ref, decision: approve, sealed: expect.any(String), handedOver: true });
		const other = await ask(2);
		must(await decideRequest(workspace, other.ref, approve));
		expect((await tablet.newest()).body).toEqual({
			...other.ref,
			decision: approve,
			sealed: expect.any(String)
		});
	});
});

describe('approving several', () => {
	it('writes one entry for each, or nothing where one of them is unknown or decided', async () => {
		const refs = [(await ask(1)).ref, (await ask(2)).ref];
		const before = await tablet.entries();
		expect(await approveRequests(workspace, [...refs, unknown])).toEqual(refused({ type: 'RequestUnknown' }));
		expect(await tablet.entries()).toBe(before);
		expect(await approveRequests(workspace, refs)).toEqual({ ok: true, value: { approved: 2 } });
		expect(await tablet.entries()).toBe(before + 2);
		expect((await approveRequests(workspace, refs)).ok).toBe(false);
		expect(await tablet.entries()).toBe(before + 2);
		expect(await approveRequests(workspace, [])).toEqual({ ok: true, value: { approved: 0 } });
	});
});

describe('handing over', () => {
	it('is noted once, of the decision that stands', async () => {
		const { ref } = await ask(1);
		must(await decideRequest(workspace, ref, approve));
		const decided = workspace.state.otps.get(ref.otp)!.facts.find((fact) => fact.type === 'decided')!;
		must(await handOverDecision(workspace, ref));
		expect(await tablet.newest()).toEqual({
			kind: 'otp.handed-over',
			body: { ...ref, decision: decided.key }
		});
		const before = await tablet.entries();
		must(await handOverDecision(workspace, ref));
		expect(await tablet.entries()).toBe(before);
	});

	it('needs a request, and a decision about it', async () => {
		const { ref } = await ask(1);
		expect(await handOverDecision(workspace, unknown)).toEqual(refused({ type: 'RequestUnknown' }));
		expect(await handOverDecision(workspace, ref)).toEqual(refused({ type: 'NotDecided' }));
	});

	it('of a rejection does not ask for the password', async () => {
		const { ref } = await ask(1);
		must(await decideRequest(workspace, ref, { verdict: 'rejected', reason: 'wrong-room', text: '' }));
		must(await editAccount(workspace, { id: roomId(1), credential: { kind: 'password', password: 'new' } }));
		expect(await handOverDecision(workspace, ref)).toMatchObject({ ok: true });
	});

	it('of a hub’s approval seals what the account has now, and writes nothing', async () => {
		const { ref, sealed } = await ask(1);
		must(await grantedByHub(workspace, ref, now));
		must(await editAccount(workspace, { id: roomId(1), credential: { kind: 'password', password: 'new' } }));
		const before = await tablet.entries();
		expect(await read(must(await handOverDecision(workspace, ref)), sealed)).toMatchObject({
			verdict: 'approved',
			password: 'new'
		});
		expect(await tablet.entries()).toBe(before);
		must(await editAccount(workspace, { id: roomId(1), credential: null }));
		expect(await handOverDecision(workspace, ref)).toEqual(refused({ type: 'PasswordMissing' }));
	});
});

describe('withdrawing', () => {
	it('names the decision, and is refused with the time at which it left', async () => {
		const { ref } = await ask(1);
		expect(await withdrawDecision(workspace, unknown)).toEqual(refused({ type: 'RequestUnknown' }));
		must(await decideRequest(workspace, ref, approve));
		const decided = workspace.state.otps.get(ref.otp)!.facts.find((fact) => fact.type === 'decided')!;
		expect(await withdrawDecision(workspace, ref)).toEqual(done);
		expect(await tablet.newest()).toEqual({
			kind: 'otp.decision-withdrawn',
			body: { ...ref, decision: decided.key }
		});
		must(await decideRequest(workspace, ref, approve));
		vi.setSystemTime(now + 5_000);
		must(await handOverDecision(workspace, ref));
		expect(await withdrawDecision(workspace, ref)).toEqual(refused({ type: 'HandedOver', at: now + 5_000 }));
	});

	it('is refused with the time of the decision where it is on its way to a hub', async () => {
		const { ref } = await ask(1);
		must(await decideRequest(workspace, ref, approve));
		const entry = (await tablet.database.entries.orderBy('position').last())!.id;
		await tablet.database.operations.add({ entry, operation: {} as never, sending: 1 });
		vi.setSystemTime(now + 5_000);
		expect(await withdrawDecision(workspace, ref)).toEqual(refused({ type: 'HandedOver', at: now }));
	});
});
