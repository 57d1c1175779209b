import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { emptyProfile, unknownFacts } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { canonicalState } from '$lib/journal/testing/canonical-state';
import { newWorkspace } from '$lib/journal/testing/new-workspace';
import { Workspace } from '$lib/journal/workspace.svelte';
import { randomBytes, RandomPool } from '$lib/protocol/bytes';
import { encodeArray } from '$lib/protocol/cbor';
import { generateCode, type Code } from '$lib/protocol/code';
import { handOffKeysOf, type HandOffKeys } from '$lib/protocol/code-keys';
import { generateDeviceKeyPair, sealDecision } from '$lib/protocol/decision';
import { envelopeToQrText, readQrText } from '$lib/protocol/qr-text';
import { sealReceipt } from '$lib/protocol/receipt';
import { newRequestId, sealRequest } from '$lib/protocol/request';
import { sheetLink } from '$lib/protocol/sheet-link';
import { exportVerifyingKey } from '$lib/protocol/signing';
import { byteMutations } from '$lib/protocol/testing/mutated-bytes';
import { textMutations } from '$lib/protocol/testing/mutated-text';
import { SeededRandom } from '$lib/protocol/testing/seeded-random';
import { generateOtps } from './generate-otps';
import { importAccounts } from './import-accounts';
import { receiveScan } from './receive-scan';

const seed = Number(process.env.FUZZ_SEED ?? 20_261_124);
const runs = 4_000;
const room = 'fjord@contoso.com' as AccountId;

/** A device's request and its receipt, as the texts of their QRs. */
async function asked(keys: HandOffKeys, publicKey: Uint8Array<ArrayBuffer>) {
	const request = newRequestId();
	const device = {
		publicKey,
		make: 'Logitech',
		model: 'RoomMate',
		serial: 'DEVICE-A',
		enteredAt: Date.now()
	};
	return {
		request: envelopeToQrText('request', await sealRequest(keys, { request, ...device })),
		receipt: envelopeToQrText('receipt', await sealReceipt(keys, request, Date.now())),
		decision: envelopeToQrText(
			'decision',
			await sealDecision({ workspace: '00'.repeat(16), request, publicKey }, keys, {
				verdict: 'rejected',
				reason: 'other',
				text: 'No',
				decidedAt: 1
			})
		)
	};
}

it(`${runs} changed, foreign and forged QR texts change nothing in the workspace (seed ${seed})`, async () => {
	const { database, keys: workspaceKeys } = await newWorkspace();
	const workspace = await Workspace.open(database, workspaceKeys);
	const profile = { ...emptyProfile, signInName: room, displayName: 'Fjord' };
	const facts = { ...unknownFacts, enabled: true, licences: ['Teams Rooms Pro'] };
	await importAccounts(workspace, [{ id: room, profile, facts }], 'rooms.csv');
	const issued = await generateOtps(workspace, {
		accounts: [room],
		batchName: 'Oslo',
		notBefore: 0,
		expirationHours: 8,
		passwords: 'generate'
	});
	if (!issued.ok) throw new Error(issued.error.type);
	const code = workspace.state.otps.get(issued.value.otps[0]!)!.code as Code;
	const keys = await handOffKeysOf(code);
	const publicKey = await exportVerifyingKey((await generateDeviceKeyPair()).publicKey);

	const ours = await asked(keys, publicKey);
	expect(await receiveScan(workspace, ours.request)).toMatchObject({ ok: true, value: { isNew: true } });
	expect(await receiveScan(workspace, ours.receipt)).toMatchObject({ ok: true, value: { isNew: true } });
	const state = canonicalState(workspace.state);
	const entries = await database.entries.count();

	const withoutKey = {
		request: newRequestId(),
		publicKey: new Uint8Array(65),
		make: 'Logitech',
		model: 'RoomMate',
		serial: 'DEVICE-A',
		enteredAt: 1
	};
	const strange = await handOffKeysOf(generateCode(new RandomPool()));
	const texts = [
		...Object.values(ours),
		...Object.values(await asked(strange, publicKey)),
		// Made with another code, and put under our ticket.
		...Object.values(await asked({ ...strange, ticketId: keys.ticketId }, publicKey)),
		// Made with our code, for a key that is none.
		envelopeToQrText('request', await sealRequest(keys, withoutKey)),
		envelopeToQrText('invite', encodeArray([1, randomBytes(16), randomBytes(100)])),
		sheetLink('https://rooms.contoso.com', code)
	];
	const random = new SeededRandom(seed);
	const scannable = texts.map(readQrText).filter((scanned) => 'envelope' in scanned);
	const answers = new Set<string>();
	for (let run = 0; run < runs; run++) {
		const scanned = random.pick(scannable);
		const other = random.pick(scannable);
		const text =
			run < texts.length
				? texts[run]!
				: random.below(3) > 0
					? envelopeToQrText(
							scanned.type,
							byteMutations[random.pick(Object.keys(byteMutations))]!(
								random,
								scanned.envelope,
								other.envelope
							)
						)
					: textMutations[random.pick(Object.keys(textMutations))]!(
							random,
							random.pick(texts),
							random.pick(texts)
						);
		const received = await receiveScan(workspace, text);
		answers.add(received.ok ? `known ${received.value.type}` : received.error.type);
		if (received.ok && received.value.isNew) expect.fail(`run ${run}: believed ${JSON.stringify(text)}`);
	}
	expect(canonicalState(workspace.state)).toBe(state);
	expect(await database.entries.count()).toBe(entries);
	expect([...answers].sort()).toEqual([
		'Damaged',
		'DecisionInstead',
		'Foreign',
		'InviteInstead',
		'NewerVersion',
		'NotSealedWithThisCode',
		'Sheet',
		'UnknownTicket',
		'WebAddress',
		'known receipt',
		'known request'
	]);
});
