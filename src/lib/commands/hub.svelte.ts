import { liveQuery } from 'dexie';
import { untrack } from 'svelte';
import type { Result } from '$lib/domain/result';
import type { StorageError } from '$lib/journal/database';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { isPassing } from '$lib/sync/ask-until-there';
import { backgroundSyncTag, needsBackgroundSync } from '$lib/sync/background-tag';
import { disconnectHub, tellLiveOperations } from '$lib/sync/connection';
import { exclusively } from '$lib/sync/exclusively';
import { readHubState, type HubState } from '$lib/sync/hub-state';
import { HubLink } from '$lib/sync/link';
import { operationsOf } from '$lib/sync/operations';
import { waitingToSend } from '$lib/sync/outbox';
import { needsGrants, tellGrants } from '$lib/sync/tell-grants';
import { openKeys } from '$lib/vault/keys';
import { connectWorkspace, tellMembers, type ConnectHubError } from './connect-hub';
import { session } from './session.svelte';
import { memberPorts, syncPorts } from './sync-ports';
import { takeInInbox } from './take-in-inbox';
import { database } from './tablet';

/** How this tablet stands with its hub. Times are ms since 1970. */
export type HubStanding =
	/** Not looked yet. */
	| { readonly type: 'starting' }
	| { readonly type: 'not-connected' }
	| { readonly type: 'all-sent' }
	| { readonly type: 'waiting'; readonly count: number }
	| { readonly type: 'unreachable'; readonly since: number; readonly isForeign: boolean }
	| {
			readonly type: 'refused';
			readonly problem: NonNullable<HubState['failure']>;
			readonly since: number;
	  };

interface Watched {
	readonly state: HubState | null;
	readonly waiting: number;
	readonly received: number;
}

/** The hub of this tablet: connected or not, and in step with it while a tab is open. */
class Hub {
	#watched = $state.raw<Watched | null>(null);
	#isSyncing = $state(false);
	#workspace: Workspace | null = null;
	#link: HubLink | null = null;
	#isTelling = false;
	/** What the workspace was last asked to take in. */
	#takenIn = '';

	/** How it stands; reactive. */
	get standing(): HubStanding {
		if (!this.#watched) return { type: 'starting' };
		const { state, waiting } = this.#watched;
		if (!state) return { type: 'not-connected' };
		const { failure } = state;
		const since = state.failingSince ?? 0;
		if (failure === 'Unreachable' || failure === 'Busy' || failure === 'NoHub')
			return { type: 'unreachable', since, isForeign: failure === 'NoHub' };
		if (failure !== null) return { type: 'refused', problem: failure, since };
		return waiting > 0 ? { type: 'waiting', count: waiting } : { type: 'all-sent' };
	}

	/** How much waits to be sent; reactive. */
	get waiting(): number {
		return this.#watched?.waiting ?? 0;
	}

	/** When everything was in step for the last time; `null`: never. Reactive. */
	get lastSyncedAt(): number | null {
		return this.#watched?.state?.lastSyncedAt ?? null;
	}

	/** Whether a sync is under way in this tab; reactive. */
	get isSyncing(): boolean {
		return this.#isSyncing;
	}

	/** Whether this tablet has a hub, be it in reach or not; reactive. */
	get isConnected(): boolean {
		return !!this.#watched?.state;
	}

	/** Whether what is done now leaves the tablet at once; reactive. */
	get isLive(): boolean {
		const { type } = this.standing;
		return type === 'all-sent' || type === 'waiting';
	}

	/** Where a hub is looked for. */
	get address(): string {
		return syncPorts().address;
	}

	/** Keeps in step until the returned function is called, whether the workspace is locked or open. */
	start(): () => void {
		const watching = liveQuery(watch).subscribe({
			next: (watched) => this.#heard(watched),
			error: (thrown: unknown) => console.warn('the hub’s state was not read:', thrown)
		});
		const online = () => this.#link?.wake();
		const visible = () => {
			if (document.visibilityState === 'visible') this.#link?.seen();
		};
		addEventListener('online', online);
		document.addEventListener('visibilitychange', visible);
		return () => {
			watching.unsubscribe();
			removeEventListener('online', online);
			document.removeEventListener('visibilitychange', visible);
			this.#link?.stop();
			this.#link = null;
			this.#watched = null;
		};
	}

	/** Serves an open workspace until the returned function is called. */
	attach(workspace: Workspace): () => void {
		this.#workspace = workspace;
		this.#takenIn = '';
		if (this.#watched) this.#serve(this.#watched, this.#watched);
		// What may be approved by itself can have been changed by another tablet, or by another tab.
		const forget = $effect.root(() => {
			$effect(() => {
				void workspace.state;
				untrack(() => this.#tellGrants());
			});
		});
		return () => {
			forget();
			this.#workspace = null;
		};
	}

	/** Syncs now. */
	syncNow(): void {
		this.#link?.wake();
	}

	/** Connects the open workspace; see connectWorkspace. */
	async connect(signUpToken = ''): Promise<Result<void, ConnectHubError | StorageError>> {
		const { workspace, vault } = session;
		const { rootKey } = await openKeys(vault.secrets);
		return connectWorkspace(workspace, { ...(await memberPorts()), rootKey }, signUpToken);
	}

	/** Disconnects. Everything stays on this tablet, and at the hub. */
	async disconnect(): Promise<void> {
		await disconnectHub(database);
	}

	#heard(watched: Watched): void {
		const before = this.#watched;
		this.#watched = watched;
		if (watched.state?.connectedAt !== before?.state?.connectedAt) {
			this.#link?.stop();
			this.#link = watched.state && this.#newLink();
		} else if (watched.waiting > 0) this.#link?.changed();
		const { state, waiting } = watched;
		const standing = { waiting, failure: state?.failure ?? null, isOnline: navigator.onLine };
		// While the hub does not answer, the next try may be minutes away.
		if (state && needsBackgroundSync(standing, before?.waiting ?? 0)) void askForBackgroundSync();
		this.#serve(watched, before);
	}

	/** What only an open workspace can do for the hub. */
	#serve({ state, received }: Watched, before: Watched | null): void {
		const workspace = this.#workspace;
		if (!workspace) return;
		workspace.makeOperations = state && operationsOf;
		if (!state) return;
		// What was made in this tab before it heard of the connection has told the hub nothing.
		const isNew = before !== null && before.state?.connectedAt !== state.connectedAt;
		if ((state.needsOperations || isNew) && !this.#isTelling) {
			this.#isTelling = true;
			void tellAnew(workspace, state)
				.catch(storageTrouble)
				.finally(() => (this.#isTelling = false));
		}
		this.#tellGrants();
		const toTakeIn = `${state.pulledTo} ${received}`;
		if (received === 0 || toTakeIn === this.#takenIn) return;
		this.#takenIn = toTakeIn;
		void takeInInbox(workspace, database, Date.now()).catch(storageTrouble);
	}

	#tellGrants(): void {
		const workspace = this.#workspace;
		const state = this.#watched?.state;
		if (!workspace || !state || this.#isTelling) return;
		if (state.needsOperations || !needsGrants(state, workspace.state, Date.now())) return;
		this.#isTelling = true;
		const tell = async () => {
			// Another tab may have done it meanwhile.
			const now = await readHubState(database);
			if (now) await tellGrants(database, now, () => workspace.state, Date.now());
		};
		void exclusively(tell, 'roompass grants')
			.catch(storageTrouble)
			.finally(() => (this.#isTelling = false));
	}

	#newLink(): HubLink {
		return new HubLink({
			...syncPorts(),
			random: Math.random,
			isVisible: () => document.visibilityState === 'visible',
			onsync: (outcome) => {
				this.#isSyncing = outcome === null;
				if (outcome && !outcome.ok && isPassing(outcome.error)) void askForBackgroundSync();
			}
		});
	}
}

/**
 * Tells a hub that knows nothing yet, or has forgotten, who is a member and what is under way. Where it does not answer, the
 * next change of its state tries again.
 */
async function tellAnew(workspace: Workspace, state: HubState): Promise<void> {
	const told = await tellMembers(workspace, await memberPorts());
	if (!told.ok && isPassing(told.error)) return;
	await tellLiveOperations(database, state, workspace.state, Date.now());
}

async function watch(): Promise<Watched> {
	const state = await readHubState(database);
	if (!state) return { state, waiting: 0, received: 0 };
	return { state, waiting: await waitingToSend(database), received: await database.inbox.count() };
}

function storageTrouble(thrown: unknown): void {
	// The database is closed or full; the next change tries again.
	console.warn('the hub was not served:', (thrown as Partial<Error> | null)?.name ?? thrown);
}

/** Asks the browser to sync once there is a network, also when the app is closed by then. */
async function askForBackgroundSync(): Promise<void> {
	try {
		if ((await waitingToSend(database)) === 0) return;
		const registration: BackgroundSyncRegistration | undefined =
			await navigator.serviceWorker?.getRegistration();
		await registration?.sync?.register(backgroundSyncTag);
	} catch {
		// This browser has none, or the person has switched it off: the next open tab sends it.
	}
}

/** Background Sync (https://wicg.github.io/background-sync/spec/) is not in TypeScript's own types. */
type BackgroundSyncRegistration = ServiceWorkerRegistration & {
	readonly sync?: { register(tag: string): Promise<void> };
};

/** The hub of this tablet. */
export const hub = new Hub();
