import * as v from 'valibot';
import { base64ToBytes } from '$lib/protocol/bytes';

/**
 * The secrets that rest on a tablet: UTF-8 JSON, encrypted in the vault's `secrets` record and in the first
 * line of a backup. Version 1; unknown fields are refused.
 */
export interface VaultSecrets {
	readonly version: 1;
	/** Workspace id, 32 hex digits. */
	readonly workspace: string;
	/** Workspace keys, AES-256 in base64, by ascending epoch; at least one. */
	readonly epochs: readonly { readonly epoch: number; readonly key: string }[];
	/** The workspace's founding signing key (ECDSA P-256, PKCS #8 in base64); only owners have it. */
	readonly rootKey: string | null;
	/** The member's ECDH P-256 key (PKCS #8 in base64), to which later epochs are wrapped. */
	readonly encryptionKey: string;
	/** The public half of the recovery kit, `age1…`; `null` until there is a kit. */
	readonly recoveryRecipient: string | null;
}

/** 32 bytes in base64. */
const sealingKey = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{43}=$/));
const privateKey = v.pipe(v.string(), v.minLength(1), v.maxLength(1024), v.check(isBase64));
const epochNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The schema of {@link VaultSecrets}. */
export const vaultSecretsSchema = v.strictObject({
	version: v.literal(1),
	workspace: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
	epochs: v.pipe(
		v.array(v.strictObject({ epoch: epochNumber, key: sealingKey })),
		v.minLength(1),
		v.check((epochs) => epochs.every(({ epoch }, i) => i === 0 || epoch > epochs[i - 1]!.epoch))
	),
	rootKey: v.nullable(privateKey),
	encryptionKey: privateKey,
	recoveryRecipient: v.nullable(v.pipe(v.string(), v.regex(/^age1[02-9ac-hj-np-z]{58}$/)))
});

/** Secrets as bytes. Whoever asks for them clears them. */
export function secretsToBytes(secrets: VaultSecrets): Uint8Array<ArrayBuffer> {
	return new TextEncoder().encode(JSON.stringify(secrets));
}

/** Secrets from their bytes, or `null` where these are anything else. */
export function parseSecrets(bytes: Uint8Array): VaultSecrets | null {
	let value: unknown;
	try {
		value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return null;
	}
	const parsed = v.safeParse(vaultSecretsSchema, value);
	return parsed.success ? parsed.output : null;
}

function isBase64(text: string): boolean {
	try {
		base64ToBytes(text);
		return true;
	} catch {
		return false;
	}
}
