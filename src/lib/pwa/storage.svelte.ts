/** What the browser lets this app keep, in bytes. */
export interface StorageEstimate {
	readonly used: number;
	readonly available: number;
}

/**
 * - `unknown`: not asked the browser yet
 * - `persistent`: the browser will not clear the app's data by itself
 * - `evictable`: the browser may clear it when space runs short
 * - `unsupported`: this browser cannot say
 */
export type Persistence = 'unknown' | 'persistent' | 'evictable' | 'unsupported';

/** Whether the app's data is safe from the browser's own tidying, and how much room is left. */
class Storage {
	#persistence = $state<Persistence>('unknown');
	#estimate = $state<StorageEstimate>();

	/** Where the app's data stands; reactive. */
	get persistence(): Persistence {
		return this.#persistence;
	}

	/** Whether the browser promised to keep the app's data; reactive. */
	get persisted(): boolean {
		return this.#persistence === 'persistent';
	}

	/** Room used and left, once `refresh` has read it and where the browser tells; reactive. */
	get estimate(): StorageEstimate | undefined {
		return this.#estimate;
	}

	/** Reads the present state, asking nobody. */
	async refresh(): Promise<void> {
		const manager = managerOf(navigator);
		if (!manager) {
			this.#persistence = 'unsupported';
			return;
		}
		this.#persistence = (await manager.persisted()) ? 'persistent' : 'evictable';
		const { usage, quota } = await manager.estimate();
		if (usage !== undefined && quota !== undefined)
			this.#estimate = { used: usage, available: Math.max(0, quota - usage) };
	}

	/**
	 * Asks the browser to keep the data; some browsers ask the person. Call it when there is something
	 * to lose, such as after a workspace was made. Answers whether the data is kept from now on.
	 */
	async ask(): Promise<boolean> {
		await managerOf(navigator)?.persist();
		await this.refresh();
		return this.persisted;
	}
}

/** Outside a secure context, and in old browsers, there is no storage manager or only a part of one. */
function managerOf(browser: Navigator): StorageManager | undefined {
	const manager: Partial<StorageManager> | undefined = browser.storage;
	return manager?.persist && manager.persisted && manager.estimate ? browser.storage : undefined;
}

/** The storage of this browser. */
export const storage = new Storage();
