import { session } from '$lib/commands/session.svelte';
import type { StorageError } from '$lib/journal/database';

/** What the gate remembers beside the session: in memory, for this tab. */
class Gate {
	#settingUp = $state(false);
	/** The workspace was opened with the recovery kit, so its passphrase may be forgotten. */
	openedByKit = $state(false);
	/** Why the workspace could not be removed, which the lock screen then says. */
	removalProblem = $state.raw<StorageError | null>(null);

	/** A workspace was just made and its kit and passkey are still being offered. */
	get isSettingUp(): boolean {
		return this.#settingUp && session.phase === 'open';
	}

	/** Keeps the setup on the screen while the workspace opens beneath it. */
	startSetup(): void {
		this.#settingUp = true;
	}

	endSetup(): void {
		this.#settingUp = false;
	}
}

export const gate = new Gate();
