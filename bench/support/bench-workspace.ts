import { RoompassDatabase } from '$lib/journal/database';
import { foundingRecords } from '$lib/journal/founding';
import type { WorkspaceKeys } from '$lib/journal/keys';
import { Workspace } from '$lib/journal/workspace.svelte';
import { generateSigningKeyPair, exportVerifyingKey } from '$lib/protocol/signing';
import { randomId } from '$lib/protocol/bytes';
import { generateSecrets, openKeys } from '$lib/vault/keys';

/** A new, empty workspace in the browser's real database. @param name of the database, the app's own by default */
export async function foundWorkspace(name?: string): Promise<{
	workspace: Workspace;
	database: RoompassDatabase;
	secrets: Awaited<ReturnType<typeof generateSecrets>>['secrets'];
	tablet: { id: string; name: string; signingKey: CryptoKey };
	keys: WorkspaceKeys;
	rootKey: CryptoKey;
}> {
	const { secrets, rootPublicKey, encryptionPublicKey } = await generateSecrets();
	const { epochs, epoch, rootKey } = await openKeys(secrets);
	const pair = await generateSigningKeyPair(false);
	const tablet = { id: randomId(), name: 'Tablet', signingKey: pair.privateKey };
	const owner = {
		id: tablet.id,
		name: tablet.name,
		signingKey: await exportVerifyingKey(pair.publicKey),
		encryptionKey: encryptionPublicKey
	};
	const database = new RoompassDatabase(name);
	const founder = { workspace: secrets.workspace, epoch, sealingKey: epochs.get(epoch)!, rootKey: rootKey! };
	await database.entries.bulkAdd(
		await foundingRecords(founder, { name: 'Contoso', rootPublicKey, owner }, Date.now())
	);
	const keys = {
		workspace: secrets.workspace,
		epochs,
		epoch,
		member: tablet.id,
		signingKey: tablet.signingKey
	};
	const workspace = await Workspace.open(database, keys);
	return { workspace, database, secrets, tablet, keys, rootKey: rootKey! };
}
