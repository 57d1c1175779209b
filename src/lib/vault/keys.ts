import { base64ToBytes, bytesToBase64, randomBytes } from '$lib/protocol/bytes';
import { importSealingKey } from '$lib/protocol/sealing';
import { exportVerifyingKey, generateSigningKeyPair, importSigningKey } from '$lib/protocol/signing';
import { workspaceIdOf } from '$lib/protocol/workspace-id';
import type { VaultSecrets } from './secrets';

/** The keys in a vault's secrets, ready for use. None is extractable. */
export interface VaultKeys {
	/** AES-256-GCM keys by epoch. */
	readonly epochs: ReadonlyMap<number, CryptoKey>;
	/** The latest epoch: the one that new entries are sealed in. */
	readonly epoch: number;
	/** The workspace's founding signing key; `null` for members who are not owners. */
	readonly rootKey: CryptoKey | null;
	/** The member's ECDH P-256 key. */
	readonly encryptionKey: CryptoKey;
}

/** Secrets of a new workspace, and the public keys that go into its journal as uncompressed points, 65 bytes. */
export interface NewSecrets {
	readonly secrets: VaultSecrets;
	readonly rootPublicKey: Uint8Array<ArrayBuffer>;
	readonly encryptionPublicKey: Uint8Array<ArrayBuffer>;
}

export const firstEpoch = 1;

const ecdh = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** The secrets of a new workspace: its id, a random key for its first epoch, a founding key and an encryption key. */
export async function generateSecrets(): Promise<NewSecrets> {
	const root = await generateSigningKeyPair(true);
	const rootPublicKey = await exportVerifyingKey(root.publicKey);
	const encryption = await generateEncryptionKey();
	const sealingKey = randomBytes(32);
	const secrets: VaultSecrets = {
		version: 1,
		workspace: await workspaceIdOf(rootPublicKey),
		epochs: [{ epoch: firstEpoch, key: bytesToBase64(sealingKey) }],
		rootKey: await exportPrivateKey(root.privateKey),
		encryptionKey: encryption.privateKey,
		recoveryRecipient: null
	};
	sealingKey.fill(0);
	return { secrets, rootPublicKey, encryptionPublicKey: encryption.publicKey };
}

/** A member's new encryption key. */
export interface NewEncryptionKey {
	/** Base64 of PKCS #8, as it goes into the secrets. */
	readonly privateKey: string;
	/** An uncompressed point, 65 bytes. */
	readonly publicKey: Uint8Array<ArrayBuffer>;
	/** The same, for what is sealed to it before it is in a vault. */
	readonly pair: CryptoKeyPair;
}

/** Makes a member's encryption key. */
export async function generateEncryptionKey(): Promise<NewEncryptionKey> {
	const pair = await crypto.subtle.generateKey(ecdh, true, ['deriveBits']);
	return {
		privateKey: await exportPrivateKey(pair.privateKey),
		publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
		pair
	};
}

/** Imports the keys of parsed secrets. */
export async function openKeys(secrets: VaultSecrets): Promise<VaultKeys> {
	const epochs = new Map<number, CryptoKey>();
	for (const { epoch, key } of secrets.epochs) epochs.set(epoch, await withBytesOf(key, importSealingKey));
	return {
		epochs,
		epoch: secrets.epochs.at(-1)!.epoch,
		rootKey: secrets.rootKey === null ? null : await withBytesOf(secrets.rootKey, importSigningKey),
		encryptionKey: await withBytesOf(secrets.encryptionKey, importEncryptionKey)
	};
}

function importEncryptionKey(pkcs8: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	return crypto.subtle.importKey('pkcs8', pkcs8, ecdh, false, ['deriveBits']);
}

async function exportPrivateKey(key: CryptoKey): Promise<string> {
	const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', key));
	const text = bytesToBase64(pkcs8);
	pkcs8.fill(0);
	return text;
}

/** Hands over the bytes of a base64 secret and clears them afterwards. */
async function withBytesOf<T>(
	secret: string,
	use: (bytes: Uint8Array<ArrayBuffer>) => Promise<T>
): Promise<T> {
	const bytes = base64ToBytes(secret);
	try {
		return await use(bytes);
	} finally {
		bytes.fill(0);
	}
}
