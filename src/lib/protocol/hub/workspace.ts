import * as v from 'valibot';
import { hexToBytes } from '../bytes';
import { encodeArray } from '../cbor';
import { sign, verify } from '../signing';

/**
 * How a workspace comes to a hub, and its members. `POST /v1/workspaces` with {@link workspaceBodySchema}: the founding
 * key lets one member in, and the workspace is made where it does not exist yet, open to all or with the operator's
 * sign-up token. Any member lets others in and out: `POST /v1/workspaces/:id/members` with {@link memberBodySchema},
 * `DELETE /v1/workspaces/:id/members/:member`.
 */
const hexId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
/** Base64 of an uncompressed P-256 point. */
const publicKey = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{87}=$/));

export const memberBodySchema = v.strictObject({ member: hexId, signingKey: publicKey });
export const workspaceBodySchema = v.strictObject({
	rootKey: publicKey,
	...memberBodySchema.entries,
	/** Signature of the founding key, base64; see {@link signMembership}. */
	proof: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{86}==$/)),
	signUpToken: v.optional(v.pipe(v.string(), v.maxLength(200)))
});
export type WorkspaceBody = v.InferOutput<typeof workspaceBodySchema>;

/** Whom the founding key lets in. Ids are 32 hex digits, the key an uncompressed point. */
export interface Membership {
	readonly workspace: string;
	readonly member: string;
	readonly signingKey: Uint8Array<ArrayBuffer>;
}

/** The founding key's signature under a membership: label `roompass/1 hub workspace`, the CBOR of its fields. */
export function signMembership(rootKey: CryptoKey, membership: Membership): Promise<Uint8Array<ArrayBuffer>> {
	return sign(rootKey, 'roompass/1 hub workspace', messageOf(membership));
}

/** Whether the founding key has signed this membership. */
export function isMembershipSignedBy(
	rootKey: CryptoKey,
	membership: Membership,
	proof: Uint8Array<ArrayBuffer>
): Promise<boolean> {
	return verify(rootKey, 'roompass/1 hub workspace', messageOf(membership), proof);
}

function messageOf({ workspace, member, signingKey }: Membership): Uint8Array<ArrayBuffer> {
	return encodeArray([hexToBytes(workspace), hexToBytes(member), signingKey]);
}
