import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { comparisonWords } from '$lib/protocol/comparison-words';
import {
	generateDeviceKeyPair,
	openDecision,
	type DecisionContent,
	type DecisionEnvelope
} from '$lib/protocol/decision';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { sealReceipt } from '$lib/protocol/receipt';
import { newRequestId, sealRequest, type DeviceDetails } from '$lib/protocol/request';
import { exportVerifyingKey } from '$lib/protocol/signing';
import type { Asked, Room } from './room';

/** A request as it is kept: sealed, with its words, and the key pair that its decision will be sealed to. */
export interface SealedRequest {
	readonly asked: Omit<Asked, 'code' | 'earlier'>;
	readonly keyPair: CryptoKeyPair;
}

/** Seals a request for a device, with a fresh key pair. It is sealed once: its QR and its words stay the same. */
export async function makeRequest(
	{ enteredAt }: Pick<Room, 'enteredAt'>,
	code: Code,
	device: DeviceDetails,
	now: number
): Promise<SealedRequest> {
	const keyPair = await generateDeviceKeyPair();
	const request = newRequestId();
	const publicKey = await exportVerifyingKey(keyPair.publicKey);
	const envelope = await sealRequest(await handOffKeysOf(code), { ...device, request, publicKey, enteredAt });
	const words = await comparisonWords(envelope);
	const qrText = envelopeToQrText('request', envelope);
	return { asked: { request, qrText, words, device, sealedAt: now }, keyPair };
}

/** What a decision for this request says; `null` where it was not sealed to this phone with this code, or was changed. */
export async function readDecision(
	envelope: DecisionEnvelope,
	asked: Asked,
	keyPair: CryptoKeyPair
): Promise<DecisionContent | null> {
	return openDecision(envelope, keyPair, await handOffKeysOf(asked.code));
}

/** Text of the QR by which the admin learns that the device has signed in. */
export async function makeReceipt(code: Code, request: string, signedInAt: number): Promise<string> {
	return envelopeToQrText('receipt', await sealReceipt(await handOffKeysOf(code), request, signedInAt));
}
