import { loadCheckpoint } from '$lib/journal/checkpoint';
import type { CheckpointRecord } from '$lib/journal/database';
import { Workspace } from '$lib/journal/workspace.svelte';
import { ageInWorker } from '$lib/vault/age-in-worker';
import { openKeys } from '$lib/vault/keys';
import { unlockMethods, unlockVault, type OpenVault, type UnlockError } from '$lib/vault/vault';
import type { Proof } from '$lib/vault/proof';
import { readHubState } from '$lib/sync/hub-state';
import { operationsOf } from '$lib/sync/operations';
import { err, ok, type Result } from '$lib/domain/result';
import { database, readTablet, vaultPorts } from './tablet';

/**
 * - `starting`: not looked yet
 * - `unavailable`: this browser gives us no database (private window, storage switched off)
 * - `none`: no workspace on this tablet
 */
export type SessionPhase = 'starting' | 'unavailable' | 'none' | 'locked' | 'open';

export type UnlockWorkspaceError = UnlockError | { readonly type: 'TabletUnknown' };

/**
 * The workspace of this browser, and whether it is open. Keys and state are in memory only while it is; other tabs
 * are told when one locks.
 */
class Session {
	phase = $state<SessionPhase>('starting');
	#workspace = $state.raw<Workspace | null>(null);
	#vault: OpenVault | null = null;
	/** The sealed checkpoint, read ahead. */
	#ahead: Promise<readonly CheckpointRecord[] | undefined> | undefined;
	readonly #channel =
		typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('roompass session');

	constructor() {
		this.#channel?.addEventListener('message', ({ data }) => {
			if (data === 'lock') this.#forget();
		});
	}

	/** The open workspace. Only screens behind the gate ask; anywhere else it is a bug. */
	get workspace(): Workspace {
		if (!this.#workspace) throw new Error('the workspace is locked');
		return this.#workspace;
	}

	/** The open vault, for commands that rewrite it. */
	get vault(): OpenVault {
		if (!this.#vault) throw new Error('the vault is locked');
		return this.#vault;
	}

	/** Finds out whether there is a workspace here. */
	async start(): Promise<void> {
		if (this.phase !== 'starting' && this.phase !== 'unavailable') return;
		try {
			this.phase = (await unlockMethods(vaultPorts)) ? 'locked' : 'none';
		} catch {
			this.phase = 'unavailable';
		}
	}

	/** Somebody has begun to type: reads what is sealed and starts what will open it, so that nobody waits for it later. */
	makeReady(): void {
		ageInWorker.warmUp();
		this.#ahead ??= loadCheckpoint(database).catch(() => undefined);
	}

	/** Unlocks with a passphrase, a passkey or the recovery code. */
	async unlock(proof: Proof): Promise<Result<void, UnlockWorkspaceError>> {
		const unlocked = await unlockVault(vaultPorts, proof);
		return unlocked.ok ? this.open(unlocked.value) : err(unlocked.error);
	}

	/** Opens the workspace of an open vault. */
	async open(vault: OpenVault): Promise<Result<void, { readonly type: 'TabletUnknown' }>> {
		const tablet = await readTablet();
		if (!tablet) return err({ type: 'TabletUnknown' });
		const { epochs, epoch } = await openKeys(vault.secrets);
		const { workspace } = vault.secrets;
		const keys = { workspace, epochs, epoch, member: tablet.id, signingKey: tablet.signingKey };
		const ahead = await this.#ahead;
		this.#ahead = undefined;
		const [opened, hub] = await Promise.all([
			Workspace.open(database, keys, Date.now, ahead),
			readHubState(database)
		]);
		if (hub) opened.makeOperations = operationsOf;
		this.#workspace = opened;
		this.#vault = vault;
		this.phase = 'open';
		return ok(undefined);
	}

	/** Replaces the open vault after its secrets were rewritten. */
	vaultChanged(vault: OpenVault): void {
		this.#vault = vault;
	}

	/** Forgets keys and state, here and in the other tabs. */
	lock(): void {
		this.#channel?.postMessage('lock');
		this.#forget();
	}

	#forget(): void {
		if (this.phase !== 'open') return;
		// The phase first: screens leave before what they show goes.
		this.phase = 'locked';
		const workspace = this.#workspace;
		this.#workspace = null;
		this.#vault = null;
		workspace?.close();
	}
}

/** The one session of this tab. */
export const session = new Session();
