import { randomId } from '$lib/protocol/bytes';
import { exportVerifyingKey, generateSigningKeyPair } from '$lib/protocol/signing';
import { RoompassDatabase, type LocalRow } from '$lib/journal/database';
import { attemptStore, vaultStore } from '$lib/journal/vault-store';
import { ageInWorker } from '$lib/vault/age-in-worker';
import { browserPasskeys } from '$lib/vault/passkeys';
import type { VaultPorts } from '$lib/vault/ports';

/** The one database of this browser. */
export const database = new RoompassDatabase();

/** What the vault works with in the browser. */
export const vaultPorts: VaultPorts = {
	store: vaultStore(database),
	attempts: attemptStore(database),
	age: ageInWorker,
	passkeys: browserPasskeys,
	now: Date.now
};

/** This tablet as a member: the private key cannot be exported, so a copy of the database cannot speak for it. */
export interface TabletMember {
	readonly id: string;
	readonly name: string;
	readonly signingKey: CryptoKey;
}

/** A new member for this tablet, its name cut to what an entry takes, and its public key. Nothing is stored yet. */
export async function newTabletMember(
	name: string
): Promise<{ readonly tablet: TabletMember; readonly publicKey: Uint8Array<ArrayBuffer> }> {
	const { privateKey, publicKey } = await generateSigningKeyPair(false);
	const tablet = { id: randomId(), name: name.slice(0, 200), signingKey: privateKey };
	return { tablet, publicKey: await exportVerifyingKey(publicKey) };
}

/** The row that keeps the tablet's member. */
export function tabletRow(tablet: TabletMember): LocalRow {
	return { key: 'tablet', value: tablet };
}

/** This tablet's member, where it has joined a workspace. */
export async function readTablet(): Promise<TabletMember | undefined> {
	return (await database.local.get('tablet'))?.value as TabletMember | undefined;
}
