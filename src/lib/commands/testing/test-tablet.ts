import { emptyProfile, unknownFacts } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import type { Otp } from '$lib/domain/otp';
import type { Result } from '$lib/domain/result';
import { RoompassDatabase } from '$lib/journal/database';
import { ownerRecords } from '$lib/journal/founding';
import type { WorkspaceKeys } from '$lib/journal/keys';
import { newWorkspace } from '$lib/journal/testing/new-workspace';
import { Workspace } from '$lib/journal/workspace.svelte';
import { randomId } from '$lib/protocol/bytes';
import type { InvitePackage } from '$lib/protocol/hub/invite';
import { exportVerifyingKey, generateSigningKeyPair } from '$lib/protocol/signing';
import type { Stamp } from '$lib/protocol/stamp';
import { tellLiveOperations } from '$lib/sync/connection';
import { syncWithHub, type SyncPorts } from '$lib/sync/engine';
import type { MemberPorts } from '$lib/sync/hub-members';
import { readHubState, readTabletKey } from '$lib/sync/hub-state';
import { tellGrants } from '$lib/sync/tell-grants';
import { openKeys } from '$lib/vault/keys';
import type { VaultSecrets } from '$lib/vault/secrets';
import { connectWorkspace, tellMembers } from '../connect-hub';
import { generateOtps } from '../generate-otps';
import { importAccounts } from '../import-accounts';
import { takeInInbox } from '../take-in-inbox';

/** Whatever answers requests. */
export type Fetch = (request: Request) => Promise<Response>;

/** The value of what should have gone well. */
export function must<T>(result: Result<T, { readonly type: string }>): T {
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
}

export const roomId = (n: number) => `room${n}@contoso.com` as AccountId;

let databases = 0;

/** An admin's tablet with its own database, in front of a hub that tests can take away. */
export class TestTablet {
	fetch: Fetch;
	isOnline = true;
	clock = () => Date.now();

	private constructor(
		readonly database: RoompassDatabase,
		readonly keys: WorkspaceKeys,
		/** `null` where it is no owner's. */
		readonly rootKey: CryptoKey | null,
		/** What it gives a tablet that it lets in. */
		readonly secrets: Pick<InvitePackage, 'epochs' | 'recoveryRecipient'>,
		public workspace: Workspace,
		hub: Fetch
	) {
		this.fetch = hub;
	}

	/** A tablet that has founded a workspace. */
	static async found(hub: Fetch): Promise<TestTablet> {
		const { database, keys, rootKey, epochs } = await newWorkspace();
		return TestTablet.of(database, keys, rootKey, { epochs, recoveryRecipient: null }, hub);
	}

	/** A tablet that has joined, its vault open. */
	static async joined(database: RoompassDatabase, secrets: VaultSecrets, hub: Fetch): Promise<TestTablet> {
		const { id, signingKey } = (await readTabletKey(database))!;
		const { epochs, epoch, rootKey } = await openKeys(secrets);
		const keys = { workspace: secrets.workspace, epochs, epoch, member: id, signingKey };
		return TestTablet.of(database, keys, rootKey, secrets, hub);
	}

	/** Another owner's tablet, with what this one has. */
	async colleague(): Promise<TestTablet> {
		const { privateKey, publicKey } = await generateSigningKeyPair(false);
		const key = await exportVerifyingKey(publicKey);
		const owner = { id: randomId(), name: 'Tablet 2', signingKey: key, encryptionKey: key };
		const { workspace, epoch, epochs } = this.keys;
		const founder = { workspace, epoch, sealingKey: epochs.get(epoch)!, rootKey: this.rootKey! };
		const database = new RoompassDatabase(`tablet ${databases++}`);
		const records = await this.database.entries.orderBy('position').toArray();
		const lastStamp = this.workspace.state.lastStamp as Stamp;
		await database.entries.bulkAdd(
			[...records, ...(await ownerRecords(founder, owner, lastStamp, Date.now()))].map(
				({ id, receivedAt, bytes }) => ({ id, receivedAt, bytes, sequence: 0 })
			)
		);
		const keys = { ...this.keys, member: owner.id, signingKey: privateKey };
		return TestTablet.of(database, keys, this.rootKey, this.secrets, this.fetch);
	}

	private static async of(
		database: RoompassDatabase,
		keys: WorkspaceKeys,
		rootKey: CryptoKey | null,
		secrets: TestTablet['secrets'],
		hub: Fetch
	): Promise<TestTablet> {
		const tablet = { id: keys.member, name: 'Tablet', signingKey: keys.signingKey };
		await database.local.put({ key: 'tablet', value: tablet });
		return new TestTablet(database, keys, rootKey, secrets, await Workspace.open(database, keys), hub);
	}

	get ports(): SyncPorts & MemberPorts {
		return {
			tablet: { id: this.keys.member, signingKey: this.keys.signingKey },
			database: this.database,
			address: 'http://hub.test/roompass',
			fetch: (request) => this.fetch(belowAddress(request)),
			now: () => this.clock(),
			isOnline: () => this.isOnline,
			exclusively: (task) => task()
		};
	}

	/** Connects, and tells the hub of what is under way, as an unlocked tab does. */
	async connect(signUpToken?: string): Promise<void> {
		must(await connectWorkspace(this.workspace, { ...this.ports, rootKey: this.rootKey }, signUpToken));
		await this.tell();
	}

	/** Tells the hub what an unlocked tab tells one that knows nothing yet, or has forgotten. */
	async tell(): Promise<void> {
		must(await tellMembers(this.workspace, this.ports));
		const state = (await readHubState(this.database))!;
		await tellLiveOperations(this.database, state, this.workspace.state, Date.now());
		await this.tellGrants();
	}

	/** Gives the hub the grants of the rule that holds. */
	async tellGrants(): Promise<void> {
		const state = await readHubState(this.database);
		if (state) await tellGrants(this.database, state, () => this.workspace.state, Date.now());
	}

	/** Syncs, and takes in what came. */
	async sync(): Promise<Result<void, { readonly type: string }>> {
		await this.tellGrants();
		const result = await syncWithHub(this.ports);
		await this.workspace.refresh();
		await this.tellGrants();
		await takeInInbox(this.workspace, this.database, Date.now());
		return result;
	}

	/** Rooms that are ready, each with an OTP. */
	async addRooms(...rooms: number[]): Promise<void> {
		const patches = rooms.map((n) => ({
			id: roomId(n),
			profile: { ...emptyProfile, signInName: roomId(n), displayName: `Room ${n}` },
			facts: { ...unknownFacts, enabled: true, licences: ['Teams Rooms Pro'] }
		}));
		must(await importAccounts(this.workspace, patches, 'rooms.csv'));
		await this.generate(...rooms);
	}

	async generate(...rooms: number[]): Promise<void> {
		const run = { batchName: 'Oslo', notBefore: 0, expirationHours: 8, passwords: 'generate' } as const;
		must(await generateOtps(this.workspace, { ...run, accounts: rooms.map(roomId) }));
	}

	otpOf(n: number): Otp {
		const { state } = this.workspace;
		return state.otps.get(state.currentOtps.get(roomId(n))!)!;
	}
}

/** A hub in this process is asked at the root of its address. */
function belowAddress(request: Request): Request {
	return new Request(request.url.replace('/roompass', ''), request);
}
