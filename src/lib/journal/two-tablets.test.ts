import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { decideRequest } from '$lib/commands/decide-request';
import { generateOtps } from '$lib/commands/generate-otps';
import { handOverDecision } from '$lib/commands/hand-over-decision';
import { importAccounts } from '$lib/commands/import-accounts';
import { receiveScan } from '$lib/commands/receive-scan';
import { emptyProfile, unknownFacts } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { provisioningOf } from '$lib/domain/provisioning';
import type { Result } from '$lib/domain/result';
import { randomId } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { generateDeviceKeyPair } from '$lib/protocol/decision';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { newRequestId, sealRequest } from '$lib/protocol/request';
import { exportVerifyingKey, generateSigningKeyPair } from '$lib/protocol/signing';
import { firstStamp, laterStamp } from '$lib/protocol/stamp';
import { ageInThread } from '$lib/vault/age';
import { readBackup, writeBackup } from '$lib/vault/backup';
import { generateEncryptionKey, generateSecrets, openKeys } from '$lib/vault/keys';
import type { VaultSecrets } from '$lib/vault/secrets';
import { approvalsOfAccount, type ApprovalRef } from './approvals';
import { RoompassDatabase } from './database';
import { foundingRecords, ownerRecords } from './founding';
import { canonicalState } from './testing/canonical-state';
import { Workspace } from './workspace.svelte';

/**
 * Two admins' tablets that were both offline, and one code that two devices have asked with. Nobody can prevent it;
 * what can be had is that it comes to light when their journals meet, whichever way they meet.
 */
const hour = 3_600_000;
const room = 'fjord@contoso.com' as AccountId;
const passphrase = 'correct horse battery staple';

interface Tablet {
	readonly database: RoompassDatabase;
	readonly keys: Parameters<typeof Workspace.open>[1];
	readonly secrets: VaultSecrets;
	/** How far its clock is off, ms. */
	readonly clock: number;
	workspace: Workspace;
}

let databases = 0;
const newDatabase = () => new RoompassDatabase(`two tablets ${databases++}`);

function must<T>(result: Result<T, { readonly type: string }>): T {
	if (!result.ok) throw new Error(result.error.type);
	return result.value;
}

async function firstTablet(): Promise<Tablet> {
	const { secrets, rootPublicKey, encryptionPublicKey } = await generateSecrets();
	const { epochs, epoch, rootKey } = await openKeys(secrets);
	const signing = await generateSigningKeyPair(false);
	const member = randomId();
	const owner = {
		id: member,
		name: 'Tablet 1',
		signingKey: await exportVerifyingKey(signing.publicKey),
		encryptionKey: encryptionPublicKey
	};
	const founder = { workspace: secrets.workspace, epoch, sealingKey: epochs.get(epoch)!, rootKey: rootKey! };
	const database = newDatabase();
	await database.entries.bulkAdd(
		await foundingRecords(founder, { name: 'Contoso', rootPublicKey, owner }, Date.now())
	);
	const keys = { workspace: secrets.workspace, epochs, epoch, member, signingKey: signing.privateKey };
	return { database, keys, secrets, clock: 0, workspace: await Workspace.open(database, keys) };
}

/** A backup of a tablet, restored on an empty one, which joins as a new owner. */
async function restoredFrom(tablet: Tablet, clock = 0): Promise<Tablet> {
	const records = await tablet.database.entries.orderBy('position').toArray();
	const file = await writeBackup(
		ageInThread,
		{
			workspace: { id: tablet.workspace.id, name: 'Contoso' },
			createdAt: Date.now(),
			createdBy: 'Tablet 1',
			secrets: tablet.secrets,
			entryCount: records.length,
			entries: records.map(({ bytes }) => ({ envelope: bytes, sequence: null }))
		},
		{ type: 'passphrase', passphrase, workFactor: 2 }
	);
	const backup = must(await readBackup(ageInThread, file, { type: 'passphrase', passphrase }));
	const { epochs, epoch, rootKey } = await openKeys(backup.secrets);
	const signing = await generateSigningKeyPair(false);
	const owner = {
		id: randomId(),
		name: 'Tablet 2',
		signingKey: await exportVerifyingKey(signing.publicKey),
		encryptionKey: (await generateEncryptionKey()).publicKey
	};
	const { workspace } = backup.secrets;
	const founder = { workspace, epoch, sealingKey: epochs.get(epoch)!, rootKey: rootKey! };
	const last = laterStamp(firstStamp, tablet.workspace.state.lastStamp);
	const database = newDatabase();
	await database.entries.bulkAdd([
		...records.map(({ id, bytes }) => ({ id, bytes, sequence: 0, receivedAt: Date.now() })),
		...(await ownerRecords(founder, owner, last, Date.now()))
	]);
	const keys = { workspace, epochs, epoch, member: owner.id, signingKey: signing.privateKey };
	const now = () => Date.now() + clock;
	return {
		database,
		keys,
		secrets: backup.secrets,
		clock,
		workspace: await Workspace.open(database, keys, now)
	};
}

/** Gives one tablet the entries of another that it has not, and opens it anew. */
async function give(from: Tablet, to: Tablet): Promise<void> {
	const known = new Set((await to.database.entries.toArray()).map(({ id }) => id));
	const records = await from.database.entries.orderBy('position').toArray();
	to.workspace.close();
	await to.database.entries.bulkAdd(
		records
			.filter(({ id }) => !known.has(id))
			.map(({ id, bytes, sequence }) => ({ id, bytes, sequence, receivedAt: Date.now() }))
	);
	to.workspace = await Workspace.open(to.database, to.keys, () => Date.now() + to.clock);
}

/** A device that asks: the text of its QR. */
async function requestOf(code: Code, serial: string): Promise<string> {
	const device = await generateDeviceKeyPair();
	const envelope = await sealRequest(await handOffKeysOf(code), {
		request: newRequestId(),
		publicKey: await exportVerifyingKey(device.publicKey),
		make: 'Logitech',
		model: 'RoomMate',
		serial,
		enteredAt: Date.now()
	});
	return envelopeToQrText('request', envelope);
}

/** Scans a request, approves it and shows the decision, as an admin does in front of a device. */
async function approve({ workspace }: Tablet, text: string): Promise<ApprovalRef> {
	const scanned = must(await receiveScan(workspace, text));
	if (scanned.type !== 'request') throw new Error(scanned.type);
	must(await decideRequest(workspace, scanned.ref, { verdict: 'approved' }));
	must(await handOverDecision(workspace, scanned.ref));
	return scanned.ref;
}

function statusOn({ workspace: { state } }: Tablet) {
	const otp = state.otps.get(state.currentOtps.get(room)!)!;
	return provisioningOf(otp, state.batches.get(otp.batch), Date.now());
}

const serialOn = ({ workspace }: Tablet, { request }: { request: string }) =>
	approvalsOfAccount(workspace.state, room).find((approval) => approval.request.request === request)?.request
		.serial;

let one: Tablet;
let code: Code;

beforeEach(async () => {
	one = await firstTablet();
	const profile = { ...emptyProfile, signInName: room, displayName: 'Fjord' };
	const facts = { ...unknownFacts, enabled: true, licences: ['Teams Rooms Pro'] };
	must(await importAccounts(one.workspace, [{ id: room, profile, facts }], 'rooms.csv'));
	const { otps } = must(
		await generateOtps(one.workspace, {
			accounts: [room],
			batchName: 'Oslo',
			notBefore: 0,
			expirationHours: 8,
			passwords: 'generate'
		})
	);
	code = one.workspace.state.otps.get(otps[0]!)!.code as Code;
});

describe('two tablets that were both offline', () => {
	it('approve two devices with one code: a conflict on both once either has the other’s entries', async () => {
		const two = await restoredFrom(one);
		const first = await approve(one, await requestOf(code, 'DEVICE-A'));
		const second = await approve(two, await requestOf(code, 'DEVICE-B'));
		expect([statusOn(one).status, statusOn(two).status]).toEqual(['approved', 'approved']);

		await give(one, two);
		await give(two, one);
		for (const tablet of [one, two]) {
			const status = statusOn(tablet);
			if (status.status !== 'conflict') throw new Error(status.status);
			expect(serialOn(tablet, status.stands)).toBe('DEVICE-A');
			expect(status.others.map((other) => serialOn(tablet, other))).toEqual(['DEVICE-B']);
			expect(status.stands.request).toBe(first.request);
			expect(status.others[0]!.request).toBe(second.request);
		}
		expect(canonicalState(one.workspace.state)).toBe(canonicalState(two.workspace.state));
	});

	it('meet by a backup of one that has met the other: the restored tablet sees the conflict too', async () => {
		const two = await restoredFrom(one);
		await approve(one, await requestOf(code, 'DEVICE-A'));
		await approve(two, await requestOf(code, 'DEVICE-B'));
		await give(two, one);
		const three = await restoredFrom(one);
		expect(statusOn(three).status).toBe('conflict');
	});

	it('decide differently about two devices: the approval holds, for one device has the sign-in', async () => {
		const two = await restoredFrom(one);
		await approve(one, await requestOf(code, 'DEVICE-A'));
		const scanned = must(await receiveScan(two.workspace, await requestOf(code, 'DEVICE-B')));
		if (scanned.type !== 'request') throw new Error(scanned.type);
		const decision = { verdict: 'rejected', reason: 'unknown-device', text: '' } as const;
		must(await decideRequest(two.workspace, scanned.ref, decision));
		await give(two, one);
		const status = statusOn(one);
		expect(status.status === 'approved' && status.request?.serial).toBe('DEVICE-A');
	});

	it('approve the same device, whose request both have scanned: no conflict, it is one device', async () => {
		const two = await restoredFrom(one);
		const text = await requestOf(code, 'DEVICE-A');
		await approve(one, text);
		await approve(two, text);
		await give(two, one);
		await give(one, two);
		expect([statusOn(one).status, statusOn(two).status]).toEqual(['approved', 'approved']);
		expect(canonicalState(one.workspace.state)).toBe(canonicalState(two.workspace.state));
	});

	it('with a clock set back on one: still a conflict, the same on both, and its next entry is later than all', async () => {
		const two = await restoredFrom(one, -hour);
		expect(two.workspace.clockBehind).toBeGreaterThan(hour / 2);
		await approve(one, await requestOf(code, 'DEVICE-A'));
		await approve(two, await requestOf(code, 'DEVICE-B'));
		const before = two.workspace.state.lastStamp;
		await give(one, two);
		await give(two, one);
		expect(statusOn(one)).toEqual(statusOn(two));
		expect(statusOn(two).status).toBe('conflict');
		expect(two.workspace.state.lastStamp >= before).toBe(true);
		must(await two.workspace.append([{ kind: 'workspace.renamed', body: { name: 'Contoso, Oslo' } }]));
		expect(two.workspace.state.lastStamp > one.workspace.state.lastStamp).toBe(true);
	});
});
