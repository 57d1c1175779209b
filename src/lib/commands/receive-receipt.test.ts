import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestId } from '$lib/domain/ids';
import { findApproval, type ApprovalRef } from '$lib/journal/approvals';
import { handOffKeysOf, type HandOffKeys } from '$lib/protocol/code-keys';
import type { Code } from '$lib/protocol/code';
import { generateDeviceKeyPair } from '$lib/protocol/decision';
import { sealReceipt, type ReceiptWhat } from '$lib/protocol/receipt';
import { newRequestId, sealRequest } from '$lib/protocol/request';
import { exportVerifyingKey } from '$lib/protocol/signing';
import { decideRequest } from './decide-request';
import { receiveReceipt } from './receive-receipt';
import { receiveRequest } from './receive-request';
import { fillDisk } from './testing/full-disk';
import { must, TestTablet } from './testing/test-tablet';
import { withdrawDecision } from './withdraw-decision';

let tablet: TestTablet;
let keys: HandOffKeys;
let makeRoom = () => {};
beforeEach(async () => {
	tablet = await TestTablet.found(() => Promise.reject(new TypeError('Failed to fetch')));
	await tablet.addRooms(1, 2);
	keys = await keysOf(1);
});
afterEach(() => makeRoom());

const keysOf = (n: number) => handOffKeysOf(tablet.otpOf(n).code as Code);
const otp = () => tablet.otpOf(1).id;
const approve = async (ref: ApprovalRef, by = tablet) =>
	must(await decideRequest(by.workspace, ref, { verdict: 'approved' }));
const reject = async (ref: ApprovalRef) =>
	must(await decideRequest(tablet.workspace, ref, { verdict: 'rejected', reason: 'other', text: 'No' }));
const receive = async (request: string, what: ReceiptWhat) =>
	receiveReceipt(tablet.workspace, await sealReceipt(keys, request, 1, what));
const newest = async () => {
	const { kind, body } = (await tablet.workspace.history().next()).value!;
	return { kind, body };
};
const entries = () => tablet.database.entries.count();
const isNew = { ok: true, value: { otp: expect.any(String), isNew: true } };
const isKnown = { ok: true, value: { otp: expect.any(String), isNew: false } };

/** A request for room 1 that came here, by a device that gives it this id. */
async function ask(id: string): Promise<ApprovalRef> {
	const publicKey = await exportVerifyingKey((await generateDeviceKeyPair()).publicKey);
	const device = { make: 'Logitech', model: 'RoomMate', serial: 'S-1', enteredAt: 1 };
	const sealed = await sealRequest(keys, { request: id, publicKey, ...device });
	return must(await receiveRequest(tablet.workspace, sealed)).ref;
}

/** The order key of the decision that stands. */
const decisionOf = (ref: ApprovalRef, on = tablet) =>
	findApproval(on.workspace.state, ref)!.standing!.decided.key;

/** An entry is at the hub, with this number. */
async function isAtHub(key: string, sequence: number): Promise<void> {
	const changed = await tablet.database.entries.where('id').equals(key.slice(-32)).modify({ sequence });
	expect(changed).toBe(1);
}

describe('a receipt of a sign-in', () => {
	it('is noted for the request that it answers', async () => {
		const id = newRequestId();
		const ref = await ask(id);
		await approve(ref);
		expect(await receive(id, 'signed-in')).toEqual({ ok: true, value: { otp: otp(), isNew: true } });
		expect(await newest()).toEqual({
			kind: 'otp.signed-in',
			body: { otp: otp(), request: ref.request }
		});
	});

	it('counts for the OTP alone where its request never came here', async () => {
		await ask(newRequestId());
		expect(await receive(newRequestId(), 'signed-in')).toEqual(isNew);
		expect(await newest()).toEqual({ kind: 'otp.signed-in', body: { otp: otp(), request: '' } });
	});

	it('is noted once, but for each request by itself', async () => {
		const ids = [newRequestId(), newRequestId()] as const;
		for (const id of ids) await ask(id);
		expect(await receive(ids[0], 'signed-in')).toEqual(isNew);
		const before = await entries();
		expect(await receive(ids[0], 'signed-in')).toEqual({ ok: true, value: { otp: otp(), isNew: false } });
		expect(await entries()).toBe(before);
		expect(await receive(ids[1], 'signed-in')).toEqual(isNew);
		expect(await entries()).toBe(before + 1);
	});

	it.each([
		['the first where none was decided', [], 0],
		['the one that was approved', ['', 'approve'], 1],
		['the one that was approved, though another was rejected', ['reject', 'approve'], 1],
		['the one that was approved, whatever came after it', ['approve', ''], 0]
	] as const)('of two requests with one id is of %s', async (_, decisions, meant) => {
		// Whoever has the code can give his request the id of one that he saw.
		const id = newRequestId();
		const refs = [await ask(id), await ask(id)];
		for (const [i, decision] of decisions.entries()) {
			if (decision === 'approve') await approve(refs[i]!);
			if (decision === 'reject') await reject(refs[i]!);
		}
		expect(await receive(id, 'signed-in')).toEqual(isNew);
		expect((await newest()).body).toEqual({ otp: otp(), request: refs[meant]!.request });
	});
});

describe('a receipt of a delivery', () => {
	let id: RequestId;
	let ref: ApprovalRef;
	beforeEach(async () => {
		id = newRequestId() as RequestId;
		ref = await ask(id);
	});

	it('names the decision that the hub has', async () => {
		await approve(ref);
		const decision = decisionOf(ref);
		await isAtHub(decision, 5);
		expect(await receive(id, 'delivered')).toEqual(isNew);
		expect(await newest()).toEqual({
			kind: 'otp.delivered',
			body: { otp: otp(), request: ref.request, decision }
		});
	});

	it('names none where none has been at the hub', async () => {
		await approve(ref);
		expect(await receive(id, 'delivered')).toEqual(isNew);
		expect((await newest()).body).toEqual({ otp: otp(), request: ref.request });
	});

	it('names none that was taken back, though its entry is at the hub', async () => {
		await approve(ref);
		const first = decisionOf(ref);
		must(await withdrawDecision(tablet.workspace, ref));
		await isAtHub(first, 5);
		await reject(ref);
		const second = decisionOf(ref);
		await isAtHub(second, 6);
		expect(await receive(id, 'delivered')).toEqual(isNew);
		expect((await newest()).body).toMatchObject({ decision: second });
	});

	it('names no decision of another request', async () => {
		const other = await ask(newRequestId());
		await approve(other);
		await isAtHub(decisionOf(other), 4);
		await approve(ref);
		await isAtHub(decisionOf(ref), 5);
		await receive(id, 'delivered');
		expect((await newest()).body).toMatchObject({ decision: decisionOf(ref) });
	});

	it.each([
		['this tablet’s', 5, 6],
		['the other tablet’s', 6, 5]
	])('where two tablets have decided names %s, which reached the hub first', async (first, own, other) => {
		const colleague = await tablet.colleague();
		await approve(ref);
		await approve(ref, colleague);
		const keysOfDecisions = { own: decisionOf(ref), other: decisionOf(ref, colleague) };
		for (const { id, receivedAt, bytes } of await colleague.database.entries.toArray())
			if ((await tablet.database.entries.where({ id }).count()) === 0)
				await tablet.database.entries.add({ id, receivedAt, bytes, sequence: 9 });
		await tablet.workspace.refresh();
		await isAtHub(keysOfDecisions.own, own);
		await isAtHub(keysOfDecisions.other, other);
		await receive(id, 'delivered');
		const decision = first === 'this tablet’s' ? keysOfDecisions.own : keysOfDecisions.other;
		expect((await newest()).body).toMatchObject({ decision });
	});

	it('for a request that never came here says nothing', async () => {
		const before = await entries();
		expect(await receive(newRequestId(), 'delivered')).toEqual(isKnown);
		expect(await entries()).toBe(before);
	});

	it('is noted once, and is another word than that of a sign-in', async () => {
		await approve(ref);
		expect(await receive(id, 'signed-in')).toEqual(isNew);
		expect(await receive(id, 'delivered')).toEqual(isNew);
		const before = await entries();
		expect(await receive(id, 'delivered')).toEqual(isKnown);
		expect(await receive(id, 'signed-in')).toEqual(isKnown);
		expect(await entries()).toBe(before);
	});
});

describe('a receipt is refused', () => {
	it('where it is none', async () => {
		expect(await receiveReceipt(tablet.workspace, new Uint8Array(9))).toEqual({
			ok: false,
			error: { type: 'Damaged' }
		});
	});

	it('where its OTP is not of this workspace', async () => {
		const other = await TestTablet.found(tablet.fetch);
		await other.addRooms(1);
		const theirs = await handOffKeysOf(other.otpOf(1).code as Code);
		expect(await receiveReceipt(tablet.workspace, await sealReceipt(theirs, newRequestId(), 1))).toEqual({
			ok: false,
			error: { type: 'UnknownTicket' }
		});
	});

	it('where it was made without the code of its OTP', async () => {
		const { ticketId } = keys;
		const { requestKey } = await keysOf(2);
		const forged = await sealReceipt({ ticketId, requestKey }, newRequestId(), 1);
		expect(await receiveReceipt(tablet.workspace, forged)).toEqual({
			ok: false,
			error: { type: 'NotSealedWithThisCode' }
		});
	});

	it('where there is no room for it, and taken once there is', async () => {
		const id = newRequestId();
		makeRoom = fillDisk();
		expect(await receive(id, 'signed-in')).toEqual({ ok: false, error: { type: 'StorageFull' } });
		makeRoom();
		expect(await receive(id, 'signed-in')).toEqual(isNew);
	});
});
