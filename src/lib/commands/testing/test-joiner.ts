import { RoompassDatabase } from '$lib/journal/database';
import { attemptStore, vaultStore } from '$lib/journal/vault-store';
import { syncWithHub, type SyncPorts } from '$lib/sync/engine';
import { fakePorts } from '$lib/vault/fake-ports';
import { unlockVault } from '$lib/vault/vault';
import {
	lookForPackage,
	prepareAnswer,
	readInvite,
	sendAnswer,
	storeJoined,
	type Applicant,
	type JoinPorts
} from '../join-workspace';
import { must, TestTablet, type Fetch } from './test-tablet';

export const passphrase = 'correct horse battery staple';
let databases = 0;

/** An empty tablet that has scanned an invitation. */
export class TestJoiner {
	readonly database = new RoompassDatabase(`joiner ${databases++}`);
	applicant!: Applicant;

	constructor(
		public fetch: Fetch,
		readonly now: () => number = Date.now
	) {}

	/** Scans, and makes its answer. */
	static async scan(text: string, fetch: Fetch, now?: () => number): Promise<TestJoiner> {
		const joiner = new TestJoiner(fetch, now);
		joiner.applicant = await prepareAnswer(must(readInvite(text)), 'Tablet 2', joiner.now());
		return joiner;
	}

	get ports(): JoinPorts & SyncPorts {
		return {
			database: this.database,
			vault: {
				...fakePorts(),
				store: vaultStore(this.database),
				attempts: attemptStore(this.database)
			},
			address: 'http://hub.test',
			fetch: (request) => this.fetch(request),
			now: this.now,
			isOnline: () => true,
			exclusively: (task) => task()
		};
	}

	answer() {
		return sendAnswer(this.ports, this.applicant);
	}

	look() {
		return lookForPackage(this.ports, this.applicant);
	}

	/** Stores what it was given, pulls, and opens; as after a restart, by its passphrase. */
	async open(): Promise<TestTablet> {
		const secrets = must(await this.look());
		if (!secrets) throw new Error('not let in yet');
		must(await storeJoined(this.ports, this.applicant, secrets, passphrase));
		must(await syncWithHub(this.ports));
		const vault = must(await unlockVault(this.ports.vault, { type: 'passphrase', passphrase }));
		return TestTablet.joined(this.database, vault.secrets, this.fetch);
	}
}
