import { bytesToHex, hexToBytes } from './bytes';
import { decodeArray, encodeArray, isBytes, isText, isTime } from './cbor';
import type { HandOffKeys } from './code-keys';
import { fitText } from './fit-text';
import { hpkeSuite } from './hpke';

/**
 * Decision, admin → device. A CBOR array, on the wire and in the QR:
 *
 * | #   | field        | size    | what it is                                                 |
 * | --- | ------------ | ------- | ---------------------------------------------------------- |
 * | 0   | version      | uint    | 1                                                          |
 * | 1   | kind         | uint    | 2: decision                                                |
 * | 2   | workspace    | 16 B    | workspace id                                               |
 * | 3   | ticket id    | 16 B    | of the code                                                |
 * | 4   | request id   | 16 B    | of the request that it answers                             |
 * | 5   | enc          | 65 B    | HPKE encapsulated key                                      |
 * | 6   | ciphertext   | ≤ 1 kB  | HPKE, PSK mode                                             |
 *
 * HPKE (RFC 9180) in PSK mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, to the public key in the
 * request; the psk is that of the code, its id `roompass/1 code`; info is the CBOR of `[1, "decision", workspace,
 * request id]`; associated data is the CBOR of `[1, "decision", ticket id]`. So it opens for the device that asked,
 * with the code that was entered, for that one request, and for nobody else, also not with a photo of both QRs.
 *
 * Sealed, approved: `[1, sign-in name, password, room, decided at, collect by]`; rejected: `[0, reason, text, decided at]`.
 * Times are ms since 1970, by the approver's clock. What is for reading only, room and text, is cut to 48 and 200 bytes of
 * UTF-8, so that the QR stays within version 15 with the longest sign-in name (113) and a password of 64 bytes.
 */
export const decisionVersion = 1;
const decisionKind = 2;
const maxCiphertext = 1_024;
/** Bytes of a room's name as it travels. */
export const maxRoomBytes = 48;
/** Bytes of the words of a rejection as they travel. */
export const maxRejectionBytes = 200;

export type DecisionContent =
	| {
			readonly verdict: 'approved';
			readonly signInName: string;
			readonly password: string;
			/** What the room is called, for the technician to compare. */
			readonly room: string;
			readonly decidedAt: number;
			readonly collectBy: number;
	  }
	| {
			readonly verdict: 'rejected';
			readonly reason: string;
			readonly text: string;
			readonly decidedAt: number;
	  };

/** A decision that was parsed, not yet opened. Ids are 32 hex digits. */
export interface DecisionEnvelope {
	readonly workspace: string;
	readonly ticketId: string;
	readonly request: string;
	readonly enc: Uint8Array<ArrayBuffer>;
	readonly ciphertext: Uint8Array<ArrayBuffer>;
}

const pskId = new TextEncoder().encode('roompass/1 code');

/** A device's key pair for one request; the private key is not extractable. */
export function generateDeviceKeyPair(): Promise<CryptoKeyPair> {
	return crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
}

/** Seals a decision to the device that asked. Rejects where `publicKey` is no point on the curve. */
export async function sealDecision(
	to: { readonly workspace: string; readonly request: string; readonly publicKey: Uint8Array<ArrayBuffer> },
	keys: Pick<HandOffKeys, 'ticketId' | 'psk'>,
	content: DecisionContent
): Promise<Uint8Array<ArrayBuffer>> {
	const sender = await hpkeSuite.createSenderContext({
		recipientPublicKey: await hpkeSuite.kem.deserializePublicKey(to.publicKey),
		psk: { id: pskId, key: keys.psk },
		info: info(to.workspace, to.request)
	});
	const ciphertext = await sender.seal(encodeContent(content), associatedData(keys.ticketId));
	return encodeArray([
		decisionVersion,
		decisionKind,
		hexToBytes(to.workspace),
		hexToBytes(keys.ticketId),
		hexToBytes(to.request),
		new Uint8Array(sender.enc),
		new Uint8Array(ciphertext)
	]);
}

/** Parses a decision strictly; `null` for anything that is none of version 1. */
export function parseDecision(bytes: Uint8Array): DecisionEnvelope | null {
	const fields = decodeArray(bytes, 7);
	if (!fields) return null;
	const [version, kind, workspace, ticketId, request, enc, ciphertext] = fields;
	if (version !== decisionVersion || kind !== decisionKind) return null;
	if (!isBytes(workspace, 16) || !isBytes(ticketId, 16) || !isBytes(request, 16) || !isBytes(enc, 65))
		return null;
	if (!isBytes(ciphertext) || ciphertext.length > maxCiphertext) return null;
	return {
		workspace: bytesToHex(workspace),
		ticketId: bytesToHex(ticketId),
		request: bytesToHex(request),
		enc,
		ciphertext
	};
}

/** What a decision says; `null` where it is not for this device, code and request, or was changed. */
export async function openDecision(
	envelope: DecisionEnvelope,
	recipient: CryptoKeyPair,
	keys: Pick<HandOffKeys, 'ticketId' | 'psk'>
): Promise<DecisionContent | null> {
	if (envelope.ticketId !== keys.ticketId) return null;
	let plaintext: ArrayBuffer;
	try {
		const context = await hpkeSuite.createRecipientContext({
			recipientKey: recipient,
			enc: envelope.enc,
			psk: { id: pskId, key: keys.psk },
			info: info(envelope.workspace, envelope.request)
		});
		plaintext = await context.open(envelope.ciphertext, associatedData(keys.ticketId));
	} catch {
		return null;
	}
	return decodeContent(new Uint8Array(plaintext));
}

function encodeContent(content: DecisionContent): Uint8Array<ArrayBuffer> {
	return content.verdict === 'approved'
		? encodeArray([
				1,
				content.signInName,
				content.password,
				fitText(content.room, maxRoomBytes),
				content.decidedAt,
				content.collectBy
			])
		: encodeArray([0, content.reason, fitText(content.text, maxRejectionBytes), content.decidedAt]);
}

function decodeContent(bytes: Uint8Array): DecisionContent | null {
	const approved = decodeArray(bytes, 6);
	if (approved) {
		const [verdict, signInName, password, room, decidedAt, collectBy] = approved;
		if (verdict !== 1 || !isText(signInName, 130) || !isText(password, 256) || !isText(room, 200))
			return null;
		if (!isTime(decidedAt) || !isTime(collectBy)) return null;
		return { verdict: 'approved', signInName, password, room, decidedAt, collectBy };
	}
	const rejected = decodeArray(bytes, 4);
	if (!rejected) return null;
	const [verdict, reason, text, decidedAt] = rejected;
	if (verdict !== 0 || !isText(reason, 60) || !isText(text, 200) || !isTime(decidedAt)) return null;
	return { verdict: 'rejected', reason, text, decidedAt };
}

function info(workspace: string, request: string): Uint8Array<ArrayBuffer> {
	return encodeArray([decisionVersion, 'decision', hexToBytes(workspace), hexToBytes(request)]);
}

function associatedData(ticketId: string): Uint8Array<ArrayBuffer> {
	return encodeArray([decisionVersion, 'decision', hexToBytes(ticketId)]);
}
