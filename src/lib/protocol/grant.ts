import { bytesToHex, hexToBytes } from './bytes';
import { decodeArray, encodeArray, isBytes, isText, isTime, isWhole } from './cbor';
import type { GrantKeys } from './code-keys';
import { maxRoomBytes } from './decision';
import { fitText } from './fit-text';
import { nonceLength, seal, unseal } from './sealing';
import { serialTagLength } from './serial-tag';

/**
 * Grant, admin → hub → device: an approval that is sealed before anybody asked, so that a hub which can read nothing
 * releases it when nobody is there to decide. A CBOR array:
 *
 * | #   | field      | size      | what it is                                                     |
 * | --- | ---------- | --------- | -------------------------------------------------------------- |
 * | 0   | version    | uint      | 1                                                              |
 * | 1   | kind       | uint      | 4: grant                                                       |
 * | 2   | workspace  | 16 B      | workspace id                                                   |
 * | 3   | ticket id  | 16 B      | of the code                                                    |
 * | 4   | serial tag | 16 or 0 B | of the serial number the account expects; empty: of no matter  |
 * | 5   | nonce      | 12 B      | random                                                         |
 * | 6   | ciphertext | ≤ 1 kB    | AES-256-GCM with the grant key                                 |
 *
 * Sealed: `[sign-in name, password, room, granted at (ms), collect within (hours)]`; associated data is the CBOR of
 * `[1, "grant", workspace, ticket id, serial tag]`. Unlike a decision it is sealed to the code and to no device, for
 * there is none yet: who holds both the code and the grant can read it. So a grant is for the hub alone, and is never
 * shown as a QR.
 */
const grantVersion = 1;
const grantKind = 4;
const maxCiphertext = 1_024;
/** Hours of two weeks, the longest a code can live. */
const maxCollectHours = 336;

export interface GrantContent {
	readonly signInName: string;
	readonly password: string;
	/** What the room is called, for the technician to compare. */
	readonly room: string;
	/** Ms since 1970, by the clock of the tablet that generated the OTP. */
	readonly grantedAt: number;
	/** Hours that a device has to collect it, from its claim. */
	readonly collectWithinHours: number;
}

/** A grant that was parsed, not yet opened. Ids are 32 hex digits. */
export interface GrantEnvelope {
	readonly workspace: string;
	readonly ticketId: string;
	/** 16 bytes, or none where any device may have it. */
	readonly serialTag: Uint8Array<ArrayBuffer>;
	readonly nonce: Uint8Array<ArrayBuffer>;
	readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/**
 * Seals a grant.
 * @param serialTag from {@link serialTagOf}; empty where the account expects no particular device
 */
export async function sealGrant(
	to: { readonly workspace: string; readonly serialTag: Uint8Array<ArrayBuffer> },
	keys: Pick<GrantKeys, 'ticketId' | 'grantKey'>,
	{ signInName, password, room, grantedAt, collectWithinHours }: GrantContent
): Promise<Uint8Array<ArrayBuffer>> {
	const { workspace, serialTag } = to;
	const { nonce, ciphertext } = await seal(
		keys.grantKey,
		encodeArray([signInName, password, fitText(room, maxRoomBytes), grantedAt, collectWithinHours]),
		associatedData(workspace, keys.ticketId, serialTag)
	);
	return encodeArray([
		grantVersion,
		grantKind,
		hexToBytes(workspace),
		hexToBytes(keys.ticketId),
		serialTag,
		nonce,
		ciphertext
	]);
}

/** Parses a grant strictly; `null` for anything that is none of version 1. */
export function parseGrant(bytes: Uint8Array): GrantEnvelope | null {
	const fields = decodeArray(bytes, 7);
	if (!fields) return null;
	const [version, kind, workspace, ticketId, serialTag, nonce, ciphertext] = fields;
	if (version !== grantVersion || kind !== grantKind) return null;
	if (!isBytes(workspace, 16) || !isBytes(ticketId, 16) || !isBytes(nonce, nonceLength)) return null;
	if (!isBytes(serialTag, serialTagLength) && !isBytes(serialTag, 0)) return null;
	if (!isBytes(ciphertext) || ciphertext.length > maxCiphertext) return null;
	return {
		workspace: bytesToHex(workspace),
		ticketId: bytesToHex(ticketId),
		serialTag,
		nonce,
		ciphertext
	};
}

/** What a grant says; `null` where it was not sealed with this code, or was changed. */
export async function openGrant(
	envelope: GrantEnvelope,
	keys: Pick<GrantKeys, 'ticketId' | 'grantKey'>
): Promise<GrantContent | null> {
	if (envelope.ticketId !== keys.ticketId) return null;
	const { workspace, ticketId, serialTag, nonce, ciphertext } = envelope;
	const associated = associatedData(workspace, ticketId, serialTag);
	const plaintext = await unseal(keys.grantKey, nonce, ciphertext, associated);
	const fields = plaintext && decodeArray(plaintext, 5);
	if (!fields) return null;
	const [signInName, password, room, grantedAt, collectWithinHours] = fields;
	if (!isText(signInName, 130) || !isText(password, 256) || !isText(room, 200)) return null;
	if (!isTime(grantedAt) || !isWhole(collectWithinHours) || collectWithinHours > maxCollectHours) return null;
	return { signInName, password, room, grantedAt, collectWithinHours };
}

/** Whether a device may have a grant, by the tag that it gave: any device where the grant has none. In constant time. */
export function isGrantFor({ serialTag }: GrantEnvelope, given: Uint8Array): boolean {
	if (serialTag.length === 0) return true;
	if (serialTag.length !== given.length) return false;
	let difference = 0;
	for (const [i, byte] of serialTag.entries()) difference |= byte ^ given[i]!;
	return difference === 0;
}

function associatedData(
	workspace: string,
	ticketId: string,
	serialTag: Uint8Array<ArrayBuffer>
): Uint8Array<ArrayBuffer> {
	return encodeArray([grantVersion, 'grant', hexToBytes(workspace), hexToBytes(ticketId), serialTag]);
}
