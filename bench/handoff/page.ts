import type { AccountId } from '$lib/domain/ids';
import { decideRequest } from '$lib/commands/decide-request';
import { generateOtps } from '$lib/commands/generate-otps';
import { handOverDecision } from '$lib/commands/hand-over-decision';
import { receiveScan } from '$lib/commands/receive-scan';
import type { RoompassDatabase } from '$lib/journal/database';
import type { Workspace } from '$lib/journal/workspace.svelte';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { generateDeviceKeyPair } from '$lib/protocol/decision';
import { hpkeSuite } from '$lib/protocol/hpke';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { newRequestId, parseRequest, sealRequest, type RequestEnvelope } from '$lib/protocol/request';
import { exportVerifyingKey } from '$lib/protocol/signing';
import { foundWorkspace } from '../support/bench-workspace';
import { roomAt, roomsCsv } from '../support/building';
import { importCsv } from '../support/import-csv';
import type { Side } from '../support/page';

const count = 100;
/** Bytes of an approval's content, and of the entries of one hand-off: requested, decided. */
const contentBytes = 100;
const entryBytes = [600, 800];

interface Waiting {
	readonly code: Code;
	readonly qrText: string;
	readonly envelope: RequestEnvelope;
	readonly publicKey: Uint8Array<ArrayBuffer>;
}

let workspace: Workspace;
let database: RoompassDatabase;
const waiting: Waiting[] = [];

/** A workspace with 100 rooms, an OTP for each, and a device in front of each. */
export async function prepare(side: Side): Promise<void> {
	({ workspace, database } = await foundWorkspace());
	await importCsv(workspace, new Blob([roomsCsv(count)]));
	const issued = await generateOtps(workspace, {
		accounts: [...workspace.state.accounts.keys()] as AccountId[],
		batchName: 'Everything',
		notBefore: 0,
		expirationHours: 8,
		passwords: 'generate'
	});
	if (!issued.ok) throw new Error(issued.error.type);
	for (const [n, otp] of issued.value.otps.entries())
		waiting.push(await deviceWith(workspace.state.otps.get(otp)!.code as Code, roomAt(n).serial));
	// The floor is measured in an idle browser, without the workspace.
	if (side === 'peer') {
		workspace.close();
		database.close();
	}
}

async function deviceWith(code: Code, serial: string): Promise<Waiting> {
	const publicKey = await exportVerifyingKey((await generateDeviceKeyPair()).publicKey);
	const bytes = await sealRequest(await handOffKeysOf(code), {
		request: newRequestId(),
		publicKey,
		make: 'Logitech',
		model: 'RoomMate',
		serial,
		enteredAt: Date.now()
	});
	return { code, qrText: envelopeToQrText('request', bytes), envelope: parseRequest(bytes)!, publicKey };
}

/** One request after the other, as an admin takes them, each step on disk before the next begins. */
export async function work(): Promise<number> {
	let characters = 0;
	for (const device of waiting) characters += await handOff(device);
	return characters;
}

/** All requests are there at once: their steps go to disk together. */
export async function also(): Promise<number> {
	const lengths = await Promise.all(waiting.map(handOff));
	return lengths.reduce((sum, length) => sum + length, 0);
}

/** What an admin's tablet does between the camera and the QR: verify and keep the request, decide, hand over. */
async function handOff({ qrText }: Waiting): Promise<number> {
	const scanned = await receiveScan(workspace, qrText);
	if (!scanned.ok || scanned.value.type !== 'request') throw new Error('the request was not taken');
	const decided = await decideRequest(
		workspace,
		scanned.value.ref,
		{ verdict: 'approved' },
		{ handedOver: true }
	);
	if (!decided.ok) throw new Error(decided.error.type);
	const text = await handOverDecision(workspace, scanned.value.ref);
	if (!text.ok) throw new Error(text.error.type);
	return text.value.length;
}

/** The same calls of HKDF, AES-GCM and HPKE on input of the same size: keys of the code, open, seal, two entries. */
export async function peer(): Promise<number> {
	const encoder = new TextEncoder();
	const entryKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
	const additionalData = new Uint8Array(32);
	let bytes = 0;
	for (const { code, envelope, publicKey } of waiting) {
		const material = await crypto.subtle.importKey('raw', encoder.encode(code), 'HKDF', false, [
			'deriveBits'
		]);
		const derive = (label: string, length: number) => {
			const salt = encoder.encode('roompass/1');
			const params = { name: 'HKDF', hash: 'SHA-256', salt, info: encoder.encode(label) };
			return crypto.subtle.deriveBits(params, material, 8 * length);
		};
		// Once to open the request, once to seal its decision, as these are two steps of the admin's.
		let psk = new ArrayBuffer(0);
		let requestKey = new ArrayBuffer(0);
		for (let step = 0; step < 2; step++)
			[, requestKey, psk] = await Promise.all([
				derive('ticket id', 16),
				derive('request key', 32),
				derive('psk', 32)
			]);
		const opening = await crypto.subtle.importKey('raw', requestKey, 'AES-GCM', false, ['encrypt']);
		// Encrypting what is decrypted in earnest costs the same, and needs no associated data to be put together.
		await crypto.subtle.encrypt(
			{ name: 'AES-GCM', iv: envelope.nonce, additionalData },
			opening,
			envelope.ciphertext
		);
		const sender = await hpkeSuite.createSenderContext({
			recipientPublicKey: await hpkeSuite.kem.deserializePublicKey(publicKey),
			psk: { id: encoder.encode('roompass/1 code'), key: psk },
			info: additionalData
		});
		bytes += (await sender.seal(new Uint8Array(contentBytes), additionalData)).byteLength;
		for (const length of entryBytes) {
			const iv = crypto.getRandomValues(new Uint8Array(12));
			await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, entryKey, new Uint8Array(length));
		}
	}
	return bytes;
}
