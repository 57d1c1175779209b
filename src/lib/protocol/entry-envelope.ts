import { bytesToHex, hexToBytes } from './bytes';
import { decodeArray, encodeArray, isBytes, isWhole, withField, withoutField } from './cbor';
import { deflate, inflate } from './compression';
import { nonceLength, seal, unseal } from './sealing';
import { sign, signatureLength, verify } from './signing';

/**
 * The sealed envelope of a journal entry, on the wire and on disk: a CBOR array (RFC 8949, deterministic) of
 *
 * | #   | field      | bytes | what it is                                                      |
 * | --- | ---------- | ----- | --------------------------------------------------------------- |
 * | 0   | version    | uint  | 1                                                               |
 * | 1   | workspace  | 16    | workspace id                                                    |
 * | 2   | epoch      | uint  | which workspace key seals it                                    |
 * | 3   | id         | 16    | entry id, random                                                |
 * | 4   | author     | 16    | member id                                                       |
 * | 5   | nonce      | 12    | random                                                          |
 * | 6   | ciphertext | ≤ max | AES-256-GCM of the content                                      |
 * | 7   | signature  | 64    | the author's, over the CBOR of fields 0–6                       |
 *
 * Associated data of the seal is the CBOR of `[1, "entry", workspace, epoch, id, author]`. What is sealed is one byte
 * that says how the content is written, 0: as it is, 1: as raw DEFLATE (RFC 1951), and the content. Rows of a building
 * repeat themselves: an import is a fourteenth of its size then, on disk and on the way.
 *
 * The content is JSON `{"stamp","kind","body"}` in UTF-8 without a byte order mark: entries are opened by the thousand when a
 * workspace is unlocked, and the platform's own JSON parser is many times faster than any CBOR one written in JavaScript.
 */
export const entryVersion = 1;
export const maxEnvelopeBytes = 4 * 1024 * 1024;
export const maxContentBytes = 32 * 1024 * 1024;
const asItIs = 0;
const deflated = 1;
/** What is shorter says one thing: setting up the compression takes longer than it saves. */
const worthDeflating = 4_096;

export interface EntryHeader {
	/** 32 hex digits. */
	readonly workspace: string;
	readonly epoch: number;
	/** 32 hex digits. */
	readonly id: string;
	/** 32 hex digits. */
	readonly author: string;
}

/** An envelope that has been parsed, not yet believed. */
export interface EntryEnvelope extends EntryHeader {
	readonly nonce: Uint8Array<ArrayBuffer>;
	readonly ciphertext: Uint8Array<ArrayBuffer>;
	readonly signature: Uint8Array<ArrayBuffer>;
	/** All of it, as it was sealed. */
	readonly bytes: Uint8Array;
}

/**
 * Seals and signs the content of an entry. Made once, by the author.
 * @param isRandom the content is mostly codes and passwords, which are not worth compressing
 */
export async function sealEntry(
	header: EntryHeader,
	content: Uint8Array<ArrayBuffer>,
	sealingKey: CryptoKey,
	signingKey: CryptoKey,
	isRandom = false
): Promise<Uint8Array<ArrayBuffer>> {
	const packed = await pack(content, !isRandom && content.length >= worthDeflating);
	const { nonce, ciphertext } = await seal(sealingKey, packed, associatedData(header));
	const signedBytes = encodeArray([...headerFields(header), nonce, ciphertext]);
	return withField(signedBytes, await sign(signingKey, 'roompass/1 entry', signedBytes));
}

/** Parses an envelope strictly; `null` for anything that is not one of version 1. Nothing is verified yet. */
export function parseEntryEnvelope(bytes: Uint8Array): EntryEnvelope | null {
	if (bytes.length > maxEnvelopeBytes) return null;
	const fields = decodeArray(bytes, 8);
	if (!fields) return null;
	const [version, workspace, epoch, id, author, nonce, ciphertext, signature] = fields;
	if (version !== entryVersion || !isBytes(workspace, 16) || !isBytes(id, 16) || !isBytes(author, 16))
		return null;
	if (!isWhole(epoch)) return null;
	if (!isBytes(nonce, nonceLength) || !isBytes(signature, signatureLength) || !isBytes(ciphertext))
		return null;
	return {
		workspace: bytesToHex(workspace),
		epoch,
		id: bytesToHex(id),
		author: bytesToHex(author),
		nonce,
		ciphertext,
		signature,
		bytes
	};
}

/** Whether the envelope carries the signature of this author's key. */
export function isSignedBy(envelope: EntryEnvelope, authorKey: CryptoKey): Promise<boolean> {
	const { bytes, signature } = envelope;
	return verify(authorKey, 'roompass/1 entry', withoutField(bytes, signature), signature);
}

/** The content of an envelope, or `null` where it was not sealed by this key for this place. */
export async function openEntryEnvelope(
	envelope: EntryEnvelope,
	sealingKey: CryptoKey
): Promise<Uint8Array<ArrayBuffer> | null> {
	const packed = await unseal(sealingKey, envelope.nonce, envelope.ciphertext, associatedData(envelope));
	return packed && unpack(packed);
}

async function pack(content: Uint8Array<ArrayBuffer>, isDeflated: boolean): Promise<Uint8Array<ArrayBuffer>> {
	const written = isDeflated ? await deflate(content) : content;
	const packed = new Uint8Array(1 + written.length);
	packed[0] = isDeflated ? deflated : asItIs;
	packed.set(written, 1);
	return packed;
}

async function unpack(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
	const written = packed.subarray(1);
	if (packed[0] === asItIs) return written;
	return packed[0] === deflated ? inflate(written, maxContentBytes) : null;
}

function headerFields(header: EntryHeader): unknown[] {
	return [
		entryVersion,
		hexToBytes(header.workspace),
		header.epoch,
		hexToBytes(header.id),
		hexToBytes(header.author)
	];
}

function associatedData(header: EntryHeader): Uint8Array<ArrayBuffer> {
	const [version, ...rest] = headerFields(header);
	return encodeArray([version, 'entry', ...rest]);
}
