import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeReceipt, makeRequest } from '$lib/device/hand-off';
import { emptyProfile } from '$lib/domain/account';
import { safeRule } from '$lib/domain/auto-approval';
import type { BatchId, MemberId, OtpId } from '$lib/domain/ids';
import type { Result } from '$lib/domain/result';
import type { ApprovalRef } from '$lib/journal/approvals';
import { canonicalState } from '$lib/journal/testing/canonical-state';
import type { Code } from '$lib/protocol/code';
import { extendBatch, renameBatch, revokeOtps } from './change-otps';
import { approveRequests, decideRequest } from './decide-request';
import { addAccount, confirmReadiness, deleteAccounts, editAccount, restoreAccounts } from './edit-accounts';
import { generateOtps } from './generate-otps';
import { grantedByHub } from './granted-by-hub';
import { handOverDecision } from './hand-over-decision';
import { importAccounts } from './import-accounts';
import { markSignedIn } from './mark-signed-in';
import { receiveScan } from './receive-scan';
import { recordSecretAccess } from './record-secret-access';
import { releaseDevice } from './release-device';
import { removeTablet } from './remove-tablet';
import { renameWorkspace } from './rename-workspace';
import { setPreferences } from './set-preferences';
import { fillDisk } from './testing/full-disk';
import { must, roomId, TestTablet } from './testing/test-tablet';
import { undoImport } from './undo-import';
import { waiveCheck } from './waive-check';
import { withdrawDecision } from './withdraw-decision';

/** A workspace in which every command has something to do. */
interface Scene {
	readonly tablet: TestTablet;
	readonly otp: OtpId;
	readonly batch: BatchId;
	readonly run: string;
	/** Waits for a decision. */
	readonly waiting: ApprovalRef;
	/** Approved, and still here. */
	readonly decided: ApprovalRef;
	readonly requestText: string;
	readonly receiptText: string;
	readonly other: MemberId;
}

const hour = 3_600_000;
const device = { make: 'Logitech', model: 'RoomMate', serial: 'S-1' };
const fjord = { ...emptyProfile, signInName: 'fjord@contoso.com' };

async function scene(): Promise<Scene> {
	const founder = await TestTablet.found(() => Promise.reject(new TypeError('Failed to fetch')));
	await founder.addRooms(1, 2, 3);
	const tablet = await founder.colleague();
	const { workspace } = tablet;
	const { run } = must(await importAccounts(workspace, [{ id: roomId(9), profile: fjord }], 'more.csv'));
	must(await deleteAccounts(workspace, [roomId(9)]));
	const ask = (n: number) =>
		makeRequest({ enteredAt: 1 }, tablet.otpOf(n).code as Code, { ...device, serial: `S-${n}` }, 1);
	const received = async (text: string) => {
		const scanned = must(await receiveScan(workspace, text));
		if (scanned.type !== 'request') throw new Error(scanned.type);
		return scanned.ref;
	};
	const waiting = await received((await ask(1)).asked.qrText);
	const approved = await ask(2);
	const decided = await received(approved.asked.qrText);
	must(await decideRequest(workspace, decided, { verdict: 'approved' }));
	return {
		tablet,
		otp: tablet.otpOf(3).id,
		batch: tablet.otpOf(3).batch as BatchId,
		run,
		waiting,
		decided,
		requestText: (await ask(3)).asked.qrText,
		receiptText: await makeReceipt(tablet.otpOf(2).code as Code, approved.asked.request, 1),
		other: founder.keys.member as MemberId
	};
}

type Command = (scene: Scene) => Promise<Result<unknown, { readonly type: string }>>;

/** By their names: the entry that each writes here, and a call. */
const commands: Record<string, readonly [string, Command]> = {
	revokeOtps: ['otps.voided', ({ tablet, otp }) => revokeOtps(tablet.workspace, [otp])],
	extendBatch: [
		'otps.extended',
		({ tablet, batch }) => extendBatch(tablet.workspace, batch, Date.now() + 48 * hour)
	],
	renameBatch: ['batch.renamed', ({ tablet, batch }) => renameBatch(tablet.workspace, batch, 'First floor')],
	decideRequest: [
		'otp.decided',
		({ tablet, waiting }) => decideRequest(tablet.workspace, waiting, { verdict: 'approved' })
	],
	approveRequests: ['otp.decided', ({ tablet, waiting }) => approveRequests(tablet.workspace, [waiting])],
	addAccount: ['accounts.edited', ({ tablet }) => addAccount(tablet.workspace, { profile: fjord })],
	editAccount: [
		'accounts.edited',
		({ tablet }) => editAccount(tablet.workspace, { id: roomId(1), credential: null })
	],
	confirmReadiness: [
		'accounts.edited',
		({ tablet }) => confirmReadiness(tablet.workspace, [roomId(1)], true)
	],
	deleteAccounts: ['accounts.deleted', ({ tablet }) => deleteAccounts(tablet.workspace, [roomId(1)])],
	restoreAccounts: ['accounts.restored', ({ tablet }) => restoreAccounts(tablet.workspace, [roomId(9)])],
	generateOtps: [
		'otps.issued',
		({ tablet }) =>
			generateOtps(tablet.workspace, {
				accounts: [roomId(1)],
				batchName: 'Bergen',
				notBefore: 0,
				expirationHours: 8,
				passwords: 'generate'
			})
	],
	grantedByHub: ['otp.decided', ({ tablet, waiting }) => grantedByHub(tablet.workspace, waiting, 5)],
	handOverDecision: ['otp.handed-over', ({ tablet, decided }) => handOverDecision(tablet.workspace, decided)],
	importAccounts: [
		'accounts.imported',
		({ tablet }) => importAccounts(tablet.workspace, [{ id: roomId(4), profile: fjord }], 'rooms.csv')
	],
	markSignedIn: ['otp.signed-in', ({ tablet, otp }) => markSignedIn(tablet.workspace, otp)],
	'receiveScan of a request': [
		'otp.requested',
		({ tablet, requestText }) => receiveScan(tablet.workspace, requestText)
	],
	'receiveScan of a receipt': [
		'otp.signed-in',
		({ tablet, receiptText }) => receiveScan(tablet.workspace, receiptText)
	],
	recordSecretAccess: [
		'secret.accessed',
		({ tablet }) => recordSecretAccess(tablet.workspace, { what: 'password', how: 'viewed' }, [roomId(1)])
	],
	releaseDevice: ['device.released', ({ tablet }) => releaseDevice(tablet.workspace, 'S-1')],
	removeTablet: [
		'member.removed',
		({ tablet, other }) => removeTablet(tablet.workspace, tablet.ports, other)
	],
	renameWorkspace: ['workspace.renamed', ({ tablet }) => renameWorkspace(tablet.workspace, 'Fabrikam')],
	setPreferences: [
		'preferences.set',
		({ tablet }) =>
			setPreferences(tablet.workspace, {
				otpExpirationHours: 5,
				decideWithinHours: 24,
				collectWithinHours: 12,
				autoApproval: false,
				autoApprovalRule: safeRule,
				deviceAddress: ''
			})
	],
	undoImport: ['accounts.edited', ({ tablet, run }) => undoImport(tablet.workspace, run)],
	waiveCheck: ['check.waived', ({ tablet }) => waiveCheck(tablet.workspace, 'licence', true)],
	withdrawDecision: [
		'otp.decision-withdrawn',
		({ tablet, decided }) => withdrawDecision(tablet.workspace, decided)
	]
};

let given: Scene;
let makeRoom: () => void = () => undefined;
beforeEach(async () => {
	given = await scene();
});
afterEach(() => makeRoom());

describe.each(Object.entries(commands))('%s', (_, [kind, command]) => {
	it('says that the disk is full, changes nothing, and does its work once there is room', async () => {
		const { database, workspace } = given.tablet;
		const state = canonicalState(workspace.state);
		const entries = await database.entries.count();
		makeRoom = fillDisk();
		expect(await command(given)).toEqual({ ok: false, error: { type: 'StorageFull' } });
		makeRoom();
		expect(canonicalState(workspace.state)).toBe(state);
		expect(await database.entries.count()).toBe(entries);

		expect(await command(given)).toMatchObject({ ok: true });
		expect(await database.entries.count()).toBe(entries + 1);
		expect((await workspace.history().next()).value).toMatchObject({ kind });
	});
});
