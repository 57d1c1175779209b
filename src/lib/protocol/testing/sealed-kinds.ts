import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { bytesToBase64, bytesToHex, hexToBytes } from '../bytes';
import type { Code } from '../code';
import { grantKeysOf, handOffKeysOf } from '../code-keys';
import { openDecision, parseDecision } from '../decision';
import { openGrant, parseGrant } from '../grant';
import { inviteKeysOf, openAnswer, openPackage } from '../hub/invite';
import { openReceipt, parseReceipt } from '../receipt';
import { openRequest, parseRequest } from '../request';
import { array, byteString, textString, whole, type Bytes } from './hand-written-cbor';
import { bytesOf, timeOf, type Field } from './fields';

/**
 * Every kind of sealed content, with the keys that it is sealed with. Any plaintext can be sealed, and whoever opens it finds
 * nothing wrong with the seal: what is left to refuse is the content. Envelopes and associated data are written by hand.
 */
export interface SealedKind {
	readonly name: string;
	/** What the content may be, as the specification has it. */
	readonly shapes: readonly (readonly Field[])[];
	/** The envelope of a plaintext, rightly sealed. */
	readonly seal: (plaintext: Bytes) => Promise<Bytes>;
	/** What the code under test makes of it. */
	readonly open: (envelope: Bytes) => Promise<unknown>;
	/** What it should make of the fields. */
	readonly contentOf: (values: readonly unknown[]) => unknown;
}

/** What everything here is sealed for. Codes and secrets are test data. */
export const code = 'K7QF9M2X4TBNW3HD' as Code;
export const workspace = 'ab'.repeat(16);
export const request = 'cd'.repeat(16);
export const point = Uint8Array.of(4, ...Array.from({ length: 64 }, (_, i) => i));
const invite = { workspace, secret: new Uint8Array(32).fill(9) };
const at = 1_795_000_000_000;

const text = (name: string, value: string, max: number): Field => ({ name, type: 'text', value, max });
const constant = (name: string, value: number): Field => ({ name, type: 'constant', value });
const hex = (value: unknown) => bytesToHex(value as Uint8Array);

const requestFields: readonly Field[] = [
	bytesOf('request id', hexToBytes(request)),
	bytesOf('public key', point),
	text('make', 'Logitech', 64),
	text('model', 'RoomMate', 64),
	text('serial', '2134LZ01ABC9', 64),
	timeOf('entered at', at)
];
const approvedFields: readonly Field[] = [
	constant('verdict', 1),
	text('sign-in name', 'oslo@contoso.com', 130),
	text('password', 'kFahm-dRt4n-7bcvk', 256),
	text('room', 'Møterom 4', 200),
	timeOf('decided at', at),
	timeOf('collect by', at + 1)
];
const rejectedFields: readonly Field[] = [
	constant('verdict', 0),
	text('reason', 'wrong-room', 60),
	text('text', 'The room beside it.', 200),
	timeOf('decided at', at)
];
const receiptFields: readonly Field[] = [timeOf('at', at)];
const grantFields: readonly Field[] = [
	text('sign-in name', 'oslo@contoso.com', 130),
	text('password', 'kFahm-dRt4n-7bcvk', 256),
	text('room', 'Møterom 4', 200),
	timeOf('granted at', at),
	{ name: 'collect within', type: 'whole', value: 12, max: 336 }
];
const answerFields: readonly Field[] = [
	bytesOf('member', new Uint8Array(16).fill(1)),
	text('name', 'Tablet 2', 200),
	bytesOf('signing key', point),
	bytesOf('encryption key', point.toReversed())
];
const packageFields: readonly Field[] = [
	{
		name: 'workspace',
		type: 'bytes',
		value: hexToBytes(workspace),
		lengths: [[16, 16]],
		isFixed: true
	},
	{
		name: 'epochs',
		type: 'list',
		min: 1,
		of: [
			{ name: 'epoch', type: 'whole', value: 1, max: Number.MAX_SAFE_INTEGER },
			bytesOf('key', new Uint8Array(32).fill(3))
		]
	},
	text('recovery recipient', 'age1', 100)
];

/** All of them, with keys of their own. */
export async function sealedKinds(): Promise<SealedKind[]> {
	const keys = await handOffKeysOf(code);
	const grantKeys = await grantKeysOf(code);
	const inviteKeys = await inviteKeysOf(invite);
	const device = await ecdhPair();
	const ticket = hexToBytes(keys.ticketId);
	const serialTag = new Uint8Array(16).fill(5);
	const inviteId = byteString(hexToBytes(inviteKeys.id));

	const receipt = (kind: number, label: string, what: 'signed-in' | 'delivered'): SealedKind => ({
		name: `receipt: ${what}`,
		shapes: [receiptFields],
		seal: async (plaintext) => {
			const associated = array([
				whole(1),
				textString(label),
				byteString(ticket),
				byteString(hexToBytes(request))
			]);
			const sealed = await sealedByAes(keys.requestKey, plaintext, associated);
			return array([whole(1), whole(kind), byteString(ticket), byteString(hexToBytes(request)), ...sealed]);
		},
		open: async (bytes) => {
			const envelope = parseReceipt(bytes);
			return envelope?.what === what ? openReceipt(envelope, keys) : null;
		},
		contentOf: ([when]) => when
	});

	return [
		{
			name: 'request',
			shapes: [requestFields],
			seal: async (plaintext) => {
				const associated = array([whole(1), textString('request'), byteString(ticket)]);
				const sealed = await sealedByAes(keys.requestKey, plaintext, associated);
				return array([whole(1), whole(1), byteString(ticket), ...sealed]);
			},
			open: async (bytes) => {
				const envelope = parseRequest(bytes);
				return envelope && openRequest(envelope, keys);
			},
			contentOf: ([id, publicKey, make, model, serial, enteredAt]) => ({
				request: hex(id),
				publicKey,
				make,
				model,
				serial,
				enteredAt
			})
		},
		{
			name: 'decision',
			shapes: [approvedFields, rejectedFields],
			seal: async (plaintext) => {
				const { enc, ciphertext } = await sealedByHpke({
					to: device.publicKey,
					psk: keys.psk,
					pskId: 'roompass/1 code',
					info: array([
						whole(1),
						textString('decision'),
						byteString(hexToBytes(workspace)),
						byteString(hexToBytes(request))
					]),
					associated: array([whole(1), textString('decision'), byteString(ticket)]),
					plaintext
				});
				const ids = [hexToBytes(workspace), ticket, hexToBytes(request)].map((id) => byteString(id));
				return array([whole(1), whole(2), ...ids, byteString(enc), byteString(ciphertext)]);
			},
			open: async (bytes) => {
				const envelope = parseDecision(bytes);
				return envelope && openDecision(envelope, device, keys);
			},
			contentOf: ([verdict, ...rest]) => {
				if (verdict === 0) {
					const [reason, words, decidedAt] = rest;
					return { verdict: 'rejected', reason, text: words, decidedAt };
				}
				const [signInName, password, room, decidedAt, collectBy] = rest;
				return { verdict: 'approved', signInName, password, room, decidedAt, collectBy };
			}
		},
		{
			name: 'grant',
			shapes: [grantFields],
			seal: async (plaintext) => {
				const ids = [hexToBytes(workspace), ticket, serialTag].map((id) => byteString(id));
				const associated = array([whole(1), textString('grant'), ...ids]);
				const sealed = await sealedByAes(grantKeys.grantKey, plaintext, associated);
				return array([whole(1), whole(4), ...ids, ...sealed]);
			},
			open: async (bytes) => {
				const envelope = parseGrant(bytes);
				return envelope && openGrant(envelope, grantKeys);
			},
			contentOf: ([signInName, password, room, grantedAt, collectWithinHours]) => ({
				signInName,
				password,
				room,
				grantedAt,
				collectWithinHours
			})
		},
		receipt(3, 'receipt', 'signed-in'),
		receipt(8, 'delivery', 'delivered'),
		{
			name: 'answer to an invitation',
			shapes: [answerFields],
			seal: async (plaintext) => {
				const associated = array([whole(1), textString('invite answer'), inviteId]);
				const sealed = await sealedByAes(inviteKeys.key, plaintext, associated);
				return array([whole(1), whole(6), inviteId, ...sealed]);
			},
			open: (bytes) => openAnswer(bytes, inviteKeys),
			contentOf: ([member, name, signingKey, encryptionKey]) => ({
				member: hex(member),
				name,
				signingKey,
				encryptionKey
			})
		},
		{
			name: 'package of an invitation',
			shapes: [packageFields],
			seal: async (plaintext) => {
				const { enc, ciphertext } = await sealedByHpke({
					to: device.publicKey,
					psk: inviteKeys.psk,
					pskId: 'roompass/1 invite',
					info: array([whole(1), textString('invite'), byteString(hexToBytes(workspace)), inviteId]),
					associated: new Uint8Array(),
					plaintext
				});
				return array([whole(1), whole(7), inviteId, byteString(enc), byteString(ciphertext)]);
			},
			open: (bytes) => openPackage(bytes, invite, inviteKeys, device),
			contentOf: ([id, epochs, recipient]) => ({
				workspace: hex(id),
				epochs: (epochs as [number, Uint8Array][]).map(([epoch, key]) => ({
					epoch,
					key: bytesToBase64(key)
				})),
				recoveryRecipient: recipient === '' ? null : recipient
			})
		}
	];
}

function ecdhPair(): Promise<CryptoKeyPair> {
	return crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
}

/** Nonce and ciphertext, as the last two fields of an envelope. */
async function sealedByAes(key: CryptoKey, plaintext: Bytes, associated: Bytes): Promise<Bytes[]> {
	const iv = crypto.getRandomValues(new Uint8Array(12));
	const params = { name: 'AES-GCM', iv, additionalData: associated };
	return [byteString(iv), byteString(new Uint8Array(await crypto.subtle.encrypt(params, key, plaintext)))];
}

const suite = new CipherSuite({
	kem: new DhkemP256HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Aes256Gcm()
});

async function sealedByHpke({
	to,
	psk,
	pskId,
	info,
	associated,
	plaintext
}: Readonly<{
	to: CryptoKey;
	psk: Bytes;
	pskId: string;
	info: Bytes;
	associated: Bytes;
	plaintext: Bytes;
}>): Promise<{ enc: Bytes; ciphertext: Bytes }> {
	const sender = await suite.createSenderContext({
		recipientPublicKey: to,
		psk: { id: new TextEncoder().encode(pskId), key: psk },
		info
	});
	const ciphertext = new Uint8Array(await sender.seal(plaintext, associated));
	return { enc: new Uint8Array(sender.enc), ciphertext };
}
