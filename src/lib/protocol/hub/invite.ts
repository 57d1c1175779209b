import * as v from 'valibot';
import { base64ToBytes, bytesToBase64, bytesToHex, hexToBytes, randomBytes } from '../bytes';
import { decodeArray, encodeArray, isBytes, isText, isWhole } from '../cbor';
import { hpkeSuite } from '../hpke';
import { derive, importKeyMaterial } from '../key-derivation';
import { importSealingKey, nonceLength, seal, unseal } from '../sealing';

/**
 * How a second tablet joins a workspace through a hub that can read none of it.
 *
 * ```
 * first tablet                         hub                        second tablet
 *   shows the invite's QR ──────────────────────────────────────────▶ scans it
 *                                       ◀──────── answer ──────────── its new public keys
 *   words of the answer   ══════ a person compares ══════            words of the answer
 *   lets it in ─────────── package ────▶ ──────────────────────────▶ the workspace's keys
 * ```
 *
 * **Invite**, in the QR: the CBOR of `[1, 5 (invite), workspace id (16 B), secret (32 B)]`. From the secret both derive
 * (protocol/key-derivation) the invite id (16 B, public), the invite token (32 B, which the hub knows the hash of), the
 * invite key (AES-256-GCM, for the answer) and a psk (for the package). It holds for ten minutes and is answered once.
 *
 * **Answer**: `[1, 6, invite id, nonce, ciphertext]`; sealed with the invite key: `[member id, name, signing key, encryption
 * key]`, keys as uncompressed P-256 points. Both screens show its comparison words: who has seen the QR could answer in the
 * place of the second tablet, and would show other words.
 *
 * **Package**: `[1, 7, invite id, enc, ciphertext]`; HPKE (RFC 9180) in PSK mode to the answer's encryption key, psk id
 * `roompass/1 invite`, info the CBOR of `[1, "invite", workspace id, invite id]`; sealed: `[workspace id, [[epoch, key], …],
 * recovery recipient or empty]`.
 */
const version = 1;
const kinds = { invite: 5, answer: 6, package: 7 } as const;
/** How long an invite holds, in ms. */
export const inviteLifetime = 10 * 60_000;
const maxCiphertext = 4_096;
const maxName = 200;

/** What the QR holds. */
export interface Invite {
	/** 32 hex digits. */
	readonly workspace: string;
	/** 32 random bytes. */
	readonly secret: Uint8Array<ArrayBuffer>;
}

/** What both tablets derive from an invite. */
export interface InviteKeys {
	/** 32 hex digits, public. */
	readonly id: string;
	/** 32 bytes; the hub keeps their hash alone. */
	readonly token: Uint8Array<ArrayBuffer>;
	readonly key: CryptoKey;
	/** 32 bytes. */
	readonly psk: Uint8Array<ArrayBuffer>;
}

/** A tablet that wants to join, as it names itself. Keys are uncompressed P-256 points. */
export interface Joiner {
	/** Its member id, 32 hex digits. */
	readonly member: string;
	readonly name: string;
	readonly signingKey: Uint8Array<ArrayBuffer>;
	readonly encryptionKey: Uint8Array<ArrayBuffer>;
}

/** What the first tablet gives. */
export interface InvitePackage {
	/** 32 hex digits. */
	readonly workspace: string;
	/** Workspace keys, AES-256 in base64, by ascending epoch. */
	readonly epochs: readonly { readonly epoch: number; readonly key: string }[];
	/** The public half of the recovery kit; `null` where there is none. */
	readonly recoveryRecipient: string | null;
}

/** A new invite to a workspace. */
export function newInvite(workspace: string): Invite {
	return { workspace, secret: randomBytes(32) };
}

/** The bytes in the invite's QR. */
export function encodeInvite({ workspace, secret }: Invite): Uint8Array<ArrayBuffer> {
	return encodeArray([version, kinds.invite, hexToBytes(workspace), secret]);
}

/** Parses an invite strictly; `null` for anything else. */
export function parseInvite(bytes: Uint8Array): Invite | null {
	const fields = decodeArray(bytes, 4);
	if (!fields) return null;
	const [fieldVersion, kind, workspace, secret] = fields;
	if (fieldVersion !== version || kind !== kinds.invite) return null;
	if (!isBytes(workspace, 16) || !isBytes(secret, 32)) return null;
	return { workspace: bytesToHex(workspace), secret };
}

/** The keys of an invite. */
export async function inviteKeysOf({ secret }: Invite): Promise<InviteKeys> {
	const material = await importKeyMaterial(secret);
	const [id, token, key, psk] = await Promise.all([
		derive(material, 'invite id', 16),
		derive(material, 'invite token', 32),
		derive(material, 'invite key', 32),
		derive(material, 'invite psk', 32)
	]);
	return { id: bytesToHex(id), token, key: await importSealingKey(key), psk };
}

/** Seals the answer of a tablet that wants to join. */
export async function sealAnswer(
	{ id, key }: Pick<InviteKeys, 'id' | 'key'>,
	{ member, name, signingKey, encryptionKey }: Joiner
): Promise<Uint8Array<ArrayBuffer>> {
	const plaintext = encodeArray([hexToBytes(member), name.slice(0, maxName), signingKey, encryptionKey]);
	const { nonce, ciphertext } = await seal(key, plaintext, answerData(id));
	return encodeArray([version, kinds.answer, hexToBytes(id), nonce, ciphertext]);
}

/** Who wants to join; `null` where the answer was not made with this invite. */
export async function openAnswer(
	bytes: Uint8Array,
	{ id, key }: Pick<InviteKeys, 'id' | 'key'>
): Promise<Joiner | null> {
	const fields = decodeArray(bytes, 5);
	if (!fields) return null;
	const [fieldVersion, kind, inviteId, nonce, ciphertext] = fields;
	if (fieldVersion !== version || kind !== kinds.answer) return null;
	if (!isBytes(inviteId, 16) || bytesToHex(inviteId) !== id || !isBytes(nonce, nonceLength)) return null;
	if (!isBytes(ciphertext) || ciphertext.length > maxCiphertext) return null;
	const plaintext = await unseal(key, nonce, ciphertext, answerData(id));
	const content = plaintext && decodeArray(plaintext, 4);
	if (!content) return null;
	const [member, name, signingKey, encryptionKey] = content;
	if (!isBytes(member, 16) || !isText(name, maxName)) return null;
	if (!isBytes(signingKey, 65) || !isBytes(encryptionKey, 65)) return null;
	return { member: bytesToHex(member), name, signingKey, encryptionKey };
}

/** Seals the workspace's keys to the tablet that has answered. Rejects where its key is no point on the curve. */
export async function sealPackage(
	{ id, psk }: Pick<InviteKeys, 'id' | 'psk'>,
	encryptionKey: Uint8Array<ArrayBuffer>,
	{ workspace, epochs, recoveryRecipient }: InvitePackage
): Promise<Uint8Array<ArrayBuffer>> {
	const sender = await hpkeSuite.createSenderContext({
		recipientPublicKey: await hpkeSuite.kem.deserializePublicKey(encryptionKey),
		psk: { id: pskId, key: psk },
		info: packageInfo(workspace, id)
	});
	const rows = epochs.map(({ epoch, key }) => [epoch, base64ToBytes(key)]);
	const content = encodeArray([hexToBytes(workspace), rows, recoveryRecipient ?? '']);
	const ciphertext = await sender.seal(content);
	const enc = new Uint8Array(sender.enc);
	return encodeArray([version, kinds.package, hexToBytes(id), enc, new Uint8Array(ciphertext)]);
}

/** The workspace's keys; `null` where the package was not sealed to this tablet for this invite. */
export async function openPackage(
	bytes: Uint8Array,
	invite: Invite,
	{ id, psk }: Pick<InviteKeys, 'id' | 'psk'>,
	recipient: CryptoKeyPair
): Promise<InvitePackage | null> {
	const fields = decodeArray(bytes, 5);
	if (!fields) return null;
	const [fieldVersion, kind, inviteId, enc, ciphertext] = fields;
	if (fieldVersion !== version || kind !== kinds.package) return null;
	if (!isBytes(inviteId, 16) || bytesToHex(inviteId) !== id || !isBytes(enc, 65)) return null;
	if (!isBytes(ciphertext) || ciphertext.length > maxCiphertext) return null;
	let plaintext: ArrayBuffer;
	try {
		const info = packageInfo(invite.workspace, id);
		const context = await hpkeSuite.createRecipientContext({
			recipientKey: recipient,
			enc,
			psk: { id: pskId, key: psk },
			info
		});
		plaintext = await context.open(ciphertext);
	} catch {
		return null;
	}
	const content = decodeArray(new Uint8Array(plaintext), 3);
	if (!content) return null;
	const [workspace, rows, kit] = content;
	if (!isBytes(workspace, 16) || bytesToHex(workspace) !== invite.workspace) return null;
	if (!Array.isArray(rows) || rows.length === 0 || !isText(kit, 100)) return null;
	const epochs: { epoch: number; key: string }[] = [];
	for (const row of rows as unknown[]) {
		if (!Array.isArray(row) || row.length !== 2) return null;
		const [epoch, key] = row as unknown[];
		if (!isWhole(epoch) || !isBytes(key, 32)) return null;
		epochs.push({ epoch, key: bytesToBase64(key) });
	}
	return { workspace: invite.workspace, epochs, recoveryRecipient: kit || null };
}

const pskId = new TextEncoder().encode('roompass/1 invite');

function answerData(id: string): Uint8Array<ArrayBuffer> {
	return encodeArray([version, 'invite answer', hexToBytes(id)]);
}

function packageInfo(workspace: string, id: string): Uint8Array<ArrayBuffer> {
	return encodeArray([version, 'invite', hexToBytes(workspace), hexToBytes(id)]);
}

/**
 * | call                                                  | who                                   | body → answer                     |
 * | ----------------------------------------------------- | ------------------------------------- | --------------------------------- |
 * | `POST /v1/workspaces/:id/invites`                     | member                                | {@link inviteBodySchema} → 201    |
 * | `GET /v1/workspaces/:id/invites/:invite`              | member                                | → {@link inviteStateSchema}       |
 * | `PUT /v1/workspaces/:id/invites/:invite/package`      | member                                | {@link packageBodySchema} → 204   |
 * | `DELETE /v1/workspaces/:id/invites/:invite`           | member                                | → 204                             |
 * | `POST /v1/invites/:invite/answer`                     | `Authorization: Roompass-Invite TOKEN` | {@link answerBodySchema} → 204   |
 * | `GET /v1/invites/:invite`                             | `Authorization: Roompass-Invite TOKEN` | → {@link inviteStateSchema}      |
 */
const hexId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const hexHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const base64 = v.pipe(v.string(), v.maxLength(8_192), v.regex(/^[A-Za-z0-9+/]+=*$/));

export const inviteBodySchema = v.strictObject({ invite: hexId, tokenHash: hexHash });
export const answerBodySchema = v.strictObject({ answer: base64 });
export const packageBodySchema = v.strictObject({ package: base64 });
/** An invite that has expired, was used or withdrawn is `invite-unknown`. */
export const inviteStateSchema = v.variant('state', [
	v.strictObject({ state: v.literal('open'), expiresAt: v.number() }),
	v.strictObject({ state: v.literal('answered'), expiresAt: v.number(), answer: base64 }),
	v.strictObject({ state: v.literal('packed'), expiresAt: v.number(), package: base64 })
]);
export type InviteState = v.InferOutput<typeof inviteStateSchema>;
