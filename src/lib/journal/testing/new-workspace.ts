import { bytesToBase64, randomBytes, randomId } from '$lib/protocol/bytes';
import { importSealingKey } from '$lib/protocol/sealing';
import { exportVerifyingKey, generateSigningKeyPair } from '$lib/protocol/signing';
import { workspaceIdOf } from '$lib/protocol/workspace-id';
import { RoompassDatabase } from '../database';
import { foundingRecords } from '../founding';
import type { WorkspaceKeys } from '../keys';

let databases = 0;

/** A founded workspace in a database of its own, with the keys of its one tablet. */
export async function newWorkspace(): Promise<{
	database: RoompassDatabase;
	keys: WorkspaceKeys;
	rootKey: CryptoKey;
	/** The sealing key, as a vault keeps it. */
	epochs: { epoch: number; key: string }[];
}> {
	const root = await generateSigningKeyPair(false);
	const tablet = await generateSigningKeyPair(false);
	const rawKey = randomBytes(32);
	const sealingKey = await importSealingKey(rawKey);
	const rootPublicKey = await exportVerifyingKey(root.publicKey);
	const workspace = await workspaceIdOf(rootPublicKey);
	const member = randomId();
	const owner = {
		id: member,
		name: 'Tablet 1',
		signingKey: await exportVerifyingKey(tablet.publicKey),
		encryptionKey: await exportVerifyingKey(tablet.publicKey)
	};
	const founder = { workspace, epoch: 1, sealingKey, rootKey: root.privateKey };
	const database = new RoompassDatabase(`test ${databases++}`);
	await database.entries.bulkAdd(
		await foundingRecords(founder, { name: 'Contoso', rootPublicKey, owner }, Date.now())
	);
	const keys = {
		workspace,
		epochs: new Map([[1, sealingKey]]),
		epoch: 1,
		member,
		signingKey: tablet.privateKey
	};
	const epochs = [{ epoch: 1, key: bytesToBase64(rawKey) }];
	return { database, keys, rootKey: root.privateKey, epochs };
}
