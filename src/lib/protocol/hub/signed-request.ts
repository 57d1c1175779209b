import { base64UrlToBytes, bytesToBase64Url, bytesToHex, hexToBytes, randomBytes, sha256 } from '../bytes';
import { encodeArray } from '../cbor';
import { sign, signatureLength, verify } from '../signing';

/**
 * How a member speaks to a hub: each request carries
 *
 * `Authorization: Roompass MEMBER.TIME.NONCE.SIGNATURE`
 *
 * | part      | form                | what it is                                                |
 * | --------- | ------------------- | --------------------------------------------------------- |
 * | MEMBER    | 32 hex digits       | member id                                                 |
 * | TIME      | decimal             | ms since 1970, by the hub's clock as the tablet knows it  |
 * | NONCE     | 32 hex digits       | random, so that no two requests are the same              |
 * | SIGNATURE | base64url, 64 bytes | the member's, label `roompass/1 hub request`              |
 *
 * Signed is the CBOR of `[method, target, SHA-256 of the body, member, time, nonce]`; the target is the path below the
 * hub's own address, with its query. A process of the hub takes a request for five minutes and each nonce once, and none that
 * was signed before it began, as it would not know its nonce. What another process has heard is done once where it would undo
 * something: those nonces are in the database. A tablet whose clock is off learns the hub's time from
 * the refusal, and asks again.
 */
export const authorizationScheme = 'Roompass';
/** How far a request's time may be from the hub's, in ms. */
export const requestLifetime = 5 * 60_000;

/** What is signed of a request. */
export interface RequestToSign {
	readonly method: string;
	/** Path below the hub's address and query, e.g. `/v1/workspaces/…/pull?after=7`. */
	readonly target: string;
	readonly body: Uint8Array<ArrayBuffer>;
}

/** An `Authorization` header that was parsed, not yet believed. */
export interface Authorization {
	/** 32 hex digits. */
	readonly member: string;
	/** Ms since 1970. */
	readonly time: number;
	/** 32 hex digits. */
	readonly nonce: string;
	readonly signature: Uint8Array<ArrayBuffer>;
}

/** The value of a request's `Authorization` header. */
export async function signRequest(
	key: CryptoKey,
	member: string,
	request: RequestToSign,
	time: number
): Promise<string> {
	const nonce = bytesToHex(randomBytes(16));
	const message = await messageOf(request, { member, time, nonce });
	const signature = bytesToBase64Url(await sign(key, 'roompass/1 hub request', message));
	return `${authorizationScheme} ${member}.${time}.${nonce}.${signature}`;
}

/** Parses the header strictly; `null` for anything else. */
export function parseAuthorization(header: string | undefined): Authorization | null {
	const match = /^Roompass ([0-9a-f]{32})\.(\d{1,15})\.([0-9a-f]{32})\.([\w-]{86})$/.exec(header ?? '');
	if (!match) return null;
	const [, member, time, nonce, text] = match as unknown as [string, string, string, string, string];
	let signature: Uint8Array<ArrayBuffer>;
	try {
		signature = base64UrlToBytes(text);
	} catch {
		return null;
	}
	return signature.length === signatureLength ? { member, time: Number(time), nonce, signature } : null;
}

/** Whether the request carries the signature of this member's key. */
export async function isRequestSignedBy(
	authorization: Authorization,
	key: CryptoKey,
	request: RequestToSign
): Promise<boolean> {
	const message = await messageOf(request, authorization);
	return verify(key, 'roompass/1 hub request', message, authorization.signature);
}

async function messageOf(
	{ method, target, body }: RequestToSign,
	{ member, time, nonce }: Omit<Authorization, 'signature'>
): Promise<Uint8Array<ArrayBuffer>> {
	return encodeArray([method, target, await sha256(body), hexToBytes(member), time, hexToBytes(nonce)]);
}
