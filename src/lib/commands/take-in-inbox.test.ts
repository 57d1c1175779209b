import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeReceipt, makeRequest, type SealedRequest } from '$lib/device/hand-off';
import type { RequestId } from '$lib/domain/ids';
import { findApproval, waitingApprovals, type Approval } from '$lib/journal/approvals';
import type { InboxRecord } from '$lib/journal/database';
import { shortHash } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { readQrText } from '$lib/protocol/qr-text';
import { newRequestId } from '$lib/protocol/request';
import { sealReceipt } from '$lib/protocol/receipt';
import { decideRequest } from './decide-request';
import { takeInInbox } from './take-in-inbox';
import { fillDisk } from './testing/full-disk';
import { must, TestTablet } from './testing/test-tablet';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 24);

let tablet: TestTablet;
let makeRoom = () => {};
const warn = vi.spyOn(console, 'warn');
beforeEach(async () => {
	warn.mockReset().mockReturnValue(undefined);
	tablet = await TestTablet.found(() => Promise.reject(new TypeError('Failed to fetch')));
	await tablet.addRooms(1, 2, 3);
});
afterEach(() => {
	makeRoom();
	vi.unstubAllGlobals();
});

const takeIn = (at = now) => takeInInbox(tablet.workspace, tablet.database, at);
const codeOf = (n: number) => tablet.otpOf(n).code as Code;
const ask = (n: number, code = codeOf(n)) =>
	makeRequest({ enteredAt: 1 }, code, { make: 'Logitech', model: 'RoomMate', serial: `S-${n}` }, 1);
const waiting = () =>
	waitingApprovals(tablet.workspace.state, Date.now()).map(({ request }) => request.serial);
const inInbox = async () => (await tablet.database.inbox.toArray()).map(({ sequence }) => sequence);
const entries = () => tablet.database.entries.count();

function envelopeOf(text: string): Uint8Array<ArrayBuffer> {
	const scanned = readQrText(text);
	if (!('envelope' in scanned)) throw new Error(scanned.type);
	return scanned.envelope;
}

const bytesOf = ({ asked }: SealedRequest) => envelopeOf(asked.qrText);

async function put(
	sequence: number,
	bytes: Uint8Array<ArrayBuffer>,
	over: Partial<InboxRecord> = {}
): Promise<void> {
	await tablet.database.inbox.put({ sequence, kind: 'request', at: now, bytes, ...over });
}

async function approvalOf(n: number, bytes: Uint8Array<ArrayBuffer>): Promise<Approval | undefined> {
	const ref = { otp: tablet.otpOf(n).id, request: (await shortHash(bytes)) as RequestId };
	return findApproval(tablet.workspace.state, ref);
}

describe('what devices have sent through a hub', () => {
	it('is taken in by its numbers, told to have come so, and leaves the inbox', async () => {
		await put(7, bytesOf(await ask(1)));
		await put(3, bytesOf(await ask(2)));
		await takeIn();
		expect(waiting()).toEqual(['S-2', 'S-1']);
		const [first] = waitingApprovals(tablet.workspace.state, Date.now());
		expect(first!.request.via).toBe('hub');
		expect(await inInbox()).toEqual([]);
		expect(warn).not.toHaveBeenCalled();
	});

	it('is once, however often it comes', async () => {
		const bytes = bytesOf(await ask(1));
		await put(1, bytes);
		await put(2, bytes);
		await takeIn();
		const before = await entries();
		await put(3, bytes);
		await takeIn();
		expect(waiting()).toEqual(['S-1']);
		expect(await inInbox()).toEqual([]);
		expect(await entries()).toBe(before);
	});

	it('is found though its OTP has only come with the same pull', async () => {
		const colleague = await tablet.colleague();
		await colleague.generate(1);
		const bytes = bytesOf(await ask(1, colleague.otpOf(1).code as Code));
		for (const { id, receivedAt, bytes } of await colleague.database.entries.toArray())
			if ((await tablet.database.entries.where({ id }).count()) === 0)
				await tablet.database.entries.add({ id, receivedAt, bytes, sequence: 9 });
		await put(1, bytes);
		await takeIn();
		expect(waiting()).toEqual(['S-1']);
	});

	it('leaves the journal unread where nothing came', async () => {
		const refresh = vi.spyOn(tablet.workspace, 'refresh');
		await takeIn();
		expect(refresh).not.toHaveBeenCalled();
	});
});

describe('a request that cannot be stored', () => {
	it('stays with all that come after it, and is taken in once there is room', async () => {
		await put(1, bytesOf(await ask(1)));
		await put(2, bytesOf(await ask(2)));
		makeRoom = fillDisk();
		await takeIn();
		expect(await inInbox()).toEqual([1, 2]);
		// Nor is it let go because it is old.
		await takeIn(now + 100 * day);
		expect(await inInbox()).toEqual([1, 2]);
		expect(warn).not.toHaveBeenCalled();
		makeRoom();
		await takeIn();
		expect(waiting()).toEqual(['S-1', 'S-2']);
		expect(await inInbox()).toEqual([]);
	});

	it.each([
		['StorageFailed', 'UnknownError'],
		['Cancelled', null]
	])('stays where the append ends with %s', async (type, detail) => {
		await put(1, bytesOf(await ask(1)));
		const append = vi
			.spyOn(tablet.workspace, 'append')
			.mockResolvedValue({ ok: false, error: { type, detail } as never });
		await takeIn();
		expect(append).toHaveBeenCalledOnce();
		append.mockRestore();
		expect(await inInbox()).toEqual([1]);
		await takeIn();
		expect(waiting()).toEqual(['S-1']);
	});
});

describe('what names an OTP that is not known here', () => {
	it('waits for 60 days, holds up nothing, and is let go after them', async () => {
		const other = await TestTablet.found(tablet.fetch);
		await other.addRooms(1);
		await put(1, bytesOf(await ask(1, other.otpOf(1).code as Code)));
		await put(2, bytesOf(await ask(2)));
		await takeIn();
		expect(waiting()).toEqual(['S-2']);
		expect(await inInbox()).toEqual([1]);
		await takeIn(now + 60 * day);
		expect(await inInbox()).toEqual([1]);
		expect(warn).not.toHaveBeenCalled();
		await takeIn(now + 60 * day + 1);
		expect(await inInbox()).toEqual([]);
		expect(warn.mock.calls).toEqual([['item 1 of the hub was left out: waits']]);
	});
});

describe('what is damaged', () => {
	it('goes at once with a word to the console, and holds up nothing', async () => {
		await put(1, new Uint8Array(9));
		const strange = bytesOf(await ask(1));
		strange[strange.length - 1]! ^= 1;
		await put(2, strange);
		await put(3, new Uint8Array(9), { kind: 'receipt' });
		await put(4, bytesOf(await ask(2)));
		await takeIn();
		expect(waiting()).toEqual(['S-2']);
		expect(await inInbox()).toEqual([]);
		expect(warn.mock.calls).toEqual([
			['item 1 of the hub was left out: Damaged'],
			['item 2 of the hub was left out: NotSealedWithThisCode'],
			['item 3 of the hub was left out: Damaged']
		]);
	});
});

describe('a receipt', () => {
	it('marks its OTP as used, and is no request', async () => {
		const text = await makeReceipt(codeOf(1), newRequestId(), 1);
		await put(1, envelopeOf(text), { kind: 'receipt' });
		await takeIn();
		expect(tablet.otpOf(1).facts.map(({ type }) => type)).toEqual(['signed-in']);
		expect(await inInbox()).toEqual([]);
	});

	it('of a delivery for a request that never came here adds nothing', async () => {
		const before = await entries();
		const keys = await handOffKeysOf(codeOf(1));
		await put(1, await sealReceipt(keys, newRequestId(), 1, 'delivered'), { kind: 'receipt' });
		await takeIn();
		expect(await entries()).toBe(before);
		expect(await inInbox()).toEqual([]);
		expect(warn).not.toHaveBeenCalled();
	});
});

describe('a request that the hub has answered with a grant', () => {
	const at = now - 5_000;

	it('comes with its approval, noted once with the hub’s time and nothing sealed', async () => {
		const bytes = bytesOf(await ask(1));
		await put(1, bytes, { kind: 'granted-request', at });
		await takeIn();
		const [history, before] = [(await tablet.workspace.history().next()).value, await entries()];
		const approval = (await approvalOf(1, bytes))!;
		expect(history).toMatchObject({
			kind: 'otp.decided',
			body: {
				otp: approval.otp.id,
				request: approval.request.request,
				decision: { verdict: 'approved' },
				grantedAt: at,
				sealed: ''
			}
		});
		expect(approval.standing!.decided).toMatchObject({ grantedAt: at, decision: { verdict: 'approved' } });
		await put(2, bytes, { kind: 'granted-request', at });
		await takeIn();
		expect(await entries()).toBe(before);
	});

	it('is noted for each request by itself', async () => {
		const first = bytesOf(await ask(1));
		const second = bytesOf(await ask(1));
		await put(1, first, { kind: 'granted-request', at });
		await put(2, second, { kind: 'granted-request', at: at + 1 });
		await takeIn();
		const noted = tablet.otpOf(1).facts.flatMap((fact) => (fact.type === 'decided' ? [fact.grantedAt] : []));
		expect(noted).toEqual([at, at + 1]);
	});

	it('is noted, too, where a person has decided meanwhile', async () => {
		const bytes = bytesOf(await ask(1));
		await put(1, bytes);
		await takeIn();
		const { otp, request } = (await approvalOf(1, bytes))!;
		const ref = { otp: otp.id, request: request.request };
		must(await decideRequest(tablet.workspace, ref, { verdict: 'approved' }));
		await put(2, bytes, { kind: 'granted-request', at });
		await takeIn();
		const noted = tablet.otpOf(1).facts.flatMap((fact) => (fact.type === 'decided' ? [fact.grantedAt] : []));
		expect(noted).toEqual([null, at]);
	});

	it('stays where the second of its two entries finds no room, and is finished later', async () => {
		const bytes = bytesOf(await ask(1));
		await put(1, bytes, { kind: 'granted-request', at });
		makeRoom = fillDisk(1);
		await takeIn();
		expect((await approvalOf(1, bytes))!.standing).toBeNull();
		expect(await inInbox()).toEqual([1]);
		makeRoom();
		await takeIn();
		expect((await approvalOf(1, bytes))!.standing!.decided.grantedAt).toBe(at);
		expect(await inInbox()).toEqual([]);
	});
});

it('tabs take turns by a lock of their own', async () => {
	const names: string[] = [];
	const request = async (name: string, _: unknown, task: () => Promise<void>) => {
		names.push(name);
		await task();
	};
	vi.stubGlobal('navigator', { locks: { request } });
	await put(1, bytesOf(await ask(1)));
	await takeIn();
	expect(names).toEqual(['roompass inbox']);
	expect(await inInbox()).toEqual([]);
});
